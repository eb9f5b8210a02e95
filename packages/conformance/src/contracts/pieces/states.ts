import { AtsError, catalogue, type CustomFieldDefinition } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { WorldFailed } from "../../world-failed.ts";
import { recordNouns, type RecordState } from "../../world.ts";
import { fileCalled, storedAs } from "./files.ts";
import { isDeleted } from "./records.ts";
import { somebody } from "./samples.ts";
import { wordsOf } from "./schema-paths.ts";
import { ending } from "./striking.ts";
import { target } from "./targets.ts";

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
export type Applying = "without applications" | "with several applications";

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

/** What takes something away does nothing where it is not there: the command that makes it, with the same input. */
export const madeBy: Readonly<Record<string, string>> = { "candidates.removeTag": "candidates.addTag" };

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
