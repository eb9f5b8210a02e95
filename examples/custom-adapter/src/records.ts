import { Application, Candidate, InstantInput, Job, ownIds, ownRecord, record, Stage } from "@anyats/core";
import { eachOf, entries, orNull, vocabulary, type Drift, type Reading } from "@anyats/http";
import { z } from "zod/mini";

/** A value of another type costs itself, not the record. */
const text = orNull(z.string());

/** What every record carries. Without `updated_at` none can be synced; one that was deleted must not look alive. */
const dated = {
  id: z.string().check(z.minLength(1)),
  created_at: orNull(InstantInput),
  updated_at: InstantInput,
  deleted_at: z.nullish(InstantInput),
};
const wireJob = z.looseObject({ ...dated, title: text, state: text });
const person = { first_name: text, last_name: text, email: text, phone: text };
const wirePerson = z.looseObject({ id: z.string(), ...person });
const place = { job_id: text, candidate_id: text, stage_id: text, state: text, rejected_at: orNull(InstantInput) };
const wireApplication = z.looseObject({ ...dated, ...place, candidate: orNull(wirePerson) });
const wireCandidate = z.looseObject({ ...dated, ...person, applications: entries(wireApplication) });
type WireApplication = z.output<typeof wireApplication>;

/** Rowan's states in the words of the field. */
export const jobStates = vocabulary({ open: "OPEN", closed: "CLOSED", draft: "DRAFT" });
export const outcomes = vocabulary({ active: "PENDING", hired: "HIRED", rejected: "DECLINED" });

const datesOf = ({ id, created_at, updated_at, deleted_at }: Pick<z.output<typeof wireJob>, keyof typeof dated>) =>
  ownRecord(id, { createdAt: created_at, updatedAt: updated_at, deletedAt: deleted_at });

const unknown = () => ({ socialProfiles: [], source: null, tags: [] });
const personOf = ({ first_name, last_name, email, phone }: Omit<z.output<typeof wirePerson>, "id">) => ({
  firstName: (first_name as string | null | undefined) ?? null,
  lastName: (last_name as string | null | undefined) ?? null,
  emailAddresses: typeof email === "string" ? [{ address: email, type: null }] : [],
  phoneNumbers: typeof phone === "string" ? [{ number: phone, type: null }] : [],
  ...unknown(),
});

const standing = ({ state, stage_id, job_id, rejected_at }: WireApplication, drift: Drift, path: string) => ({
  outcome: outcomes.read(state, drift, path),
  rejectedAt: rejected_at ?? null,
  stage: stage_id ? record(Stage, ownIds(stage_id)) : null,
  job: job_id ? { ...ownIds(job_id), title: null } : null,
});

/** Every job of Rowan has the same stages, which is why a job needs them to be read. */
export const jobReading = (stages: readonly Stage[]): Reading<z.output<typeof wireJob>, Job> => ({
  schema: wireJob,
  map: function toJob({ title = null, state, ...wire }, drift) {
    const status = jobStates.read(state, drift, "$.state");
    return record(Job, { ...datesOf(wire), title, status, stages: [...stages] });
  },
});

export const applicationReading: Reading<WireApplication, Application> = {
  schema: wireApplication,
  map: function toApplication(wire, drift) {
    return record(Application, {
      ...datesOf(wire),
      ...standing(wire, drift, "$.state"),
      stageId: wire.stage_id ?? null,
      jobId: wire.job_id ?? null,
      candidateId: wire.candidate_id ?? null,
      candidate: wire.candidate ? { ...ownIds(wire.candidate.id), remoteUrl: null, ...personOf(wire.candidate) } : null,
    });
  },
};

export const candidateReading: Reading<z.output<typeof wireCandidate>, Candidate> = {
  schema: wireCandidate,
  map: function toCandidate(wire, drift) {
    return record(Candidate, {
      ...datesOf(wire),
      ...personOf(wire),
      applications: (wire.applications ?? []).map((each) => {
        const { deletedAt: _of, ...held } = { ...datesOf(each), ...standing(each, drift, "$.applications.state") };
        return record(Candidate.shape.applications.def.element, held);
      }),
    });
  },
};

const named = { id: z.string(), name: text };
const wireStage = z.looseObject({ ...named, position: orNull(z.number()) });
const toStage = z.transform(({ id, name = null, position = null }: z.output<typeof wireStage>) =>
  record(Stage, { ...ownIds(id), name, index: position }),
);
export const wireStages = eachOf(z.pipe(wireStage, toStage));

/** Rowan does not say when a reason changed. */
export const reasonReading = {
  schema: z.looseObject(named),
  map: function toReason({ id, name = null }: { readonly id: string; readonly name?: string | null | undefined }) {
    return { ...ownIds(id), name, changedAt: new Date(0).toISOString(), deletedAt: null };
  },
};
