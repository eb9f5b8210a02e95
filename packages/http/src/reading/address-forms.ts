import { domainToUnicode } from "node:url";

/**
 * An e-mail address in each form in which an ATS may keep it: calls get its domain in ASCII, and an ATS that compares letter by
 * letter may have it as somebody typed it, in another script.
 */
export function addressForms(address: string): readonly string[] {
  const at = address.lastIndexOf("@") + 1;
  const typed = domainToUnicode(address.slice(at));
  return /[^\0-\x7f]/.test(typed) ? [address, address.slice(0, at) + typed] : [address];
}
