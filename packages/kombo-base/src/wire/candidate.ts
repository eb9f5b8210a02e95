import { z } from "zod/mini";
import {
  customFields,
  date,
  flag,
  integrationFields,
  list,
  location,
  mention,
  personShape,
  recordShape,
  stage,
  text,
} from "./pieces.ts";

const application = z.object({
  id: z.string().check(z.minLength(1)),
  remote_id: text,
  outcome: text,
  rejection_reason_name: text,
  rejected_at: date,
  remote_url: text,
  changed_at: date,
  remote_created_at: date,
  remote_updated_at: date,
  current_stage: z.nullish(stage),
  job: z.nullish(mention),
});

/** A candidate as `GET /ats/candidates` gives it. */
export const wireCandidate = z.object({
  ...recordShape,
  ...personShape,
  company: text,
  title: text,
  confidential: flag,
  location,
  custom_fields: customFields,
  integration_fields: integrationFields,
  remote_url: text,
  remote_created_at: date,
  remote_updated_at: date,
  applications: list(application),
});
export type WireCandidate = z.output<typeof wireCandidate>;
