import type { HttpRequest } from "@anyats/http";

/** One call of a method of a model, whatever carries it. */
export interface MethodCall {
  readonly model: string;
  readonly method: string;
  /** The records it is called on; absent for a method of the model. */
  readonly ids?: readonly number[];
  /** Arguments that JSON-RPC takes by their order, by their names in JSON-2. */
  readonly positional?: Readonly<Record<string, unknown>>;
  readonly named?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A request without what it does to the ATS, which its caller knows. */
export type Carried = Omit<HttpRequest, "effect">;

/**
 * How calls of methods reach an Odoo server. Two interfaces exist, and the older one ends with Odoo 22: everything else
 * in this package knows methods, not interfaces.
 */
export interface OdooTransport {
  /** Asks for the server's version. Needs no user. */
  version(): Carried;
  /** Reads the main number of the version, such as 18, and its full name; `undefined` when it is not an answer of Odoo. */
  readVersion(body: unknown): ServerVersion | undefined;
  /** Asks who the user of the settings is. */
  identify(): Carried;
  /** Reads the user's id; `undefined` when the server rejects login or key. */
  readIdentity(body: unknown): number | undefined;
  /** The request that carries a call. @param uid The user's id, as `identify` gave it. */
  carry(call: MethodCall, uid: number): Carried;
  /** What the method returned; `undefined` for one that returns nothing. */
  result(body: unknown): unknown;
}

export interface ServerVersion {
  readonly major: number;
  readonly name: string;
}

/** Reads `18.0`, or `saas~18.2` of Odoo's cloud. */
export function versionOf(name: unknown): ServerVersion | undefined {
  const major = /\d+/.exec(String(name));
  return major ? { major: Number(major[0]), name: String(name) } : undefined;
}
