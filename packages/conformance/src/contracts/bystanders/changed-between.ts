import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import {
  addsTag,
  applies,
  attaches,
  type Change,
  type Making,
  moves,
  notes,
  rejects,
  removesTag,
  setsFields,
} from "../pieces/changes.ts";
import { isTriedByTheOther } from "../pieces/samples.ts";
import { openOnes } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** What a command changes, and what somebody else changes of the same record meanwhile. */
type Changes = readonly [own: Making, ...others: readonly Making[]];

const changes: Readonly<Record<string, Changes>> = {
  "candidates.addTag": [addsTag, addsTag, removesTag, setsFields("candidates", 0)],
  "candidates.removeTag": [removesTag, addsTag, removesTag, setsFields("candidates", 0)],
  "candidates.updateCustomFields": [setsFields("candidates", 0), addsTag, removesTag],
  "candidates.addNote": [notes("candidate"), notes("candidate"), addsTag],
  "candidates.addAttachment": [attaches("candidate"), attaches("candidate"), addsTag],
  "applications.create": [applies(0), applies(-1), addsTag, setsFields("candidates", 0)],
  "candidates.create": [applies(0), applies(-1), addsTag, setsFields("candidates", 0)],
  "applications.updateCustomFields": [setsFields("applications", 0), moves],
  "applications.moveToStage": [moves, setsFields("applications", 0)],
  "applications.reject": [rejects, setsFields("applications", 0), addsTag],
  "applications.addNote": [notes("application"), notes("application"), setsFields("applications", 0)],
  "applications.addAttachment": [attaches("application"), attaches("application"), setsFields("applications", 0)],
};

const otherFields: Readonly<Record<string, Changes>> = {
  "candidates.updateCustomFields": [setsFields("candidates", 0), setsFields("candidates", 1)],
  "applications.updateCustomFields": [setsFields("applications", 0), setsFields("applications", 1)],
  "jobs.updateCustomFields": [setsFields("jobs", 0), setsFields("jobs", 1)],
};

type Fetch = typeof globalThis.fetch;

const endedWell = (ended: unknown) => !AtsError.is(ended) && warningsOf(ended).length === 0;

/** The changes that ended well, that none after them replaces, and that the ATS does not hold. */
async function lostOf(ends: ReadonlyMap<Change, unknown>): Promise<readonly Change[]> {
  const made = [...ends].filter(([, ended]) => endedWell(ended)).map(([change]) => change);
  const lost: Change[] = [];
  for (const [nth, change] of made.entries()) {
    const isReplaced = made.slice(nth + 1).some(({ place }) => place !== undefined && place === change.place);
    if (!isReplaced && !(await change.isHeld())) lost.push(change);
  }
  return lost;
}

/** Calls of a command, and of others on another connection before some of its requests. */
async function besideOthers(trial: Trial, [own, ...others]: Changes, fetch: Fetch) {
  const ones = [...(await openOnes(trial))];
  let [turn, asked] = [4960, 0];
  let writes: number[] = [];
  let happens: (nth: number) => Promise<void>;
  const way: Fetch = async (...request) => {
    const nth = asked++;
    await happens(nth);
    const before = trial.world.writes();
    const response = await fetch(...request);
    if (trial.world.writes() > before) writes.push(nth);
    return response;
  };
  const mine = await connectedTo(withFetch(trial, way));
  const call = (on: Pick<Connected, "call">, { id, input }: Change) =>
    ending(() => on.call(id, input, { timeoutMs: 600_000 }));
  const made = async (all: readonly Making[], isAnother = true) => {
    if (isAnother) turn += 1;
    const found: Change[] = [];
    const [applied] = ones;
    for (const make of applied ? all : []) {
      const change = await make(trial, applied!, String(turn));
      if (change) found.push(change);
    }
    return found;
  };
  return {
    /**
     * @param moments Before which of the requests others change something, from 0.
     * @param isSame Whether they make the very same change.
     */
    async meanwhile(moments: readonly number[], isSame = false) {
      const [change] = await made([own]);
      if (!change) return undefined;
      const rivals: (readonly Change[])[] = [];
      for (const _moment of moments) rivals.push(await made(isSame ? [own] : others, !isSame));
      const ends = new Map<Change, unknown>();
      [asked, writes] = [0, []];
      happens = async (nth) => {
        for (const each of rivals[moments.indexOf(nth)] ?? []) ends.set(each, await call(trial, each));
      };
      ends.set(change, await call(mine, change));
      if (own === rejects) ones.shift();
      return { asked, writes, isRefused: AtsError.is(ends.get(change)), lost: await lostOf(ends) };
    },
    /** What the ATS does not hold where the changes are made one after the other, in either order. */
    async usuallyLost(): Promise<readonly string[]> {
      const lost: Change[] = [];
      for (const order of [
        [own, ...others],
        [...others, own],
      ]) {
        const ends = new Map<Change, unknown>();
        for (const change of await made(order)) ends.set(change, await call(trial, change));
        lost.push(...(await lostOf(ends)));
        if (own === rejects) ones.shift();
      }
      return lost.map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => mine.ats.close(),
  };
}

/** A command loses nothing that somebody else changes after it has read, and before it writes. */
async function keepsAll(trial: Trial, all: Changes): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  await using on = await besideOthers(trial, all, fetch);
  // The first call also asks for what the connection keeps.
  await on.meanwhile([]);
  const usual = await on.meanwhile([]);
  if (!usual || usual.isRefused || usual.lost.length > 0) return;
  const asksWhere = async (moments: readonly number[], isSame = false): Promise<number> => {
    const { lost = [], asked = 0 } = (await on.meanwhile(moments, isSame)) ?? {};
    const isUsual = lost.length > 0 ? await on.usuallyLost() : [];
    assert.deepEqual(
      lost.filter(({ id }) => !isUsual.includes(id)).map(({ id, input }) => `${id} ${JSON.stringify(input)}`),
      [],
      `somebody else changed the record before request ${moments.map((nth) => nth + 1).join(" and ")} of the call, each call gave a receipt, and the ATS does not hold this, or not once: send what is asked for alone, or send the version that was read (\`If-Match\`), and after a conflict read again before you compute what is written`,
    );
    return asked;
  };
  const [first = 0, last = 0] = [usual.writes[0], usual.writes.at(-1)];
  for (let nth = Math.max(1, first); nth <= last; nth += 1) {
    const more = (await asksWhere([nth])) - usual.asked;
    if (more > 0) await asksWhere([nth, nth + more]);
  }
  // A tag that somebody else adds as well is there once.
  if (last > 0 && trial.capability.id.endsWith("Tag")) await asksWhere([last], true);
}

/** Whether an application takes the same notes and files: both do it by the same part, and one of them is tried. */
const isTriedOfApplications = ({ capability: { id }, offers }: Trial) =>
  /^candidates\.add(Note|Attachment)$/.test(id) && offers(id.replace("candidates", "applications"));

/** What commands promise of what somebody else changes of their record while they run. */
export const changedBetweenPromises: readonly ContractPromise[] = [
  {
    promise: "keeps what somebody else changes between its read and its write",
    rules: [
      {
        rule: "a command that reads a list and writes all of it again sends the version that it read (`If-Match`), and after a conflict computes the list from what it reads then; where the ATS takes neither a part alone nor a version, a limitation says so, and `denies` this promise",
        tried:
          "somebody else adds a tag, also the same one, removes one, sets custom fields, moves the application, adds a note or a file, or enters the person with another address before the write, and again before the next attempt",
      },
    ],
    applies: ({ capability }) => Object.hasOwn(changes, capability),
    async run(trial) {
      if (isTriedByTheOther(trial) || isTriedOfApplications(trial)) return;
      await keepsAll(trial, changes[trial.capability.id]!);
    },
  },
  {
    promise: "keeps the other custom fields that somebody else sets before its write",
    rules: [
      {
        rule: "an update of custom fields sends those that it names alone, or all of them with the version that it read; where the ATS takes neither, a limitation says so, and `denies` this promise",
        tried: "it sets every other custom field of a record, and somebody else sets those between them",
      },
    ],
    applies: ({ capability }) => Object.hasOwn(otherFields, capability),
    run: (trial) => keepsAll(trial, otherFields[trial.capability.id]!),
  },
];
