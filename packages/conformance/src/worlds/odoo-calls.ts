/** A call of a method of Odoo's, whichever interface carries it. */
export interface OdooCall {
  /** As coverage names it: `/hr.job/search_read`. */
  readonly path: string;
  readonly args: unknown;
  readonly keywords: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads a request. @param address Its address, or its path. */
export function calledIn(address: string, body: unknown): OdooCall {
  const path = address.replace(/^https?:\/\/[^/]+/, "").split("?")[0]!;
  if (path.startsWith("/json/2/"))
    return { path: path.slice("/json/2".length), args: body, keywords: (body ?? {}) as Json };
  const { service, method, args } = ((body as { readonly params?: unknown } | undefined)?.params ?? {}) as Json;
  if (service !== "object" || !Array.isArray(args))
    return { path: path === "/jsonrpc" ? `/${String(service)}/${String(method)}` : path, args: null, keywords: {} };
  // Without database, user and key.
  const [, , , model, name, positions, keywords] = args as unknown[];
  return { path: `/${String(model)}/${String(name)}`, args: [positions, keywords], keywords: (keywords ?? {}) as Json };
}

const writing = /\/(create|write|unlink|message_post|action_\w+)$/;

/** Whether a request changes something. */
export const isOdooWrite = (address: string, body: unknown): boolean => writing.test(calledIn(address, body).path);
