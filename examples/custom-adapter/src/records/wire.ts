import { InstantInput } from "@anyats/core";
import { z } from "zod";

const text = z.string().nullish();

/** What every record of Rowan carries. A value that is not a date costs itself, not the record; without `updated_at` none can be synced. */
export const wireRecord = {
  id: z.string().min(1),
  created_at: InstantInput.nullish().catch(null),
  updated_at: InstantInput,
  deleted_at: InstantInput.nullish(),
} as const;

export const wireJob = z.looseObject({ ...wireRecord, title: text, state: text });
export type WireJob = z.output<typeof wireJob>;

const person = { first_name: text, last_name: text, email: text, phone: text };
const wirePerson = z.looseObject({ id: z.string(), ...person });
export type WirePerson = z.output<typeof wirePerson>;

export const wireApplication = z.looseObject({
  ...wireRecord,
  job_id: text,
  candidate_id: text,
  stage_id: text,
  state: text,
  rejected_at: InstantInput.nullish(),
  candidate: wirePerson.nullish(),
});
export type WireApplication = z.output<typeof wireApplication>;

export const wireCandidate = z.looseObject({
  ...wireRecord,
  ...person,
  applications: z.array(wireApplication).nullish().catch([]),
});
export type WireCandidate = z.output<typeof wireCandidate>;

export const wireStage = z.looseObject({ id: z.string(), name: text, position: z.number().nullish() });
export const wireReason = z.looseObject({ id: z.string(), name: text });
