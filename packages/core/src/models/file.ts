import { z } from "zod";
import { personal } from "./personal.ts";

const purpose = z.enum(["CV", "COVER_LETTER", "OTHER"]).default("OTHER").describe("What the file is for.");
const contentType = z
  .string()
  .regex(/^[\w.+-]+\/[\w.+-]+$/, "must be a media type such as application/pdf")
  .optional();
const name = personal(
  z
    .string()
    .min(1)
    .max(255)
    .refine((value) => !/[\\/\p{Cc}\p{Cf}\p{Cs}]/u.test(value), "must hold no slash or control character")
    .refine((value) => !/^\.+$/.test(value), "must not consist of dots"),
).describe("The file's name with its extension.");

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "must be a Uint8Array");

const described = { name, type: purpose, contentType };

/** A file to be attached: its content as base64, bytes, a stream, or a path; or a public https address. */
export const FileInput = z
  .union([
    z.strictObject({ ...described, base64: personal(z.string().min(1)) }),
    z.strictObject({ ...described, bytes }),
    z.strictObject({ ...described, stream: z.instanceof(ReadableStream) }),
    z.strictObject({ ...described, path: personal(z.string().min(1)) }),
    z.strictObject({ ...described, url: personal(z.url({ protocol: /^https$/ })) }),
  ])
  .describe("A file: name and exactly one of base64, bytes, stream, path or url.");
export type FileInput = z.input<typeof FileInput>;
