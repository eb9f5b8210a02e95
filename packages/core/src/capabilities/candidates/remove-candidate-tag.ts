import { z } from "zod";
import { CandidateReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";
import { TagName } from "./add-candidate-tag.ts";

export const removeCandidateTag = capability({
  id: "candidates.removeTag",
  kind: "command",
  effect: "idempotent",
  summary: "Take a tag from a candidate; it also succeeds when the candidate does not carry it.",
  input: z.strictObject({ candidate: CandidateReference, tag: TagName.describe("The tag's name."), remoteFields }),
  output: Receipt,
});
