import { z } from "zod";
import { Attachment } from "../../models/attachment.ts";
import { ApplicationReference } from "../../models/identity.ts";
import { capability } from "../capability.ts";

export const listApplicationAttachments = capability({
  id: "applications.listAttachments",
  kind: "query",
  effect: "reads",
  summary: "List the files of an application: where to fetch each.",
  details: "Read live from the ATS. Where it keeps files with the candidate only, those are what is listed.",
  input: z.strictObject({ application: ApplicationReference }),
  output: z.array(Attachment),
});
