import { z } from "zod/mini";
import { isBlank } from "../text/plain-text.ts";
import { refuse } from "./refuse.ts";

const isPrintable = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text);
const notPrintable = "must hold no control character";

/** A line of text: no control character and no half of one, which databases of some ATS refuse. It may be empty. */
export function line(longest: number) {
  return z.string().check(z.maxLength(longest, { abort: true }), z.refine(isPrintable, notPrintable));
}

/** A line that people read: something must be seen of it. */
export function visibleLine(longest: number) {
  return z.string().check(
    z.maxLength(longest, { abort: true }),
    z.refine((text) => !isBlank(text), { error: "must not be empty", abort: true }),
    z.refine(isPrintable, notPrintable),
  );
}

/** The longest e-mail address: 64 characters before the sign, 255 after it. The pattern's time grows with the square. */
const longestEmail = 320;

/** What zod takes as an e-mail address, and top-level domains of other scripts besides. */
const emailPattern = /^(?!\.)(?!.*\.\.)[\w'+\-.]*[\w+-]@(?:[a-z\d][a-z\d-]*\.)+(?:[a-z]{2,}|xn--[a-z\d-]+)$/i;

/** `jane@bücher.example` becomes `jane@xn--bcher-kva.example`, which every server takes. */
function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  if (at < 1 || !/[\u0080-\uffff]/.test(domain) || /[/\\?#:@\s]/.test(domain)) return address;
  const host = URL.parse(`http://${domain}`)?.hostname;
  return host === undefined ? address : `${address.slice(0, at)}@${host}`;
}

/** An e-mail address, with a domain in any script. Its length is checked first. */
export const emailAddress = () =>
  z.pipe(
    z.pipe(
      z
        .string()
        .check(z.maxLength(longestEmail, { abort: true, error: `must have at most ${longestEmail} characters` })),
      z.transform(withAsciiDomain),
    ),
    z.email({ pattern: emailPattern }),
  );

/** The longest link. */
const longestLink = 2_000;

/** `linkedin.com/in/jane`: a host with a dot, and nothing that could be a scheme. */
const withoutScheme = /^[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}(?:[/?#]|:\d{1,5}(?:[/?#]|$)|$)/u;

/**
 * The address of a page, as it was understood: with a host of ASCII and without blanks, as every server takes it.
 * `undefined` when it is not one. `https:/logout` is not one: in a page it would lead to that page's own server.
 */
function pageAddress(given: string, complete: boolean): string | undefined {
  const trimmed = given.trim();
  const whole = complete && withoutScheme.test(trimmed) ? `https://${trimmed}` : trimmed;
  const url = /^https?:\/\/[^\s/\\]/i.test(whole) ? URL.parse(whole) : null;
  return url?.hostname && url.username === "" && url.password === "" ? uriOf(url) : undefined;
}

/** What may stand in the parts of an address by RFC 3986. Addresses of the web may hold more, such as `|` and `[`. */
const escaped = (part: string): string =>
  part.replaceAll(/%(?![0-9a-f]{2})/gi, "%25").replaceAll(/[^\w\-.~:/?@!$&'()*+,;=%]/gu, encodeURIComponent);

/** An address of the web as a URI (RFC 3986), which is what `format: uri` of an API means. */
export function uriOf({ protocol, host, pathname, search, hash }: URL): string {
  const after = (sign: string, part: string) => (part === "" ? "" : `${sign}${escaped(part.slice(1))}`);
  return `${protocol}//${host}${escaped(pathname)}${after("?", search)}${after("#", hash)}`;
}

function pageLink(complete: boolean, message: string) {
  return z.pipe(
    z.string().check(z.maxLength(longestLink, { abort: true, error: `must have at most ${longestLink} characters` })),
    z.transform((given, context) => {
      return pageAddress(given, complete) ?? refuse(context, message);
    }),
  );
}

/** A link that a program makes: `http` or `https`, nothing else. */
export const link = () => pageLink(false, "must be an http or https address such as https://example.com/result");

/** A link that people type: `linkedin.com/in/jane` is completed. */
export const profileLink = () =>
  pageLink(true, "must be an http or https address such as https://linkedin.com/in/jane");
