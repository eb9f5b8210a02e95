import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Context as Call } from "hono";
import { setCookie } from "hono/cookie";
import { parse } from "hono/utils/cookie";

const cookie = "anyats-console";

/** The token in a browser's cookie. Any process can check it: nothing is kept. */
export function tokenOf(request: Request): string | undefined {
  const token = parse(request.headers.get("cookie") ?? "", cookie)[cookie];
  return token !== undefined && /^[\w-]{32}$/.test(token) ? token : undefined;
}

/** The browser's token; a new one where it has none. */
export function withToken(call: Call, known: string | undefined, base: string): string {
  if (known !== undefined) return known;
  const token = randomBytes(24).toString("base64url");
  const secure = new URL(call.req.url).protocol === "https:";
  setCookie(call, cookie, token, { httpOnly: true, sameSite: "Strict", path: base === "" ? "/" : base, secure });
  return token;
}

/** Whether no other site is behind a request, as far as the browser says. */
export function isFromHere(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

/**
 * Whether a form was sent by a page of this console: the browser says that it comes from the same origin, and the form
 * brings the token of the cookie, which no other site can read.
 */
export function isOwnForm(request: Request, given: unknown): boolean {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site !== null && site !== "same-origin") return false;
  if (origin === null && site === null) return false;
  // Behind a proxy the scheme may be another; the name is what tells sites apart.
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host)) return false;
  const known = tokenOf(request);
  if (known === undefined || typeof given !== "string" || given.length !== known.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(known));
}
