import { Application, Candidate, Job, record, type Stage } from "@anyats/core";
import type { Reading } from "@anyats/http";
import {
  wireApplication,
  wireCandidate,
  wireJob,
  type WireApplication,
  type WireCandidate,
  type WireJob,
  type WirePerson,
} from "./wire.ts";

/** Rowan's states in the words of the field. One that nobody knows is passed through as it is. */
const jobStatuses: Readonly<Record<string, string>> = { open: "OPEN", closed: "CLOSED", draft: "DRAFT" };
const outcomes: Readonly<Record<string, string>> = { active: "PENDING", hired: "HIRED", rejected: "DECLINED" };
const inWords = (words: Readonly<Record<string, string>>, state: string | null | undefined) =>
  state ? (words[state] ?? state) : null;

/** The states in Rowan's words, for a filter. */
const inRowan = (words: Readonly<Record<string, string>>) => (value: string) =>
  Object.keys(words).find((state) => words[state] === value) ?? value;
export const jobState = inRowan(jobStatuses);
export const applicationState = inRowan(outcomes);

type Dated = Pick<WireJob, "id" | "created_at" | "updated_at" | "deleted_at">;

/** There is no aggregator between: both ids are Rowan's own. */
const dated = ({ id, created_at, updated_at, deleted_at }: Dated) => ({
  id,
  remoteId: id,
  createdAt: created_at ?? null,
  updatedAt: updated_at,
  changedAt: updated_at,
  deletedAt: deleted_at ?? null,
});

const person = ({ first_name, last_name, email, phone }: Omit<WirePerson, "id">) => ({
  firstName: (first_name as string | null | undefined) ?? null,
  lastName: (last_name as string | null | undefined) ?? null,
  emailAddresses: typeof email === "string" ? [{ address: email, type: null }] : [],
  phoneNumbers: typeof phone === "string" ? [{ number: phone, type: null }] : [],
  socialProfiles: [],
  source: null,
  tags: [],
});

const stageMention = (id: string): Stage => ({
  id,
  remoteId: id,
  name: null,
  status: null,
  index: null,
  customFields: {},
});
const mention = (id: string) => ({ id, remoteId: id });

function standing({ state, stage_id, job_id, rejected_at }: WireApplication) {
  return {
    outcome: inWords(outcomes, state),
    rejectionReasonName: null,
    rejectedAt: rejected_at ?? null,
    stage: stage_id ? stageMention(stage_id) : null,
    job: job_id ? { ...mention(job_id), title: null } : null,
  };
}

/** Every job of Rowan has the same stages, which is why a job needs them to be read. */
export function jobReading(stages: readonly Stage[]): Reading<WireJob, Job> {
  return {
    schema: wireJob,
    map: (wire) =>
      record(Job, {
        ...dated(wire),
        title: wire.title ?? null,
        status: inWords(jobStatuses, wire.state),
        stages: [...stages],
      }),
  };
}

export const applicationReading: Reading<WireApplication, Application> = {
  schema: wireApplication,
  map: (wire) =>
    record(Application, {
      ...dated(wire),
      ...standing(wire),
      stageId: wire.stage_id ?? null,
      jobId: wire.job_id ?? null,
      candidateId: wire.candidate_id ?? null,
      candidate: wire.candidate ? { ...mention(wire.candidate.id), remoteUrl: null, ...person(wire.candidate) } : null,
    }),
};

export const candidateReading: Reading<WireCandidate, Candidate> = {
  schema: wireCandidate,
  map: (wire) =>
    record(Candidate, {
      ...dated(wire),
      ...person(wire),
      applications: (wire.applications ?? []).map((application) => {
        const { id, remoteId, createdAt, updatedAt, changedAt } = dated(application);
        return { id, remoteId, remoteUrl: null, createdAt, updatedAt, changedAt, ...standing(application) };
      }),
    }),
};
