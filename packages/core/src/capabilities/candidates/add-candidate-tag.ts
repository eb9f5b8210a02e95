import { z } from "zod";
import { CandidateReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";

/** A tag by its name. */
export const TagName = z.string().regex(/\S/, "must not be empty").max(255);

export const addCandidateTag = capability({
  id: "candidates.addTag",
  kind: "command",
  effect: "idempotent",
  summary: "Give a candidate a tag; the tag is made when there is none of that name.",
  input: z.strictObject({ candidate: CandidateReference, tag: TagName.describe("The tag's name."), remoteFields }),
  output: Receipt,
});
