/** A call of a method of Odoo's, whichever interface carries it. */
export interface OdooCall {
  /** As coverage names it: `/hr.job/search_read`. */
  readonly path: string;
  readonly args: unknown;
  readonly keywords: Readonly<Record<string, unknown>>;
  /** Arguments by their order; JSON-2 has none. */
  readonly positions?: readonly unknown[];
}

type Json = Readonly<Record<string, unknown>>;

/** The arguments of `execute_kw`. */
export type ExecuteArguments = readonly [
  database: unknown,
  uid: unknown,
  key: unknown,
  model: unknown,
  method: unknown,
  positions: readonly unknown[] | undefined,
  keywords: Json | undefined,
];

/** Reads a request. @param address Its address, or its path. */
export function calledIn(address: string, body: unknown): OdooCall {
  const path = address.replace(/^https?:\/\/[^/]+/, "").split("?")[0]!;
  if (path.startsWith("/json/2/"))
    return { path: path.slice("/json/2".length), args: body, keywords: (body ?? {}) as Json };
  // JSON-2 asks so for what JSON-RPC has a method for.
  if (path === "/web/version") return { path: "/common/version", args: null, keywords: {} };
  const { service, method, args } = ((body as { readonly params?: unknown } | undefined)?.params ?? {}) as Json;
  if (service !== "object" || !Array.isArray(args))
    return { path: path === "/jsonrpc" ? `/${String(service)}/${String(method)}` : path, args: null, keywords: {} };
  // Without database, user and key.
  const [, , , model, name, positions = [], keywords] = args as unknown as ExecuteArguments;
  return {
    path: `/${String(model)}/${String(name)}`,
    args: [positions, keywords],
    keywords: keywords ?? {},
    positions,
  };
}

/** The arguments of methods in their order, which JSON-2 takes by name. */
const orders: Readonly<Record<string, readonly string[]>> = {
  search: ["domain"],
  search_read: ["domain"],
  search_count: ["domain"],
  create: ["vals_list"],
  write: ["ids", "vals"],
};

export const methodOf = ({ path }: Pick<OdooCall, "path">): string => path.split("/").at(-1)!;
export const modelOf = ({ path }: Pick<OdooCall, "path">): string => path.split("/")[1] ?? "";

/** The names of a method's arguments, in their order: those of records begin with their ids. */
export const argumentsOf = (method: string): readonly string[] => orders[method] ?? ["ids"];

/** An argument of a call, by name or by place. */
export function argumentOf(call: OdooCall, name: string): unknown {
  const place = argumentsOf(methodOf(call)).indexOf(name);
  return call.keywords[name] ?? (place < 0 ? undefined : call.positions?.[place]);
}

/** Whether a method changes something. */
export const isWriting = (method: string): boolean => /^(create|write|unlink|message_post|action_\w+)$/.test(method);

/** Whether a request changes something. */
export const isOdooWrite = (address: string, body: unknown): boolean => isWriting(methodOf(calledIn(address, body)));
