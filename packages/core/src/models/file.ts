import { z } from "zod/mini";
import { isBlank } from "../text/plain-text.ts";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";
import { refuse } from "./refuse.ts";

/** What the file is for. */
const purpose = z._default(z.enum(["CV", "COVER_LETTER", "OTHER"]), "OTHER");

/** The longest name of a file. */
const longestName = 255;

/**
 * What a name must not hold: a path, control characters, halves of characters, and marks that override the direction
 * of writing, by which `cvfdp.exe` reads as `cvexe.pdf`. Joiners and marks of one direction belong to names.
 */
const unsafe = /[\\/\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

function problemOfName(name: string): string | undefined {
  if (name.length > longestName) return `must have at most ${longestName} characters`;
  if (isBlank(name)) return "must not be empty";
  if (unsafe.test(name)) return "must hold no slash or control character";
  return /^\.+$/.test(name) ? "must not consist of dots" : undefined;
}

/** The file's name with its extension. */
const name = personal(
  z.string().check(
    z.superRefine((value, context) => {
      const message = problemOfName(value);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    }),
  ),
);

/** The file's name with its extension. Absent: the source's own name. */
const nameOfSource = z.optional(name);

/**
 * Its media type. Absent or `application/octet-stream`: found out by name and content.
 *
 * `application/pdf`; parameters such as `; charset=binary` are cut off.
 */
const contentType = z.optional(
  z.pipe(
    z
      .string()
      .check(
        z.maxLength(255, { abort: true }),
        z.regex(/^\s*[\w.+-]+\/[\w.+-]+\s*(?:;|$)/, "must be a media type such as application/pdf"),
      ),
    z.transform((type) => type.split(";")[0]!.trim().toLowerCase()),
  ),
);

const described = { name, type: purpose, contentType };
const derived = { name: nameOfSource, type: purpose, contentType };

/** A web stream, or anything that gives bytes piece by piece, such as Node's `Readable`. */
export type ByteStream = ReadableStream | AsyncIterable<unknown>;

const isStream = (value: unknown): value is ByteStream =>
  value instanceof ReadableStream ||
  (typeof value === "object" && value !== null && Symbol.asyncIterator in value && !(value instanceof Blob));

const bytes = z.pipe(
  z.custom<Uint8Array | ArrayBuffer>(
    (value) => value instanceof Uint8Array || value instanceof ArrayBuffer,
    "must be a Uint8Array or an ArrayBuffer",
  ),
  z.transform((given) => (given instanceof Uint8Array ? given : new Uint8Array(given))),
);

/** The longest address of a file. A data URL holds the file itself, and is bounded with it. */
const longestUrl = 8_000;

const isData = (address: string) => /^\s{0,9}data:/i.test(address.slice(0, 20));

const url = z.string().check(
  z.refine((address) => isData(address) || /^\s{0,9}https:/i.test(address), {
    error: "must be an https address or a data URL",
    abort: true,
  }),
  z.refine((address) => isData(address) || address.length <= longestUrl, `must have at most ${longestUrl} characters`),
);

/** The last part of a path. */
const lastPart = (path: string): string => path.split(/[\\/]/).at(-1)!;

function nameOfUrl(address: string): string {
  if (isData(address)) return /;name=([^;,]{1,765})/i.exec(address.slice(0, 2_000))?.[1] ?? "";
  return lastPart(URL.parse(address)?.pathname ?? "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Fills in the name that a file's source has. */
function named<File extends { readonly name?: string | undefined }>(
  file: File,
  own: string,
  context: z.core.ParsePayload,
): Omit<File, "name"> & { name: string } {
  const found = file.name ?? own;
  if (problemOfName(found) !== undefined) refuse(context, "must be given: the source has no name", ["name"]);
  return { ...file, name: found };
}

const nameOfBlob = (blob: Blob): string => (blob instanceof File ? blob.name : "");

const blob = z.instanceof(Blob);

/** What a blob says of its type, unless it says nothing. */
const typeOfBlob = (given: Blob): { contentType?: string } => {
  const { data } = contentType.safeParse(given.type);
  return data === undefined ? {} : { contentType: data };
};

/**
 * A File; or exactly one of base64, bytes, blob, stream, path or url, with a name where it has none.
 *
 * A file to be attached: a `File`; or its content as base64 (also of the URL kind, also a data URL), bytes, a `Blob`, a
 * stream (web or Node), or a path; or a public https address. Name and type are found out where they can be.
 */
export const FileInput = z.union(
  [
    z.strictObject({
      ...described,
      /** The content as base64, also as a data URL. */
      base64: personal(z.string().check(z.minLength(1))),
    }),
    z.pipe(
      blob,
      z.transform((given, context) =>
        named(
          { name: undefined, type: purpose.parse(undefined), ...typeOfBlob(given), blob: given },
          nameOfBlob(given),
          context,
        ),
      ),
    ),
    z.pipe(
      z.strictObject({
        ...derived,
        /** The content. */
        blob,
      }),
      z.transform((file, context) => named({ ...typeOfBlob(file.blob), ...file }, nameOfBlob(file.blob), context)),
    ),
    z.strictObject({
      ...described,
      /** The content. */
      bytes,
    }),
    z.strictObject({
      ...described,
      /** The content, as a web stream or a Node stream. */
      stream: z.custom<ByteStream>(isStream, "must be a stream of bytes"),
    }),
    z.pipe(
      z.strictObject({
        ...derived,
        /** Where the file lies on this machine. */
        path: personal(z.string().check(z.minLength(1))),
      }),
      z.transform((file, context) => named(file, lastPart(file.path), context)),
    ),
    z.pipe(
      z.strictObject({
        ...derived,
        /** A public https address, or a data URL. */
        url: personal(url),
      }),
      z.transform((file, context) => named(file, decoded(nameOfUrl(file.url)), context)),
    ),
  ],
  "must have base64, bytes, blob, stream, path or url",
);
export type FileInput = records.FileInput;
/** A file as a handler gets it: with a name, and with a media type where one was given. */
export type GivenFile = z.output<typeof FileInput>;
