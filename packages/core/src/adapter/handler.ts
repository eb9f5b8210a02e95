import type { AnyCapability, InputOf, OutputOf } from "../capabilities/capability.ts";
import type { FetchedPage, Position } from "../stream/page.ts";
import type { Call } from "./call.ts";
import { token, type Inject, type Injected, type RegisteredClass, type Token } from "./injection.ts";

/** How an operation reaches the ATS: through the aggregator's model, through it to the ATS's own API, or directly. */
export type Lane = "unified" | "passthrough" | "native";

/**
 * How sure we are of a fact: `documented` by the party concerned, `reported` by third parties who use it, `inferred`
 * from what is known, `unverified` when no public source confirms it.
 */
export type Certainty = "documented" | "reported" | "inferred" | "unverified";

/** A call that a handler makes: what to look for when something changes upstream. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the API's base, with `{placeholders}`. */
  readonly path: string;
  readonly certainty: Certainty;
  /** Where this is known from. */
  readonly source: string;
  /** Present when its owner has announced the route's end: coverage warns of it. */
  readonly deprecated?: Deprecation;
}

/** The announced end of a route. */
export interface Deprecation {
  /** The day from which it is not promised any more, `YYYY-MM-DD`; null when none is known. */
  readonly ends: string | null;
  /** What its owner says to use. */
  readonly instead?: string;
}

/** What every handler reports itself; coverage shows it. */
export interface HandlerFacts {
  readonly lane: Lane;
  readonly routes: readonly Route[];
  /**
   * The capabilities whose reads `settle` needs, such as `notes.stream`. Coverage shows a limitation where the adapter
   * does not offer one of them.
   */
  readonly settledBy?: readonly string[];
}

/** What reading back after a lost answer found. */
export type Settlement<Output> =
  | { readonly found: true; readonly output: Output }
  | {
      readonly found: false;
      readonly certain: boolean;
      readonly because: string;
      /** What a person needs to look for it, besides the records and times that the input names: those are added. */
      readonly reconcile?: Readonly<Record<string, unknown>>;
    };

/** Performs a query or a command for one adapter. */
export interface CallHandler<C extends AnyCapability> extends HandlerFacts {
  handle(input: InputOf<C>, call: Call): Promise<OutputOf<C>>;
  /**
   * Commands that create: after a lost answer, looks whether the write is there, with what `call.memory` holds. It may run
   * in another process than the write. `certain` with `found: false` allows a repeat: say it only when nothing of the
   * write can arrive later; without it the outcome stays unknown.
   */
  settle?(input: InputOf<C>, call: Call): Promise<Settlement<OutputOf<C>>>;
  /**
   * Idempotent commands: whether this input may cause what must not happen twice, such as an e-mail. Then the command is made
   * like one that creates; `settle` looks whether it was made, or makes it again without that part.
   */
  isOnce?(input: InputOf<C>): boolean;
}

/** Performs a stream for one adapter, page by page. */
export interface StreamHandler<C extends AnyCapability> extends HandlerFacts {
  fetchPage(input: InputOf<C>, position: Position, call: Call): Promise<FetchedPage<OutputOf<C>>>;
}

/** The handler that a capability asks for. */
export type Handler<C extends AnyCapability> = C["kind"] extends "stream" ? StreamHandler<C> : CallHandler<C>;

/** A class that performs one capability. Its collaborators are named in `static inject`. */
export type HandlerClass<C extends AnyCapability> = RegisteredClass<Handler<C>>;

/** Refuses, at compile time, a class whose constructor takes something else than its `static inject` names. */
export type WithCheckedCollaborators<Class> = Class extends { readonly inject: infer I extends Inject }
  ? Class extends new (collaborators: Injected<I>) => unknown
    ? Class
    : never
  : Class extends new () => unknown
    ? Class
    : never;

/** The token under which the handler of a capability is bound. Rebind it to replace the handler. */
export function handlerToken(capability: string): Token<HandlerFacts> {
  return token(`handler/${capability}`);
}
