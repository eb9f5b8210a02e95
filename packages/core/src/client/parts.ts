import type { Token } from "../adapter/injection.ts";

/** The parts that a connection is made of, each made when it is first asked for. Shared with nothing. */
export interface Parts {
  /** @throws {AdapterDefinitionError} when nothing is bound, or more than one thing. */
  get<T>(token: Token<T>): T;
  maybe<T>(token: Token<T>): T | undefined;
  all<T>(token: Token<T>): readonly T[];
  isBound(token: Token<unknown>): boolean;
  /** Puts away what has an `onDeactivation`. */
  close(): Promise<void>;
}

/** The name of a token, as its author wrote it. */
export function nameOf(token: Token<unknown>): string {
  if (typeof token === "symbol") return (token.description ?? "a token without a name").replace(/^anyats\//, "");
  return typeof token === "function" ? token.name : String(token);
}
