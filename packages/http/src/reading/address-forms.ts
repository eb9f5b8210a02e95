import { domainToUnicode } from "node:url";

/**
 * An e-mail address in each form in which an ATS may keep it: calls get its domain in ASCII, and an ATS that compares letter by
 * letter may have it as somebody typed it, in another script.
 */
export function addressForms(address: string): readonly string[] {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at);
  if (!/xn--/i.test(domain)) return [address];
  const typed = domainToUnicode(domain);
  return typed === "" || typed === domain ? [address] : [address, address.slice(0, at) + typed];
}
