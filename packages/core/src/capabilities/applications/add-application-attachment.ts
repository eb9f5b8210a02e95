import { z } from "zod";
import { FileInput } from "../../models/file.ts";
import { ApplicationReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";

export const addApplicationAttachment = capability({
  id: "applications.addAttachment",
  kind: "command",
  effect: "creates",
  summary: "Attach a file to an application.",
  sourceName: "_add_attachment_to_application(filename, application_id, pdf_b64)",
  input: z.strictObject({ application: ApplicationReference, file: FileInput, remoteFields }),
  output: Receipt,
});
