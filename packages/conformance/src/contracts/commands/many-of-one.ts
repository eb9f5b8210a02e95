import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import type { Trouble } from "../../world.ts";
import { fileCalled, storedAs, unescaped } from "../pieces/files.ts";
import { tagsOf } from "../pieces/states.ts";
import { ending, endingDuring } from "../pieces/striking.ts";
import { openApplications, target, targetId } from "../pieces/targets.ts";

/** How long it may take to add many. */
const patienceMs = 3_000;

type Of = "application" | "candidate";

interface Kind {
  /** More than most ATSs give at once; of what a command reads before each write no more than takes a second. */
  readonly many: number;
  readonly input: (name: string) => object;
  /** How often the ATS holds the one of a name on a record. */
  readonly held: (trial: Trial, of: Of, id: string) => Promise<(name: string) => number>;
}

const notes: Kind = {
  many: 52,
  input: (name) => ({ note: { text: `${name}.` } }),
  held: async ({ world }, of, id) => {
    const texts = (await world.notes(of, id)).map(unescaped);
    return (name) => texts.filter((text) => text.includes(`${name}.`)).length;
  },
};

const files: Kind = {
  many: 52,
  input: (name) => ({ file: fileCalled(`${name}.pdf`, "OTHER") }),
  held: async (trial, of, id) => {
    const stored = await trial.world.files(of, id);
    return (name) => storedAs(trial, stored, fileCalled(`${name}.pdf`, "OTHER")).length;
  },
};

const tags: Kind = {
  many: 104,
  input: (name) => ({ tag: name }),
  held: async (trial, _of, id) => {
    const held = await tagsOf(trial, id);
    return (wanted) => held.filter(({ name }) => name === wanted).length;
  },
};

const added: Readonly<Record<string, readonly [Of, Kind]>> = {
  "applications.addNote": ["application", notes],
  "candidates.addNote": ["candidate", notes],
  "applications.addAttachment": ["application", files],
  "candidates.addAttachment": ["candidate", files],
  "candidates.addTag": ["candidate", tags],
};

/** Adds one after the other. @returns the names of those that the ATS took: it may take only so many. */
async function filled(
  on: Connected,
  capability: string,
  base: object,
  { input, many }: Kind,
): Promise<readonly string[]> {
  const names: string[] = [];
  // An adapter that looks through them before each write takes longer with each; the test itself must end in time.
  const late = performance.now() + patienceMs;
  for (let nth = 1; nth <= many && performance.now() < late; nth += 1) {
    const name = `Number ${nth} of many`;
    const ended = await ending(() => on.call(capability, { ...base, ...input(name) }, { timeoutMs: 600_000 }));
    if (AtsError.is(ended)) break;
    names.push(name);
  }
  return names;
}

/** The tags of a person can be taken away again, wherever they stand in the list. */
async function takenAway(trial: Trial, on: Connected, base: object, id: string, names: readonly string[]) {
  if (!trial.offers("candidates.removeTag")) return;
  const gone = [names[0]!, names.at(-1)!];
  for (const tag of gone) await on.call("candidates.removeTag", { ...base, tag });
  const held = await tags.held(trial, "candidate", id);
  for (const tag of gone) assert.equal(held(tag), 0, `"${tag}" was taken away from ${names.length} tags, and is there`);
  assert.equal(names.filter((name) => held(name) === 1).length, names.length - gone.length, "the other tags");
}

/** What a query gives of a record that holds many. */
async function listed(
  trial: Trial,
  on: Connected,
  [of, kind]: readonly [Of, Kind],
  id: string,
): Promise<string | undefined> {
  if (kind === files && trial.offers(`${of}s.listAttachments`))
    return JSON.stringify(await on.call(`${of}s.listAttachments`, { [of]: id }));
  if (kind === tags && trial.offers("candidates.get")) return JSON.stringify(await on.call("candidates.get", { id }));
  return undefined;
}

const troubles = ["answer-lost", "request-lost"] as const satisfies readonly Trouble[];

/** The record to which something is added. */
interface Place {
  readonly of: Of;
  readonly id: string;
  readonly base: object;
}

/** Adds one more while something is lost. @returns how it ended; undefined where it is refused, as declared. */
async function written(
  trial: Trial,
  trouble: (typeof troubles)[number],
  kind: Kind,
  { of, id, base }: Place,
  name: string,
  what: string,
): Promise<unknown> {
  await using fresh = await connectedTo(trial);
  const before = (await kind.held(trial, of, id))(name);
  const write = () => fresh.call(trial.capability.id, { ...base, ...kind.input(name) }, { timeoutMs: 600_000 });
  const ended = await endingDuring(trial, trouble, write);
  if (ended === undefined) return undefined;
  await trial.world.trouble("none");
  const times = trouble === "answer-lost" || !AtsError.is(ended) ? 1 : 0;
  const after = (await kind.held(trial, of, id))(name);
  assert.equal(after - before, times, `${trouble}, ${what}: how often it was added`);
  if (AtsError.is(ended) && trouble === "answer-lost")
    assert.equal(ended.retry, "unknown-outcome", `${trouble}, ${what}: ${ended.code}`);
  return ended;
}

/** Adds one that is new and one that is there already, each while something is lost. @returns how each ended, by name. */
async function endings(trial: Trial, kind: Kind, place: Place, twin: string, what: string) {
  const ended = new Map<string, unknown>();
  for (const trouble of troubles)
    for (const [which, name] of Object.entries({ new: `${trouble} ${what}`, "a second of its kind": twin }))
      ended.set(`${trouble}, ${which}`, await written(trial, trouble, kind, place, name, `${which}, ${what}`));
  return ended;
}

/** What a command that adds something promises of a record that holds much of it. */
export const manyOfOnePromise: ContractPromise = {
  promise: "adds once, and loses nothing, where a record holds more than one page of it",
  rules: [
    {
      rule: "a record may hold more of everything than one page has: look-ups before and after a write read every page",
      tried:
        "it adds dozens of notes and files, and a hundred tags, to one record, lists them, takes tags away, and loses the answer of one more",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(added, capability),
  async run(trial) {
    const { id: capability } = trial.capability;
    const [of, kind] = added[capability]!;
    const [application] = await openApplications(trial);
    const base = target(of, application!);
    const id = targetId(of, application!);
    const place = { of, id, base };
    await using on = await connectedTo(trial);
    let alone: ReadonlyMap<string, unknown> = new Map();
    if (kind !== tags) {
      const twin = "Once before";
      await ending(() => on.call(capability, { ...base, ...kind.input(twin) }, { timeoutMs: 600_000 }));
      alone = await endings(trial, kind, place, twin, "where the record holds little");
    }
    const names = await filled(on, capability, base, kind);
    if (names.length < 2) return;
    const what = `where the record holds ${names.length} more`;
    const held = await kind.held(trial, of, id);
    assert.deepEqual(
      names.filter((name) => held(name) !== 1),
      [],
      `${what}: which are not there once`,
    );
    if (trial.adapter.facts.traits?.fileNames === undefined) {
      const text = await listed(trial, on, added[capability]!, id);
      const lost =
        text === undefined ? [] : names.filter((name) => !text.includes(`"${name}${kind === files ? ".pdf" : ""}"`));
      assert.deepEqual(lost, [], `${what}: which are not listed`);
    }
    if (kind === tags) return await takenAway(trial, on, base, id, names);
    for (const [which, ended] of await endings(trial, kind, place, names[0]!, what))
      assert.ok(
        !AtsError.is(ended) || AtsError.is(alone.get(which)),
        `${which}: the write is found where the record holds little, and not ${what}: read every page`,
      );
  },
};
