import { AtsError } from "@anyats/core";
import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable, sameIds } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Trouble } from "../../world.ts";
import { ways } from "../../worlds/sparse.ts";
import { allOf } from "../pieces/all-of.ts";
import { namesPlace, withoutIndexes } from "../pieces/one-place-each.ts";
import { isCanonical, isTold } from "../pieces/records.ts";
import { askedBy } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { fieldPaths, valuesAt } from "../pieces/schema-paths.ts";
import { ending, hasStruck, isDeclared, makes } from "../pieces/striking.ts";

interface Told {
  readonly path: string;
  readonly kind?: string;
  readonly problem?: string;
}

/** Notes what a connection reports of the data. */
function told({ ats }: Connected): { readonly drift: readonly Told[]; readonly quarantine: readonly Told[] } {
  const [drift, quarantine]: [Told[], Told[]] = [[], []];
  ats.on("drift", (event) => drift.push(event as Told));
  ats.on("quarantine", (event) => quarantine.push(event as Told));
  return { drift, quarantine };
}

const placeOf = ({ path }: Told) => withoutIndexes(path);

/** Without the types of the files that stand in addresses: a file whose type is gone is the same file. */
const typeless = (text: string) => text.replaceAll(/"data:[^,"]*,/g, '"data:,');

/** What an adapter counts itself. */
const isCounted = /^it\.others$/;

/** Whether nothing stands in the second that was not in the first: what is gone is null, and not made up. */
function inventsNothing({ capability }: Pick<Trial, "capability">): (before: unknown, after: unknown) => void {
  // When a record changed may be told by several fields.
  const paths = fieldPaths(capability.output, "it").filter(
    (path) => !/\.(changedAt|createdAt|updatedAt|cursor|raw)$/.test(path),
  );
  return (before, after) => {
    // A name may be what it falls back on, such as the id; and a kind may be called unknown.
    const known = typeless(JSON.stringify(before));
    for (const path of paths)
      for (const value of valuesAt({ it: after }, path))
        if (typeof value === "string" && value !== "" && value.toLowerCase() !== "unknown")
          assert.ok(
            known.includes(typeless(JSON.stringify(value))),
            `${path.slice("it.".length)} became ${JSON.stringify(value)}`,
          );
    // A number means something at its own place: a rate for overtime is not the usual rate.
    for (const path of paths.filter((each) => !isCounted.test(each)))
      for (const value of valuesAt({ it: after }, path))
        assert.ok(
          typeof value !== "number" || valuesAt({ it: before }, path).includes(value),
          `${path.slice("it.".length)} became ${String(value)}`,
        );
    // So does a yes: a field of which the ATS does not say that it is required is not required.
    for (const [one, other] of pairsOf(before, after))
      for (const path of paths.filter((each) => !mayFollow(each, other)))
        assert.ok(
          !valuesAt({ it: other }, path).includes(true) || valuesAt({ it: one }, path).includes(true),
          `${path.replace(/^it(\[\])?\./, "")} became true`,
        );
    // An instant that another field tells stands in the record, too, and is made up even so.
    const createdAt = "it.createdAt";
    const told = valuesAt({ it: before }, createdAt);
    for (const value of valuesAt({ it: after }, createdAt))
      assert.ok(value == null || told.includes(value), `createdAt became ${JSON.stringify(value)}`);
  };
}

/** What a word denies may be so without the word: a stage that is not archived is movable, and nobody writes what has no known type. */
const mayFollow = (path: string, answer: unknown): boolean =>
  path.endsWith(".movable") ||
  (path.endsWith(".readOnly") && valuesAt({ it: answer }, "it[].type").includes("unknown"));

/** An answer before and after; of a list each record that is in both, as a list. */
function pairsOf(before: unknown, after: unknown): readonly (readonly [before: unknown, after: unknown])[] {
  if (!Array.isArray(before) || !Array.isArray(after)) return [[before, after]];
  const known = new Map((before as readonly { readonly id?: unknown }[]).map((each) => [each?.id, each]));
  return (after as readonly { readonly id?: unknown }[]).flatMap((each) =>
    each?.id !== undefined && known.has(each.id) ? [[[known.get(each.id)], [each]] as const] : [],
  );
}

/** How often each value stands in a record as it came. */
function leavesOf(raw: unknown): ReadonlyMap<unknown, number> {
  const counts = new Map<unknown, number>();
  const walk = (value: unknown): void => {
    if (typeof value === "object" && value !== null) for (const held of Object.values(value)) walk(held);
    else counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  };
  walk(raw);
  return counts;
}

/** The record as it came that an answer shows with what it made of it. */
const rawOf = (answer: unknown): unknown => {
  const { raw, native } = (answer ?? {}) as { readonly raw?: unknown; readonly native?: unknown };
  return native ?? raw;
};

/** Long enough to stand nowhere by chance; the kind of an entry goes with the entry. */
const isTelling = (path: string, value: unknown) =>
  !/\.(type|definitionId)$/.test(path) &&
  (typeof value === "string" || typeof value === "number") &&
  String(value).length > 3;

/** The part of a record that has a value among its fields. */
function partWith(value: unknown, held: unknown): unknown {
  if (typeof held !== "object" || held === null) return undefined;
  const all: readonly unknown[] = Object.values(held);
  if (all.includes(value)) return held;
  for (const each of all) {
    const found = partWith(value, each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a number may mean nothing any more: in a part of a record, such as an amount with its scale, which lost a field. */
function hasLostMeaning(value: unknown, before: unknown, after: unknown): boolean {
  const part = typeof value === "number" ? partWith(value, before) : undefined;
  return part !== undefined && part !== before && !isDeepStrictEqual(part, partWith(value, after));
}

/**
 * Whether a value is left that several parts of a record alike had, as two amounts have their currency: not where it stood
 * elsewhere, too, nor where a part that is left lost it.
 */
function isTwinLeft(value: unknown, times: number, before: unknown, after: unknown): boolean {
  if (!isFields(before) || !isFields(after)) return false;
  const parts = Object.entries(before).filter(([, held]) => isFields(held));
  for (const [name, held] of parts as [string, Readonly<Record<string, unknown>>][]) {
    const place = Object.keys(held).find((each) => held[each] === value);
    if (place === undefined) {
      if (isTwinLeft(value, times, held, after[name])) return true;
      continue;
    }
    const having = parts.filter(([, other]) => (other as typeof held)[place] === value);
    const left = having.map(([each]) => after[each]).filter(isFields);
    return having.length === times && left.length > 0 && left.every((each) => each[place] === value);
  }
  return false;
}

/**
 * What the ATS still sends arrives, whatever it lacks beside it: a value that stood in one place of the record as it came,
 * and still does, is still at its place.
 */
function losesNothing({ capability }: Pick<Trial, "capability">): (before: unknown, after: unknown) => void {
  const all = fieldPaths(capability.output, "it");
  // What is joined with the ATS's own record came in another one.
  const isJoined = all.some((path) => path.startsWith("it.native"));
  const others = isJoined
    ? /^it\.(raw|native|provenance|customFields|job|candidate)\b/
    : /^it\.(raw|provenance|customFields|integrationFields)\b/;
  const paths = all.filter((path) => !others.test(path));
  const units = paths.filter((path) => /^it\.\w+\.currency$/.test(path));
  return (before, after) => {
    const [was, is] = [rawOf(before), rawOf(after)].map(leavesOf) as [
      ReadonlyMap<unknown, number>,
      ReadonlyMap<unknown, number>,
    ];
    for (const path of paths) {
      const told = valuesAt({ it: before }, path).filter((value) => isTelling(path, value));
      // What came in another record may hold a word of this one by chance, or have the same name.
      if (!told.every((value) => was.has(String(value)))) continue;
      // A value in a record that is gone with its id has no place: the source of a candidate, where that is one of the application.
      const id = path.replace(/\.\w+$/, ".id");
      const isGone = id !== "it.id" && valuesAt({ it: before }, id).some((each) => !is.has(String(each)));
      if (isGone && valuesAt({ it: after }, id).every((each) => each == null)) continue;
      for (const value of told) {
        if (was.get(String(value)) !== 1 || is.get(String(value)) !== 1) continue;
        const now = valuesAt({ it: after }, path);
        const isOmitted = now.every((each) => each == null || told.includes(each));
        if (isOmitted && hasLostMeaning(value, rawOf(before), rawOf(after))) continue;
        if (paths.some((other) => other !== path && valuesAt({ it: after }, other).includes(value))) continue;
        assert.ok(
          now.includes(value),
          `the ATS still sends ${JSON.stringify(value)}, and ${path.slice("it.".length)} lost it with what the record lacks`,
        );
      }
    }
    // Of a range of which one end is left, the unit is that of this end.
    for (const path of units) {
      const [[unit], [now]] = [valuesAt({ it: before }, path), valuesAt({ it: after }, path)];
      const times = was.get(String(unit)) ?? 0;
      const amounts = Object.values(valuesAt({ it: after }, path.replace(/\.currency$/, ""))[0] ?? {});
      if (times < 2 || now === unit || !amounts.some((each) => typeof each === "number")) continue;
      assert.ok(
        !isTwinLeft(unit, times, rawOf(before), rawOf(after)),
        `the ATS still sends ${JSON.stringify(unit)} with an amount, and ${path.slice("it.".length)} lost it with the other amount`,
      );
    }
  };
}

const cure =
  "records only lack what they may lack: read the field with `orNull`, or name it in `records.always` of the world's `TroubledNetwork` if the ATS always sends it, also as a whole part (`$.fields`)";

/** No record was set aside, where records only lack what they may lack. */
export const noneSetAside = (quarantine: readonly Told[]): void =>
  assert.deepEqual(quarantine, [], `some were set aside, and ${cure}`);

/** Without the record as it came: a word in it is none that the adapter gave. */
const withoutRaw = (answer: unknown): unknown => (isFields(answer) ? { ...answer, raw: undefined } : answer);

/** Asks for the record as it came, where the answer is a single one. */
const withRaw = ({ capability }: Pick<Trial, "capability">) => ({
  raw: fieldPaths(capability.output, "it").some((path) => path.startsWith("it.raw")),
});

const kept = new Set(["passthrough.send", "candidates.find"]);

/** What may be answered: the files from among which an ATS that lacks their kinds or times gives another as the résumé. */
async function answersOf(on: Connected, trial: Trial, input: Readonly<Record<string, unknown>>): Promise<unknown> {
  const usual = await ending(() => on.call(trial.capability.id, input, withRaw(trial)));
  const list = "candidates.listAttachments";
  if (AtsError.is(usual) || trial.capability.id !== "candidates.getResume" || !trial.offers(list)) return usual;
  return { ...(usual as object), files: await ending(() => on.call(list, input)) };
}

/** How often something is asked for that is asked for in another way, too. */
const fewRounds = 5;

/** How often something is asked for at least: the records of a list each lack something in another way. */
const leastRounds = 3;

/** Asks for something where the records of the answer are sparse, each time in another way. */
async function answersSparsely(
  trial: Trial,
  input: Readonly<Record<string, unknown>>,
  mostRounds: number,
): Promise<void> {
  await using plain = await connectedTo(trial);
  const before = await answersOf(plain, trial, input);
  if (AtsError.is(before)) return;
  const [invents, loses] = [inventsNothing(trial), losesNothing(trial)];
  const records = Array.isArray(before) ? Math.max(1, before.length) : 1;
  const rounds = Math.min(mostRounds, Math.max(leastRounds, Math.ceil((2 * ways.length) / records)));
  for (let round = 0; round < rounds; round += 1) {
    await using fresh = await connectedTo(trial);
    const { drift, quarantine } = told(fresh);
    if (!(await makes(trial, "sparse-records"))) return;
    const ended = await ending(() => fresh.call(trial.capability.id, input, withRaw(trial)));
    const gone = trial.world.spoilt?.() ?? [];
    await trial.world.trouble("none");
    if (isDeclared(ended)) return;
    // What an account lacks may be what tells the ATS from another server.
    if (AtsError.is(ended) && trial.capability.id.startsWith("integration.")) continue;
    // Without its id in the ATS, a record cannot be asked for there.
    if (AtsError.is(ended) && /^record\.(no-remote-id|unusable-id)$/.test(ended.code)) continue;
    if (AtsError.is(ended)) assert.fail(`it failed, and ${cure}: ${ended.code} ${ended.message}`);
    const parsed = z.safeParse(trial.capability.output, ended);
    const [issue] = parsed.error?.issues ?? [];
    assert.ok(parsed.success, `it is not canonical: ${issue?.path.join(".")} ${issue?.message}`);
    invents(withoutRaw(before), ended);
    loses(before, ended);
    noneSetAside(quarantine);
    // A value of a custom field cannot be read where what defines the field lacks its words.
    if (/CustomField/.test(trial.capability.id)) continue;
    const reported = [...new Set(drift.map(placeOf))].filter((place) => !gone.includes(place));
    assert.deepEqual(reported, [], "what only is not there was reported as odd");
  }
}

const nullWhereGoneRule: Rule = {
  rule: "a field that is null, missing or empty gives null, and costs neither its record nor another field",
  tried:
    "`sparse-records` removes fields in thirteen ways, if the world makes that trouble; `TroubledNetwork` makes it if its `records` says where the records are",
};

const noNumberMadeUpRule: Rule = {
  rule: "a number that the ATS does not send is null, whatever other numbers it sends: a rate for overtime is not the usual rate",
  tried: "`sparse-records` takes every other field away, also inside a record",
};

const noYesMadeUpRule: Rule = {
  rule: "a flag is true only if the ATS says so, otherwise false or null: a custom field is required only if the ATS says that it is",
  tried: "`sparse-records` takes the field away; `movable`, and `readOnly` of a field of an unknown type, may follow",
};

const stillArrivesRule: Rule = {
  rule: "what the ATS still sends arrives, whatever the record lacks beside it: the name of an office without its id, the id without the name, and the currency of a salary that has only a maximum",
  tried:
    "under `sparse-records`, which leaves each of the first fields of a record, and of a record in it, without each other one, it compares with `raw`, or with `native`; a number in a part that lost a field, such as its scale, may be null",
};

const costsItselfRule: Rule = {
  rule: "one broken entry of a list costs itself, in queries and in streams of every kind, and is reported by its place",
  tried:
    "`broken-entry` puts a number, and then null, where a record should be; `unreadable-record` spoils a record; the page of a stream that has such an entry is not the last",
};

/** What reading promises of records that lack something. */
export const sparsePromises: readonly ContractPromise[] = [
  {
    promise: "returns null for null, empty and missing values, and keeps the record",
    rules: [nullWhereGoneRule, noNumberMadeUpRule, noYesMadeUpRule, stillArrivesRule],
    applies: ({ kind }) => kind === "stream",
    async run(trial) {
      const read = async (on: Pick<Connected, "stream">) =>
        on.stream(trial.capability.id, {}, { pageSize: 50, raw: true }).toArray();
      const { asked, given: before } = await askedBy(trial, () => read(trial));
      const [invents, loses] = [inventsNothing(trial), losesNothing(trial)];
      // A short list that is read beside the records lacks something in few ways at once.
      const rounds = new Set(asked.map(({ path }) => path)).size > 1 ? leastRounds : 1;
      for (let round = 0; round < rounds; round += 1) {
        await using fresh = await connectedTo(trial);
        const { drift, quarantine } = told(fresh);
        if (!(await makes(trial, "sparse-records"))) return;
        const after = await read(fresh);
        hasStruck(trial, "sparse-records");
        noneSetAside(quarantine);
        sameIds(
          after.map(({ id }) => id),
          before.map(({ id }) => id),
          "the sparse records",
        );
        for (const record of after) {
          isCanonical(trial, record);
          const whole = before.find(({ id }) => id === record.id);
          invents(withoutRaw(whole), record);
          loses(whole, record);
        }
        const reported = [...new Set(drift.map(placeOf))].toSorted();
        assert.deepEqual(reported, [...(trial.world.spoilt?.() ?? [])].toSorted(), "the lists whose loss was reported");
        await trial.world.trouble("none");
      }
    },
  },
  {
    promise: "skips an entry of a list that is not a record, and reports it",
    rules: [costsItselfRule],
    applies: ({ kind }) => kind === "stream",
    async run(trial) {
      const all = await allOf(trial);
      // A page with such an entry is not the last one.
      const options = { pageSize: Math.max(2, Math.floor(all.length / 2)) };
      for (const entry of ["a number", "null"]) {
        await using fresh = await connectedTo(trial);
        const { drift, quarantine } = told(fresh);
        if (!(await makes(trial, "broken-entry"))) return;
        const found = await ending(() => fresh.stream(trial.capability.id, {}, options).toArray());
        const hasMet = (trial.world.struck?.() ?? 0) > 0;
        await trial.world.trouble("none");
        if (!hasMet) return;
        // The list may be one that the records need.
        if (namesAPlace(found)) continue;
        const reports = drift.length + quarantine.length;
        assert.equal(reports, 1, `an entry of a list is ${entry}: how often that was reported`);
        const lost = all.length - (found as readonly unknown[]).length;
        // One record may be that of others: a schedule with its interviews.
        if (isTold(trial.cell.group))
          assert.ok(lost <= 1, `an entry of a list is ${entry}, and ${lost} records were lost`);
      }
    },
  },
  {
    promise: "answers in canonical form from records that lack what they may lack",
    rules: [nullWhereGoneRule, noNumberMadeUpRule, noYesMadeUpRule, stillArrivesRule],
    applies: ({ kind, capability }) => kind === "query" && !kept.has(capability),
    async run(trial) {
      const samples = await samplesOf(trial);
      // By its id in the ATS, a record can be asked for there also where the aggregator does not name that id.
      const inputs = samples.filter(({ tries }, index) => index === 0 || tries.includes("remoteId"));
      for (const [nth, { input }] of inputs.entries())
        await answersSparsely(trial, input, nth === inputs.length - 1 ? ways.length : fewRounds);
    },
  },
  {
    promise: "loses of a list only the entry that cannot be read, and reports its place",
    rules: [costsItselfRule],
    applies: ({ kind, capability }) => kind === "query" && !kept.has(capability),
    async run(trial) {
      const [sample] = await samplesOf(trial);
      if (!sample) return;
      await using plain = await connectedTo(trial);
      const before = await ending(() => plain.call(trial.capability.id, sample.input));
      // An entry that is a number, one that is nothing, and a record in which something else stands.
      for (const trouble of ["broken-entry", "broken-entry", "unreadable-record"] as const)
        await losesOne(trial, trouble, sample.input, before);
    },
  },
];

/** Whether a call ended in an error, which then names the place of what cannot be read. */
function namesAPlace(ended: unknown): boolean {
  if (!AtsError.is(ended)) return false;
  const shown = JSON.stringify([ended.message, ended.details ?? null]);
  assert.match(shown, /\$|path|\bat (?!its root|the whole)\S/, `${ended.code} names no place`);
  return true;
}

async function losesOne(trial: Trial, trouble: Trouble, input: object, before: unknown): Promise<void> {
  await using fresh = await connectedTo(trial);
  const { drift, quarantine } = told(fresh);
  if (!(await makes(trial, trouble))) return;
  const ended = await ending(() => fresh.call(trial.capability.id, input));
  const hasMet = (trial.world.struck?.() ?? 0) > 0;
  await trial.world.trouble("none");
  if (!hasMet || isDeclared(ended)) return; // It reads no list.
  // A list of one record has no second one.
  if (trouble === "unreadable-record" && isDeepStrictEqual(comparable(ended), comparable(before))) return;
  if (namesAPlace(ended)) {
    assert.ok(!AtsError.is(before), `it failed: ${String(ended)}`);
    return;
  }
  const parsed = z.safeParse(trial.capability.output, ended);
  assert.ok(parsed.success, `it is not canonical: ${parsed.error?.issues[0]?.path.join(".")}`);
  const { omitted = [] } = (ended ?? {}) as {
    readonly omitted?: readonly { reason: string; path: string | null }[];
  };
  // An entry of a list inside a record costs no record, so it may be a `drift` event; nor does one of a record that is read
  // only to see that it exists.
  const isWhole = !Array.isArray(ended) || (Array.isArray(before) && ended.length === before.length);
  const isNested = quarantine.length + omitted.length === 0 && isWhole;
  const events = isNested ? drift : quarantine;
  // Of a list that the call has no use for, such as what else a record holds that is read to see that it exists.
  if (events.length === 0 && isDeepStrictEqual(comparable(ended), comparable(before))) return;
  // A record may do without each of its values, and then each is reported.
  const ofValues = trouble === "unreadable-record" && isNested ? events.length : 1;
  assert.ok(ofValues > 0, "no event reports the record that cannot be read");
  assert.equal(events.length + omitted.length, ofValues, "the entry that cannot be read was not reported once");
  for (const { path, kind, problem = kind } of events) {
    assert.match(path, /^\$/, "the place of the entry");
    assert.ok((problem ?? "").length > 5, "the event does not say what is wrong with the entry");
  }
  for (const { path, reason } of omitted) {
    assert.equal(path === null, reason !== "unreadable", "a place, where the record came and cannot be read");
    if (path !== null) namesPlace(path, "what was left out");
    assert.notEqual(path, "$", "the place in what was left out");
  }
  if (!Array.isArray(ended) || !Array.isArray(before)) return;
  worldHas(
    before.length !== 1 || ended.length > 0,
    `the only record of ${trial.capability.id} for ${JSON.stringify(input)} cannot be read, so nothing shows whether the rest of a list would be lost with it: give the world a second one there`,
  );
  assert.ok(
    ended.length <= before.length && ended.length >= before.length / 2,
    `one of ${before.length} cannot be read, and ${before.length - ended.length} were lost`,
  );
}
