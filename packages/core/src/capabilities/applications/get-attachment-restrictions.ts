import { z } from "zod";
import { AttachmentRestrictions } from "../../models/attachment-restrictions.ts";
import { capability } from "../capability.ts";

/** The commands that take files. */
export const AttachmentCommand = z.enum([
  "applications.create",
  "applications.addAttachment",
  "candidates.create",
  "candidates.addAttachment",
]);
export type AttachmentCommand = z.output<typeof AttachmentCommand>;

export const getAttachmentRestrictions = capability({
  id: "applications.getAttachmentRestrictions",
  kind: "query",
  effect: "reads",
  summary: "Get the limits of the files that a command takes: types, sizes, amounts.",
  input: z.strictObject({ command: AttachmentCommand.describe("The command with which the files will be sent.") }),
  output: AttachmentRestrictions,
});
