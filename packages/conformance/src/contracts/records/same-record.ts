import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { failureOf } from "../pieces/calling.ts";
import { appliedFilters, askedFor, questionOf } from "../pieces/filtering.ts";
import { firstPage } from "../pieces/first-page.ts";
import { stateOf } from "../pieces/held-state.ts";
import {
  type Held,
  heldBy,
  heldIn,
  idsIn,
  type Input,
  leavesOf,
  nameOf,
  type Pair,
  sameLines,
  variationsOf,
  varied,
  type Varied,
} from "../pieces/one-field-apart.ts";
import { isDeleted } from "../pieces/records.ts";
import { withRecords } from "../pieces/given-records.ts";
import type { Created } from "../pieces/receipts.ts";
import { entersSomebody, samplesOf } from "../pieces/samples.ts";
import { some } from "../pieces/seeded.ts";
import { madeBy } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";

interface Written extends Pair {
  /** Both at the same time, or one after the other. */
  readonly isAtOnce: boolean;
}

type Place = (input: Input, nth: number) => Input;

/** Puts an input on the nth of the records that it may name. */
async function placing(trial: Trial, base: Input): Promise<Place> {
  const { world } = trial;
  const { application, applications, candidate, job } = base;
  const names = application ?? (applications as readonly unknown[] | undefined)?.[0] ?? candidate;
  if (typeof names === "string" && trial.offers("applications.stream")) {
    const open = await openApplications(trial);
    // Stages are those of a job.
    const mine = open.find(({ id, candidateId }) => names === id || names === candidateId);
    const alike = [
      ...open.filter(({ jobId }) => jobId === mine?.jobId),
      ...open.filter(({ jobId }) => jobId !== mine?.jobId),
    ];
    const same = open.filter(({ jobId }) => jobId === mine?.jobId).length;
    const several = alike.slice(0, Math.max(same, 2));
    const people = [...new Set(open.map(({ candidateId }) => candidateId))];
    return (input, nth) => {
      if (applications) return { ...input, applications: [several[nth % several.length]!.id] };
      if (application) return { ...input, application: several[nth % several.length]!.id };
      return { ...input, candidate: people[nth % people.length]! };
    };
  }
  if (typeof job === "string" && candidate === undefined) {
    const jobs = world.ids("jobs");
    return (input, nth) => ({ ...input, job: jobs[nth % jobs.length]! });
  }
  // Each pair is of a person of its own.
  return (input, nth) => {
    const { candidate: person } = input as { readonly candidate?: { readonly email?: string } };
    return person?.email ? { ...input, candidate: { ...person, email: `n${nth}.${person.email}` } } : input;
  };
}

/** How many pairs are tried in turn, and how many filters in pairs. */
const mostInTurn = 6;
const mostFilters = 3;

/** The pairs of a command, each on a record of its own. */
async function pairsOf(trial: Trial, held: Held): Promise<readonly Written[]> {
  const samples = await samplesOf(trial);
  const [first] = samples;
  if (!first) return [];
  const made = await variationsOf(trial, held, samples);
  const place = await placing(trial, first.input);
  let places = 0;
  const placed = (chosen: readonly Varied[], isAtOnce: boolean) =>
    chosen.map(({ field, one, other }): Written => {
      const nth = places++;
      return { field, one: place(one, nth), other: place(other, nth), isAtOnce };
    });
  const inTurn = some(made, mostInTurn);
  const pairs = [
    ...placed(inTurn, false),
    ...placed(
      made.filter(({ isOnePerson }) => !isOnePerson),
      true,
    ),
  ];
  const [one, other] = [place(first.input, places), place(first.input, places + 1)];
  return isDeepStrictEqual(one, other) ? pairs : [...pairs, { field: "the record", one, other, isAtOnce: true }];
}

interface Ran {
  readonly ends: readonly (readonly [one: unknown, other: unknown])[];
  readonly writes: readonly number[];
  readonly state: ReadonlyMap<string, string>;
}

type Order = (call: (input: Input, on: 0 | 1) => Promise<unknown>, pair: Pair) => Promise<readonly [unknown, unknown]>;

const firstThenOther: Order = async (call, { one, other }) => [await call(one, 0), await call(other, 1)];
const otherThenFirst: Order = async (call, { one, other }) => {
  const ended = await call(other, 1);
  return [await call(one, 0), ended];
};
const inTurn: Order = async (call, { one, other }) => [await call(one, 0), await call(other, 0)];
const together: Order = (call, { one, other }) => Promise.all([call(one, 0), call(other, 0)]);

/**
 * Carries out pairs in a fresh world, one pair after the other; the two connections have nothing in common.
 * @param isByRecord Calls give records in place of their ids.
 */
async function carriedOut(
  trial: Trial,
  known: ReadonlySet<string>,
  pairs: readonly Written[],
  orderOf: (pair: Written) => Order,
  isByRecord = false,
): Promise<Ran> {
  await using other = await trial.another();
  const { trial: on } = other;
  await using one = await connectedTo(on);
  await using two = await connectedTo(on);
  const connections = [one, two] as const;
  const ends: (readonly [unknown, unknown])[] = [];
  const writes: number[] = [];
  const first = madeBy[on.capability.id];
  const held = new Map<string, readonly WorldRecord[]>();
  for (const pair of pairs) {
    if (first !== undefined && on.offers(first))
      for (const input of [pair.one, pair.other]) await ending(() => one.call(first, input));
    const before = on.world.writes();
    const call = (input: Input, nth: 0 | 1) =>
      ending(async () => {
        const given = isByRecord ? await withRecords(on, input, held) : input;
        return connections[nth].call(on.capability.id, given, { timeoutMs: 600_000 });
      });
    ends.push(await orderOf(pair)(call, pair));
    writes.push(on.world.writes() - before);
  }
  if (entersSomebody(on.capability.id)) await namesItsOwn(on, pairs, ends);
  return {
    ends,
    writes,
    state: await stateOf(
      on,
      known,
      pairs.flatMap(({ one, other }) => [one, other]),
    ),
  };
}

/** Each receipt names the application that its own call has made, and the person of that application. */
async function namesItsOwn({ world }: Trial, pairs: readonly Written[], ends: Ran["ends"]): Promise<void> {
  const held = new Map((await world.records("applications")).map((each) => [each.id, each]));
  const madeFor = new Map<string, string>();
  for (const [nth, { one, other }] of pairs.entries())
    for (const [index, { job, candidate }] of [one, other].entries()) {
      const ended = ends[nth]![index];
      const { applicationId = null, candidateId = null } = (hasFailed(ended) ? {} : ended) as Partial<Created>;
      const application = applicationId === null ? undefined : held.get(applicationId);
      if (applicationId === null || !application) continue;
      const whose = JSON.stringify([job, (candidate as { readonly email?: string } | undefined)?.email?.toLowerCase()]);
      const what = `the receipt of ${whose.slice(0, 200)} names application ${applicationId}`;
      assert.equal(madeFor.get(applicationId) ?? whose, whose, `${what}, which another call had made`);
      madeFor.set(applicationId, whose);
      assert.equal(candidateId ?? application["candidateId"], application["candidateId"], `${what}: and its person`);
    }
}

const hasFailed = (ended: unknown) => failureOf(ended) !== undefined;

const howOf = (isAtOnce: boolean) => (isAtOnce ? "at the same time" : "one after the other on one connection");

/** The pairs that sent less than they do where the calls have nothing in common, though neither call failed. */
const sentLess = (pairs: readonly Written[], ran: Ran, apart: readonly Ran[]) =>
  pairs.flatMap((pair, nth) => {
    // What the ATS does not take proves nothing.
    if ([ran, ...apart].flatMap(({ ends }) => ends[nth]!).some(hasFailed)) return [];
    const least = Math.min(...apart.map(({ writes }) => writes[nth]!));
    return ran.writes[nth]! < least ? [{ ...pair, sent: ran.writes[nth]!, least }] : [];
  });

const sameState = (one: Ran, other: Ran) => isDeepStrictEqual(one.state, other.state);

/** Whether the same calls failed. */
const failAlike = (one: Ran, other: Ran) =>
  isDeepStrictEqual(one.ends.flat().map(hasFailed), other.ends.flat().map(hasFailed));

/** A question, and how it is asked. */
interface Question {
  readonly input: Input;
  readonly options?: object;
}

/** Two questions that differ in one field of their input or of their options. */
type Questions = readonly [field: string, one: Question, other: Question];

async function questionsOf(trial: Trial): Promise<readonly Questions[]> {
  const withRaw = (input: Input): Questions => ["raw", { input, options: { raw: true } }, { input }];
  if (trial.cell.kind === "stream") {
    const { group } = trial.cell;
    const given = { group, living: (await trial.world.records(group)).filter((record) => !isDeleted(record)) };
    const ofFilters = some(appliedFilters(trial), mostFilters).flatMap((name): Questions[] => {
      const [one, other] = askedFor(given, name).map((value) => questionOf(trial, given, { [name]: value }).filter);
      return one && other ? [[name, { input: one }, { input: other }]] : [];
    });
    const few = { input: {}, options: { pageSize: 3 } };
    const withDeleted = { input: { includeDeleted: true } };
    return [
      ...ofFilters,
      withRaw({}),
      ["pageSize", { input: {} }, few],
      ["includeDeleted", withDeleted, { input: {} }],
    ];
  }
  const samples = await samplesOf(trial);
  const [first] = samples;
  if (!first) return [];
  const held = heldIn(await heldBy(trial));
  const pairs = new Map<string, Questions>();
  for (const { input } of samples)
    for (const [path] of leavesOf(input)) {
      const field = nameOf(path);
      const other = pairs.has(field) ? undefined : varied(trial, held, input, path);
      if (other) pairs.set(field, [field, { input }, { input: other }]);
    }
  return [...pairs.values(), withRaw(first.input)];
}

/** Asks for an answer, of a stream for its first page. @param held Records stand in place of their ids: those that were read. */
async function asked(
  trial: Trial,
  on: Connected,
  { input, options = {} }: Question,
  held?: Map<string, readonly WorldRecord[]>,
): Promise<unknown> {
  const { id } = trial.capability;
  const ended = await ending(async () => {
    if (trial.cell.kind === "stream") return firstPage(on, id, input, options);
    return on.call(id, held ? await withRecords(trial, input, held) : input, options);
  });
  return AtsError.is(ended) ? ended.code : comparable(ended);
}

/** What every operation promises of two calls at once, or one right after the other, that differ in one field. */
export const sameRecordPromises: readonly ContractPromise[] = [
  {
    promise: "carries out both of two calls that differ in one field, at once and in turn",
    rules: [
      {
        rule: "two calls that differ in one field are two calls: what calls share is kept by their whole input and options, never by the record alone",
        tried:
          "it carries out pairs that differ in one field at once and in turn, for each field, counts the writes, and compares what the ATS holds with a world where the two have nothing in common",
      },
      {
        rule: "a call may give a record in place of its id: `remoteId` is the record's id in the ATS and saves a look-up, and `id` stays what your other operations give",
        tried: "the calls at once and in turn give records, and those that they are compared with give ids",
      },
      {
        rule: "a receipt names the application that its own call has made, and the person of that application",
        tried: "it compares the receipts of calls at once and in turn on one connection with what the ATS holds",
      },
    ],
    applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
    async run(trial) {
      const held = await heldBy(trial);
      const known = idsIn(held);
      const pairs = await pairsOf(trial, heldIn(held));
      if (pairs.length === 0) return;
      const apart = await carriedOut(trial, known, pairs, () => firstThenOther);
      const ran = await carriedOut(trial, known, pairs, ({ isAtOnce }) => (isAtOnce ? together : inTurn), true);
      if (sentLess(pairs, ran, [apart]).length === 0 && sameState(ran, apart) && failAlike(ran, apart)) return;
      // Of two calls at once, either may be the later one.
      const turned = await carriedOut(trial, known, pairs, ({ isAtOnce }) =>
        isAtOnce ? otherThenFirst : firstThenOther,
      );
      for (const { field, isAtOnce, sent, least } of sentLess(pairs, ran, [apart, turned]))
        assert.fail(
          `two calls ${howOf(isAtOnce)} differ in \`${field}\` and both end in a receipt, and ${sent} of ${least} writes were sent: what calls share must be kept by their whole input, never by the record alone, and a record may be given in place of its id`,
        );
      // An error is heard; what is there then is another promise's. That a record stands in place of its id never ends a call in one.
      if (!failAlike(ran, apart)) {
        const byId = await carriedOut(trial, known, pairs, ({ isAtOnce }) => (isAtOnce ? together : inTurn));
        assert.ok(!failAlike(byId, apart), "a call fails where a record itself stands in place of its id");
        return;
      }
      const fields = [...new Set(pairs.map(({ field }) => field))].join(", ");
      sameLines(
        ran.state,
        [apart.state, turned.state],
        `calls that differ in one field, at once and in turn, with records in place of their ids (${fields})`,
      );
    },
  },
  {
    promise: "answers each of two questions at once that differ in one field",
    rules: [
      {
        rule: "two questions that differ in one field are two: what calls share is kept by their whole input and options, never by the record alone",
        tried: "it asks pairs of questions at once",
      },
    ],
    applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
    async run(trial) {
      await using alone = await connectedTo(trial);
      await using together = await connectedTo(trial);
      const answers = new Map<string, unknown>();
      const held = new Map<string, readonly WorldRecord[]>();
      for (const [field, ...questions] of await questionsOf(trial)) {
        const given = await Promise.all(questions.map((each) => asked(trial, together, each, held)));
        for (const [nth, question] of questions.entries()) {
          const key = JSON.stringify(question);
          if (!answers.has(key)) answers.set(key, await asked(trial, alone, question));
          if (!isDeepStrictEqual(given[nth], answers.get(key)))
            assert.deepEqual(
              given[nth],
              answers.get(key),
              `two questions at once differ in \`${field}\`, with records in place of their ids, and one of them got another answer than alone: what calls share must be kept by their whole input and options`,
            );
        }
      }
    },
  },
];
