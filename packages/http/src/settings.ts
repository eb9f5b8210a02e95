import { z } from "zod/mini";

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether an address may be sent credentials: https, or one of this machine. */
export function isSafeBaseUrl(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && (loopback.test(url.hostname) || url.hostname.endsWith(".test"));
}

/**
 * A setting for the address of an API: https without credentials, or one of this machine. An address has one form, however
 * it is written: by it a ledger tells customers apart.
 */
export function baseUrl(): z.ZodMiniString<string> {
  return z.string().check(
    z.trim(),
    z.refine(isSafeBaseUrl, "must be an https address without credentials, or one of this machine"),
    z.overwrite((value) => {
      const url = URL.parse(value);
      // Without a `?` or `#` at the end, too, as a browser's bar may have one: the paths of all requests would come after it.
      return url ? `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, "")}` : value;
    }),
  );
}

/** A setting for another `fetch`: a test's, or one that goes through a proxy. */
export function customFetch(): z.ZodMiniCustom<typeof globalThis.fetch, typeof globalThis.fetch> {
  return z.custom<typeof globalThis.fetch>((value) => typeof value === "function", "must be a function");
}
