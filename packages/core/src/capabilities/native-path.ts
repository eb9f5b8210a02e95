import { z } from "zod/mini";

/** How often one server along the way may decode what another has decoded before. */
const mostDecodings = 3;

/**
 * A path in every form in which a server may come to read it.
 * @throws {URIError} when it is not encoded as addresses are.
 */
function readings(path: string): readonly string[] {
  const found = [path, decodeURIComponent(path)];
  while (found.length <= mostDecodings) {
    try {
      found.push(decodeURIComponent(found.at(-1)!));
    } catch {
      break; // A per cent sign that an id holds on its own: there is nothing more to decode.
    }
  }
  return found;
}

/** Whether a segment means "here" or "up", also with a path parameter behind it. */
const isDots = (segment: string) => /^\.{1,2}$/.test(segment.split(";")[0]!.trim());

/** What is wrong with a path; `undefined` when nothing is. */
function problemOf(value: string): string | undefined {
  if (!value.startsWith("/")) return "must begin with a slash: it is relative to the API's base address";
  if (/^[/\\]{2}/.test(value)) return "must begin with one slash only, else it is another address";
  if (/[\s\\#\p{Cc}\p{Cf}\p{Cs}]/u.test(value)) return "must hold no white space, backslash, # or invisible character";
  const path = value.split("?")[0]!;
  try {
    const all = readings(path);
    if (all.some((reading) => reading.split(/[/\\]/).some(isDots))) return "must hold no segment of dots";
    if (all.some((reading) => /\p{Cc}/u.test(reading))) return "must hold no control character, also not encoded";
  } catch {
    return "must be encoded as addresses are: a % stands before two hexadecimal digits";
  }
  return undefined;
}

/**
 * Relative to the API's base address, beginning with a slash; encode every id in it.
 *
 * The path of a call of the ATS's own API, relative to its base address. It cannot leave that address: no other host,
 * no segment of dots, in whatever encoding.
 */
export const NativePath = z.string().check(
  z.maxLength(4000),
  z.superRefine((value, context) => {
    const message = problemOf(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
);
