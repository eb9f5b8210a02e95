import { AtsError, catalogue, type CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { WorldFailed } from "../guarded.ts";
import { connectedTo } from "../trial.ts";
import { recordNouns, type RecordState, type WorldRecord } from "../world.ts";
import { worldHas } from "../world-lacks.ts";
import { differenceOf, isDeleted } from "./fields.ts";
import { fileCalled, storedAs } from "./files.ts";
import { somebody } from "./samples.ts";
import { wordsOf } from "./schema-paths.ts";
import { target } from "./stored.ts";
import { ending, isDeclared } from "./striking.ts";
import { failureOf } from "./troubles.ts";
import { warningsOf } from "./warnings.ts";

export type Kind = RecordState["kind"];
type Input = Readonly<Record<string, unknown>>;

/** A word that no catalogue knows, as an ATS may invent one. */
const invented = "ON_HOLD_4815";

/** The fields of each kind of record that say in which state it is. */
const stateFields: Readonly<Record<Kind, readonly RecordState["field"][]>> = {
  applications: ["outcome", "stageId"],
  jobs: ["status"],
  candidates: ["emailAddresses"],
};

/** The schemas of the records. */
const schemas = {
  jobs: catalogue["jobs.stream"].output,
  applications: catalogue["applications.stream"].output,
  candidates: catalogue["candidates.stream"].output,
} as const;

/** Every state that a kind of record may be in, as far as its schema tells, and that it is deleted. */
export function statesOf(kind: Kind): readonly (RecordState | "deleted")[] {
  const words = wordsOf(schemas[kind]);
  const states = stateFields[kind].flatMap((field) => {
    const known = words.get(field);
    return [...(known ? [...known, invented] : []), null].map((value) => ({ kind, field, value }));
  });
  return [...states, "deleted"];
}

/** How many applications a person has, where that is not one. */
type Applying = "without applications" | "with several applications";

export const nameOf = (kind: Kind, state: RecordState | "deleted" | Applying) =>
  typeof state === "string" ? `${kind} (${state})` : `${kind} whose ${state.field} is ${state.value ?? "empty"}`;

/** What the promises know of an application on which a command works. */
export interface Applied {
  readonly id: string;
  readonly jobId: string;
  readonly candidateId: string;
}

/** A command, and how to see that it was carried out. */
export interface Deed {
  /** The kinds of record whose state may matter to it. */
  readonly of: readonly Kind[];
  readonly input: (trial: Trial, applied: Applied) => Promise<Input | undefined>;
  /** Looks before the call; gives what tells afterwards how often the ATS holds what was asked for: once, where all is well. */
  readonly watch: (trial: Trial, applied: Applied, input: Input) => Promise<Effects>;
}

/** How often the ATS holds what was asked for. @param ended What the call ended with. */
type Effects = (ended: unknown) => Promise<number>;

const every: readonly Kind[] = ["applications", "jobs", "candidates"];
const text = "A note in every state 4816";
const file = fileCalled("in-every-state-4817.pdf", "OTHER");
const tag = "In every state 4818";

const noting = (of: "application" | "candidate"): Deed => ({
  of: of === "application" ? every : ["candidates"],
  input: (_trial, applied) => Promise.resolve({ ...target(of, applied), note: { text } }),
  async watch({ world }, _applied, input) {
    const count = async () => (await world.notes(of, String(input[of]))).filter((each) => each.includes(text)).length;
    const before = await count();
    return async () => (await count()) - before;
  },
});

const filing = (of: "application" | "candidate"): Deed => ({
  of: of === "application" ? every : ["candidates"],
  input: (_trial, applied) => Promise.resolve({ ...target(of, applied), file }),
  async watch(trial, _applied, input) {
    const count = async () => storedAs(trial, await trial.world.files(of, String(input[of])), file).length;
    const before = await count();
    return async () => (await count()) - before;
  },
});

/** The tags that the ATS holds of a person. */
export async function tagsOf(
  { world }: Pick<Trial, "world">,
  candidateId: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const person = (await world.records("candidates")).find(({ id }) => id === candidateId);
  return (person?.["tags"] ?? []) as readonly { readonly id: string; readonly name: string }[];
}

const tagging = (adds: boolean): Deed => ({
  of: ["candidates"],
  input: (_trial, { candidateId: candidate }) => Promise.resolve({ candidate, tag }),
  watch: (trial, { candidateId }) =>
    Promise.resolve(async () => Number((await tagsOf(trial, candidateId)).some(({ name }) => name === tag) === adds)),
});

const rejecting = (of: "application" | "applications"): Deed => ({
  of: every,
  input: ({ world }, { id }) => {
    const [reasonId] = world.ids("rejectionReasons");
    return Promise.resolve(reasonId === undefined ? undefined : { [of]: of === "application" ? id : [id], reasonId });
  },
  watch: ({ world }, { id }) => Promise.resolve(async () => Number((await world.application(id)).rejected)),
});

const creating: Deed = {
  of: ["jobs"],
  input: (_trial, { jobId }) => Promise.resolve({ job: jobId, candidate: somebody() }),
  async watch({ world }, { jobId }) {
    const before = new Set((await world.records("applications")).map(({ id }) => id));
    return async (ended) => {
      const made = (await world.records("applications")).filter(({ id }) => !before.has(id));
      const { applicationId } = (ended ?? {}) as { readonly applicationId?: string | null };
      const mine = made.filter(({ id, jobId: job }) => job === jobId && (!applicationId || id === applicationId));
      return mine.length === made.length ? made.length : 0;
    };
  },
};

export const idIn = (kind: Kind, { id, jobId, candidateId }: Applied) =>
  ({ applications: id, jobs: jobId, candidates: candidateId })[kind];

/** A text field of a kind of record that an update may set. */
export async function textField(trial: Trial, kind: Kind): Promise<CustomFieldDefinition | undefined> {
  const fields = (await trial.call(`${kind}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  return fields.find(({ type, readOnly }) => type === "text" && !readOnly);
}

const setting = (kind: Kind): Deed => ({
  of: [kind],
  async input(trial, applied) {
    const field = await textField(trial, kind);
    return field && { [recordNouns[kind]]: idIn(kind, applied), updates: { [field.id]: "In every state 4819" } };
  },
  watch: ({ world }, applied, input) =>
    Promise.resolve(async () => {
      const held = await world.customFieldValues?.(kind, idIn(kind, applied));
      const updates = Object.entries(input["updates"] as Input);
      const isHeld = ([id, value]: readonly [string, unknown]) => JSON.stringify(held![id]) === JSON.stringify(value);
      return Number(held === undefined || updates.every(isHeld));
    }),
});

/** The commands whose effect a world can show, by id. */
export const deeds: Readonly<Record<string, Deed>> = {
  "applications.addNote": noting("application"),
  "candidates.addNote": noting("candidate"),
  "applications.addAttachment": filing("application"),
  "candidates.addAttachment": filing("candidate"),
  "candidates.addTag": tagging(true),
  "candidates.removeTag": tagging(false),
  "applications.moveToStage": {
    of: every,
    async input(trial, { id, jobId }) {
      const { stageId } = await trial.world.application(id);
      const stages = (await ending(() => trial.call("applications.listStages", { jobIds: [jobId] }))) as readonly {
        readonly id: string;
        readonly movable: boolean;
      }[];
      if (AtsError.is(stages)) return undefined;
      const stage = stages.findLast((each) => each.movable && each.id !== stageId);
      return stage && { application: id, stage: stage.id };
    },
    watch: ({ world }, { id }, input) =>
      Promise.resolve(async () => Number((await world.application(id)).stageId === input["stage"])),
  },
  "applications.reject": rejecting("application"),
  "applications.rejectMany": rejecting("applications"),
  "applications.create": creating,
  "candidates.create": creating,
  "jobs.updateCustomFields": setting("jobs"),
  "applications.updateCustomFields": setting("applications"),
  "candidates.updateCustomFields": setting("candidates"),
};

/** Open applications, each of a job and a candidate that no other of them has, as far as there are such. */
export async function openOnes({ world }: Trial): Promise<readonly Applied[]> {
  const open = (await world.records("applications")).filter(
    (each) => !isDeleted(each) && each["outcome"] === "PENDING" && each["jobId"] && each["candidateId"],
  ) as unknown as readonly Applied[];
  const ofOthers = new Set<string>();
  return open.filter(({ jobId, candidateId }) => {
    const isFirst = !ofOthers.has(candidateId) && !ofOthers.has(jobId);
    for (const id of [jobId, candidateId]) ofOthers.add(id);
    return isFirst;
  });
}

interface Case {
  readonly kind: Kind;
  readonly state: RecordState | "deleted" | Applying;
}

/** A person of the world that has so many applications. */
async function personWith({ world }: Trial, applying: Applying): Promise<string | undefined> {
  const all = (await world.records("applications")).map(({ candidateId }) => candidateId);
  const isRight = (id: string) => {
    const { length } = all.filter((candidateId) => candidateId === id);
    return applying === "without applications" ? length === 0 : length > 1;
  };
  return world.ids("candidates").find(isRight);
}

/** Brings a record into a state. @returns false where no record of this ATS can be in it. */
async function isBrought({ world }: Trial, { kind, state }: Case, applied: Applied): Promise<boolean> {
  const id = idIn(kind, applied);
  if (typeof state === "object") return (await world.become!(id, state)) !== "never";
  if (state === "deleted") await world.remove(kind, id);
  return true;
}

/** What a world cannot look into any more was not written to. */
export const orGone =
  (effects: Effects): Effects =>
  async (ended) => {
    try {
      return await effects(ended);
    } catch (error) {
      if (error instanceof WorldFailed) return 0;
      throw error;
    }
  };

/** What is seen of a record that a repeat must leave as it is: when it changed is not. */
const seen = (record: WorldRecord | undefined) => {
  const { changedAt: _changed, updatedAt: _updated, ...rest } = record ?? { id: "" };
  return JSON.stringify(rest);
};

/** @returns false where no record of this ATS can be in the state. */
async function performsIn(trial: Trial, one: Case, applied: Applied, deed: Deed): Promise<boolean> {
  const { world } = trial;
  const { id } = trial.capability;
  const what = `of ${nameOf(one.kind, one.state)}`;
  const input = await deed.input(trial, applied);
  if (!input || !(await isBrought(trial, one, applied))) return false;
  const watched = await deed.watch(trial, applied, input);
  const effects = one.state === "deleted" ? orGone(watched) : watched;
  const isDone = async (ended: unknown) => (await effects(ended)) === 1;
  const wasDone = trial.cell.effect !== "creates" && (await isDone(undefined));
  const ended = await ending(() => trial.call(id, input));
  if (isDeclared(ended)) return true;
  const error = failureOf(ended);
  if (error) {
    const done = !wasDone && (await isDone(ended));
    assert.ok(
      !done || error.retry === "unknown-outcome",
      `${id} ${what} ended in ${error.code}, and the ATS holds what was asked for`,
    );
    return true;
  }
  if (warningsOf(ended).length === 0)
    assert.ok(
      await isDone(ended),
      `${id} ${what}: a receipt without a warning, and the ATS shows nothing of it: write it, refuse it, or warn`,
    );
  if (trial.cell.effect === "creates" || one.kind !== "applications" || !(await isDone(ended))) return true;
  const record = async () => (await world.records("applications")).find((each) => each.id === applied.id);
  const before = seen(await record());
  const again = await ending(() => trial.call(id, input));
  assert.ok(AtsError.is(again) || (await isDone(again)), `${id} ${what}: the repeat took back what was done`);
  assert.equal(seen(await record()), before, `${id} ${what}: the repeat changed the application`);
  return true;
}

const inEveryState: ContractPromise = {
  promise: "carries out, refuses or warns, whatever state its records are in",
  applies: ({ capability }) => Object.hasOwn(deeds, capability),
  async run(trial) {
    const deed = deeds[trial.capability.id]!;
    worldHas(trial.world.become, "the world brings no record into a state: write WorldSession.become");
    const cases = deed.of.flatMap((kind) => statesOf(kind).map((state) => ({ kind, state })));
    // Where there are fewer applications than states, the last states are tried in another copy of the world.
    let open = await openOnes(trial);
    worldHas(open.length > 2, "the world has too few open applications");
    for (const state of ["without applications", "with several applications"] as const) {
      const candidateId = deed.of.every((kind) => kind === "candidates") ? await personWith(trial, state) : undefined;
      if (candidateId === undefined) continue;
      await performsIn(trial, { kind: "candidates", state }, { ...open[0]!, candidateId }, deed);
    }
    let on = trial;
    await using copies = new AsyncDisposableStack();
    for (const one of cases) {
      if (open.length === 0) {
        on = copies.use(await trial.another()).trial;
        open = await openOnes(on);
      }
      const [applied, ...others] = open as [Applied, ...Applied[]];
      if (await performsIn(on, one, applied, deed)) open = others;
    }
  },
};

/** Reads one record after the other in every state, on a connection that has read it before. */
const readInEveryState: ContractPromise = {
  promise: "gives a record in every state as the ATS holds it",
  applies: ({ capability }) => /^(jobs|applications|candidates)\.get$/.test(capability),
  async run(trial) {
    const kind = trial.cell.group as Kind;
    if (!trial.world.become) return;
    const ids = trial.world.ids(kind);
    worldHas(ids.length > 0, `the world has no ${kind}`);
    await using fresh = await connectedTo(trial);
    const { onlyValues } = trial.adapter.facts.traits ?? {};
    for (const [index, state] of statesOf(kind).entries()) {
      const id = ids[index % ids.length]!;
      if (state === "deleted" || onlyValues?.[kind]?.[state.field]) continue;
      await ending(() => fresh.call(trial.capability.id, { id }));
      if ((await trial.world.become(id, state)) === "never") continue;
      const given = (await fresh.call(trial.capability.id, { id })) as WorldRecord;
      const truth = (await trial.world.records(kind)).find((each) => each.id === id)!;
      const first = differenceOf(given, truth);
      assert.equal(first, undefined, `of ${nameOf(kind, state)}: ${first}`);
    }
  },
};

/** What capabilities promise of records in every state. */
export const everyStatePromises: readonly ContractPromise[] = [inEveryState, readInEveryState];
