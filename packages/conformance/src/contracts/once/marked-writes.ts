import { AtsError, type CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { ApplicationState, WorldRecord } from "../../world.ts";
import { asStored, fileCalled, storedAs } from "../pieces/files.ts";
import { somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, target, targetId } from "../pieces/targets.ts";

/** A write of its own content to a record of its own, and whether the ATS then holds just that. */
interface Marked {
  readonly input: object;
  readonly isThere: () => Promise<void>;
}
type Of = "application" | "candidate";
type Prepare = (trial: Trial) => Promise<readonly Marked[]>;

const several = 3;

/** Applications to jobs with other stages come first: what is kept of one job must not be used for another. */
async function apart(trial: Trial) {
  const jobs = await trial.world.records("jobs");
  const stagesOf = new Map(
    jobs.map(({ id, stages }) => [id, JSON.stringify((stages as readonly object[] | undefined) ?? [])] as const),
  );
  const byStages = Object.values(
    Object.groupBy(await openApplications(trial), ({ jobId }) => stagesOf.get(jobId) ?? ""),
  );
  return [...byStages.map((some) => some![0]!), ...byStages.flatMap((some) => some!.slice(1))];
}

const targets = async (trial: Trial, of: Of) => {
  const open = await apart(trial);
  const ids = [...new Set(open.map((each) => targetId(of, each)))].slice(0, several);
  return ids.map((id) => open.find((each) => targetId(of, each) === id)!);
};

const notes =
  (of: Of): Prepare =>
  async (trial) =>
    (await targets(trial, of)).map((each, nth) => ({
      input: { ...target(of, each), note: { text: `At once ${nth}, 4793.` } },
      isThere: async () => {
        const found = (await trial.world.notes(of, targetId(of, each))).filter((text) => text.includes("4793"));
        assert.equal(found.length, 1, `the note ${nth} is not there once`);
        assert.ok(found[0]!.includes(`At once ${nth}`), `the note ${nth} has the text of another: ${found[0]}`);
      },
    }));

const files =
  (of: Of): Prepare =>
  async (trial) =>
    (await targets(trial, of)).map((each, nth) => {
      const file = fileCalled(`at-once-${nth}-4794.pdf`, "OTHER");
      return {
        input: { ...target(of, each), file },
        isThere: async () => {
          const stored = await trial.world.files(of, targetId(of, each));
          const [found] = storedAs(trial, stored, file);
          const names = stored.map((one) => asStored(one).name);
          assert.ok(found, `the file ${file.name} is not there, but ${names.join(", ")}`);
          if (found.base64 !== undefined) assert.equal(found.base64, file.base64, `the bytes of ${file.name}`);
        },
      };
    });

const customFields =
  (group: "jobs" | "applications" | "candidates", noun: string): Prepare =>
  async (trial) => {
    const fields: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
    const field = fields.find(({ type, readOnly }) => type === "text" && !readOnly);
    if (!field || !trial.world.customFieldValues) return [];
    // An ATS may keep what it holds of a person on the person's applications: those are written to as well.
    const apps = new Set(trial.world.ids("applications").slice(0, several));
    const isWritten = ({ id, candidateId }: WorldRecord) => (apps.has(id) ? [candidateId] : []);
    const people = new Set(
      group === "candidates" ? (await trial.world.records("applications")).flatMap(isWritten) : [],
    );
    return trial.world
      .ids(group)
      .filter((id) => !people.has(id))
      .slice(0, several)
      .map((id, nth) => ({
        input: { [noun]: id, updates: { [field.id]: `At once ${nth}` } },
        isThere: async () => {
          const held = await trial.world.customFieldValues!(group, id);
          assert.equal(held[field.id], `At once ${nth}`, `the field ${field.name} of ${id}`);
        },
      }));
  };

interface Stage {
  readonly id: string;
  readonly movable: boolean;
}

const moves: Prepare = async (trial) => {
  const marked: Marked[] = [];
  // An ATS may show an application elsewhere than where it was moved to: one move after the other tells where.
  await using alone = await trial.another();
  for (const [nth, { id, jobId, stageId }] of (await targets(trial, "application")).entries()) {
    const stages: readonly Stage[] = await trial.call("applications.listStages", { jobIds: [jobId] });
    const movable = stages.filter((each) => each.movable && each.id !== stageId);
    const stage = movable[nth % movable.length];
    if (!stage) continue;
    const input = { application: id, stage: stage.id };
    // Nor need it take each: a stage may be one of another workflow.
    if (AtsError.is(await ending(() => alone.trial.call("applications.moveToStage", input)))) continue;
    const { stageId: wanted } = await alone.trial.world.application(id);
    const isThere = async () => assert.equal((await trial.world.application(id)).stageId, wanted, `the stage of ${id}`);
    marked.push({ input, isThere });
  }
  return marked;
};

/** Rejects applications of several jobs, each alone on a connection of its own; @returns what then is held of each. */
async function rejectedAlone(trial: Trial, reasonId: string) {
  const held = new Map<string, ApplicationState>();
  for (const { id } of await targets(trial, "application")) {
    await using fresh = await connectedTo(trial);
    const ended = await ending(() => fresh.call("applications.reject", { application: id, reasonId }));
    if (!AtsError.is(ended)) held.set(id, await trial.world.application(id));
  }
  return held;
}

async function aReason(trial: Trial): Promise<string> {
  const [reason] = (await trial.call("applications.listRejectionReasons")) as readonly { readonly id: string }[];
  worldHas(reason, "the world has no rejection reason");
  return reason.id;
}

const rejections: Prepare = async (trial) => {
  const reasonId = await aReason(trial);
  await using alone = await trial.another();
  return [...(await rejectedAlone(alone.trial, reasonId))].map(([application, wanted]) => ({
    input: { application, reasonId },
    isThere: async () =>
      assert.deepEqual(
        await trial.world.application(application),
        wanted,
        `${application} is not as where it is rejected alone: what is kept of one job was used for another`,
      ),
  }));
};

const people: Prepare = async (trial) => {
  const { jobId: job } = (await openApplications(trial))[0]!;
  return Array.from({ length: several }, (_each, nth) => {
    const candidate = { ...somebody(), lastName: `At-Once-${"ABC"[nth]}` };
    return {
      input: { job, candidate },
      isThere: async () => {
        const all = await trial.world.records("candidates");
        const found = all.filter((record) => JSON.stringify(record).includes(candidate.email));
        assert.equal(found.length, 1, `${candidate.lastName} is not there once`);
        assert.equal(found[0]!["lastName"], candidate.lastName, "the name of another is stored");
      },
    };
  });
};

const prepared: Readonly<Record<string, Prepare>> = {
  "applications.addNote": notes("application"),
  "candidates.addNote": notes("candidate"),
  "applications.addAttachment": files("application"),
  "candidates.addAttachment": files("candidate"),
  "jobs.updateCustomFields": customFields("jobs", "job"),
  "applications.updateCustomFields": customFields("applications", "application"),
  "candidates.updateCustomFields": customFields("candidates", "candidate"),
  "applications.moveToStage": moves,
  "applications.reject": rejections,
  "applications.create": people,
  "candidates.create": people,
};

/** Kinds of writes whose effects can be told apart where all run together: one of each line that the adapter offers. */
const together = [
  ["applications.addNote", "candidates.addNote"],
  ["applications.addAttachment", "candidates.addAttachment"],
  ["jobs.updateCustomFields"],
  ["applications.updateCustomFields"],
  ["candidates.updateCustomFields"],
  ["applications.moveToStage"],
  ["applications.create", "candidates.create"],
];

const offeredTogether = (trial: Trial) => together.flatMap((ids) => ids.filter((id) => trial.offers(id)).slice(0, 1));

const ofOneRecordRule: Rule = {
  rule: "what is kept of one record or job is not used for another",
  tried: "it writes to applications of jobs with other stages, one after the other on one connection",
};

/** What commands promise of each other where an app gives several at once, as in a queue with several workers. */
export const markedPromises: readonly ContractPromise[] = [
  {
    promise: "keeps concurrent writes to different records apart",
    rules: [
      {
        rule: "writes at the same time do not share anything that one of them changes",
        tried: "it writes to three records at once",
      },
    ],
    applies: ({ capability }) => Object.hasOwn(prepared, capability),
    async run(trial) {
      const marked = await prepared[trial.capability.id]!(trial);
      await using fresh = await connectedTo(trial);
      const ends = await Promise.all(
        marked.map(({ input }) => ending(() => fresh.call(trial.capability.id, input, { timeoutMs: 600_000 }))),
      );
      for (const [index, ended] of ends.entries()) {
        if (isDeclared(ended)) return;
        if (ended instanceof Error) throw ended;
        await marked[index]!.isThere();
      }
    },
  },
  {
    promise: "writes to each record what is meant for it, where one call follows the other",
    rules: [ofOneRecordRule],
    // What creates has nothing to look up of the record, or does so each time.
    applies: ({ capability, effect }) => Object.hasOwn(prepared, capability) && effect === "idempotent",
    async run(trial) {
      await using fresh = await connectedTo(trial);
      for (const { input, isThere } of await prepared[trial.capability.id]!(trial)) {
        const ended = await ending(() => fresh.call(trial.capability.id, input));
        if (isDeclared(ended)) return;
        if (AtsError.is(ended))
          assert.fail(
            `after another record on the same connection, the call ended in ${ended.code}: what is kept of one record or job must not be used for another`,
          );
        await isThere();
      }
    },
  },
  {
    promise: "rejects applications of several jobs, each as it would be alone",
    rules: [ofOneRecordRule],
    applies: ({ capability }) => capability === "applications.rejectMany",
    async run(trial) {
      if (!trial.offers("applications.reject")) return;
      const reasonId = await aReason(trial);
      await using alone = await trial.another();
      const wanted = await rejectedAlone(alone.trial, reasonId);
      const applications = [...wanted.keys()];
      const ended = await ending(() => trial.call(trial.capability.id, { applications, reasonId }));
      if (isDeclared(ended)) return;
      if (AtsError.is(ended)) throw ended;
      for (const [id, state] of wanted)
        assert.deepEqual(await trial.world.application(id), state, `${id} is not as where it is rejected alone`);
    },
  },
  {
    promise: "keeps writes of all kinds apart that run together, between reads",
    rules: [
      {
        rule: "what is kept for a connection (definitions, stages, cursors) stays right while reads and writes run beside each other",
        tried: "it runs writes of all kinds together, between reads",
      },
    ],
    applies: ({ capability }) => Object.hasOwn(prepared, capability),
    async run(trial) {
      const kinds = offeredTogether(trial);
      // Once for an adapter: the writes are the same, whichever cell asks.
      if (kinds.length < 2 || kinds[0] !== trial.capability.id) return;
      const marked: (Marked & { readonly id: string })[] = [];
      for (const id of kinds) for (const each of await prepared[id]!(trial)) marked.push({ ...each, id });
      // One of each kind after the other, so that neighbours are of different kinds.
      const order = Array.from({ length: several }, (_each, nth) =>
        kinds.flatMap((id) => marked.filter((each) => each.id === id).slice(nth, nth + 1)),
      ).flat();
      await using fresh = await connectedTo(trial);
      const reads = trial.offers("jobs.stream")
        ? [0, 1].map(() => fresh.stream("jobs.stream", {}, { timeoutMs: 600_000 }))
        : [];
      const [ends] = await Promise.all([
        Promise.all(order.map(({ id, input }) => ending(() => fresh.call(id, input, { timeoutMs: 600_000 })))),
        ...reads.map((stream) => stream.toArray()),
      ]);
      for (const [index, ended] of ends.entries()) {
        if (isDeclared(ended)) continue;
        if (ended instanceof Error) throw ended;
        await order[index]!.isThere();
      }
    },
  },
];
