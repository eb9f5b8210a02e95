import { AtsError } from "@anyats/core";
import { publicAddress } from "../files/public-address.ts";
import type { HttpRequest } from "./request.ts";

/** Where a request goes, and whether that is another origin than the destination's. */
export interface Address {
  readonly url: string;
  readonly foreign: boolean;
}

/**
 * The whole address of a request. A link that a server gave is followed within the origin of the base address only:
 * elsewhere, the credentials would go to someone else.
 * @throws {AtsError} `request.foreign-address` for another origin that the request does not allow.
 */
export function addressOf({ path, foreign = false }: HttpRequest, baseUrl: string): Address {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(path) ? URL.parse(path) : undefined;
  if (whole === undefined) return { url: `${baseUrl.replace(/\/$/, "")}/${path.replace(/^\//, "")}`, foreign: false };
  const origin = URL.parse(baseUrl)?.origin;
  if (whole && whole.origin === origin && !whole.username && !whole.password)
    return { url: whole.href, foreign: false };
  if (whole?.protocol === "https:" && foreign && isPublic(whole.href)) return { url: whole.href, foreign: true };
  throw new AtsError({
    code: "request.foreign-address",
    fault: "ats",
    retry: "never",
    message: "The server named an address of another origin: nothing was sent to it.",
    advice: "Report it; an adapter that expects it marks the request as foreign.",
  });
}

/**
 * The base address that a login named: the customer's own server, to which the session goes.
 * @param domains Of the ATS: its servers are under them.
 * @throws {AtsError} `request.foreign-address` where it is neither under them by https nor of the origin that was logged in to.
 */
export function serverOf(named: string, baseUrl: string, domains: readonly string[]): string {
  const url = URL.parse(named);
  const isUnder = (domain: string) => url?.hostname === domain || url?.hostname.endsWith(`.${domain}`);
  const isOurs = url?.origin === URL.parse(baseUrl)?.origin || (url?.protocol === "https:" && domains.some(isUnder));
  if (url && isOurs && !url.username && !url.password) return url.href;
  throw new AtsError({
    code: "request.foreign-address",
    fault: "ats",
    retry: "never",
    message: "The login named a server that is not one of the ATS's: nothing was sent to it.",
    advice: "Report it; if the adapter expects the server, its domain must be one of `serversUnder`.",
  });
}

/** Whether an address that a server named is one of the public internet, as far as its name shows. */
function isPublic(url: string): boolean {
  try {
    publicAddress(url);
    return true;
  } catch {
    return false;
  }
}
