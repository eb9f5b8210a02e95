import { entries, orNull } from "@anyats/http";
import { z } from "zod/mini";
import {
  customFields,
  date,
  flag,
  id,
  integrationFields,
  location,
  mention,
  personShape,
  readable,
  recordShape,
  stage,
  text,
} from "./pieces.ts";

const application = z.object({
  id,
  remote_id: text,
  outcome: text,
  rejection_reason_name: text,
  rejected_at: date,
  remote_url: text,
  changed_at: date,
  remote_created_at: date,
  remote_updated_at: date,
  current_stage: orNull(stage),
  job: orNull(mention),
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
  applications: entries(application),
});
export type WireCandidate = z.output<typeof wireCandidate>;

/** The same where its applications decide about a write: who it is and what it applied to must be readable. */
export const wireCandidateWithApplications = z.extend(wireCandidate, {
  first_name: readable,
  last_name: readable,
  email_addresses: z.nullish(z.array(z.object({ email_address: readable, type: text }))),
  applications: z.array(z.extend(application, { outcome: readable, job: z.nullish(mention) })),
});
