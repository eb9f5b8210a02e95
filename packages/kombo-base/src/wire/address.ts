/** What an address holds by its standard (RFC 3986), outside of the host. */
const reserved = /%(?![0-9a-f]{2})|[^!#$%&'()*+,\-./:;=?@_~a-z0-9]/giu;

/**
 * A web address as a server takes it: blanks and letters beyond ASCII encoded, an international host in its ASCII form.
 * Text that is not a web address stays as it is.
 */
export function wireAddress(address: string): string {
  const url = URL.parse(address.trim());
  if (!url) return address;
  const { origin, href } = url;
  const start = origin !== "null" && href.startsWith(origin) ? origin : "";
  return `${start}${href.slice(start.length).replace(reserved, encode)}`;
}

function encode(character: string): string {
  return character === "%" ? "%25" : encodeURIComponent(character);
}
