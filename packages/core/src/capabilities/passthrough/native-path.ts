import { z } from "zod";

/** A path as far as servers may read it: decoded, as often as one along the way may decode it. */
function readings(path: string): readonly string[] {
  const found = [path];
  for (let times = 0; times < 3; times += 1) {
    const decoded = decodeURIComponent(found.at(-1)!);
    if (decoded === found.at(-1)) break;
    found.push(decoded);
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
 * The path of a call of the ATS's own API, relative to its base address. It cannot leave that address: no other host,
 * no segment of dots, in whatever encoding.
 */
export const NativePath = z
  .string()
  .max(4000)
  .superRefine((value, context) => {
    const message = problemOf(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  })
  .describe("Relative to the API's base address, beginning with a slash; encode every id in it.");
