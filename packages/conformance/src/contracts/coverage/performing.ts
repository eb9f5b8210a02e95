import { z } from "zod/mini";
import { AtsError, type CoverageCell, isCapabilityId, lineage } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import type { Sample } from "../../sample.ts";
import { worldHas } from "../../world-lacks.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn, losingTheWrite } from "../../worlds/tapped.ts";
import { filterExamples } from "../pieces/filtering.ts";
import { notingHaste, withoutPauses } from "../pieces/pauses.ts";
import { passesOn } from "../pieces/passing-on.ts";
import { readsLittleAgain } from "../pieces/read-again.ts";
import { askedBy, asksNothing, goesBy } from "../pieces/requests.ts";
import { entersSomebody, samplesOf, somebody } from "../pieces/samples.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";
import { withoutDrift } from "../pieces/without-drift.ts";
import { openJobs } from "../pieces/targets.ts";

const isCall = ({ kind }: CoverageCell) => kind !== "stream";

/** The routes by which anything is read, by the adapter or those that it extends: a command may look before it writes. */
function readsOf({ adapter, claims }: Trial): readonly CoverageCell["routes"][number][] {
  const reports = [
    claims,
    ...lineage(adapter)
      .slice(0, -1)
      .map((each) => coverageOf(each)),
  ];
  return reports.flatMap(({ cells }) => cells.flatMap((cell) => (cell.effect === "reads" ? cell.routes : [])));
}

/** How often a query may ask for the same: what is read once for each of many records makes a request for each. */
const mostOften = 2;

/** What every query and command promises of what it asks. */
export const performingPromises: readonly ContractPromise[] = [
  {
    promise: "answers a valid input in canonical form, by the routes and lane of its cell",
    rules: [
      {
        rule: "what your documentation says once and for all, such as how large a file may be, need not be asked: a query with `routes: []` asks nothing",
        tried: "it looks at the requests, and lets nothing go wrong on the way",
      },
      {
        rule: "most of what a call reads, it reads once: no long list is read again with each record, and no query asks for the same three times",
        tried: "it weighs the answers to requests that were made before in the same call, and counts them",
      },
      {
        rule: "the lane of a cell is the one that was used",
        tried: "it looks whether a call was `seen()` `through` an aggregator",
      },
    ],
    applies: isCall,
    async run(trial) {
      const [sample] = await samplesOf(trial);
      worldHas(sample, `the world has no good input for ${trial.capability.id}: add it to WorldSession.samples`);
      // A fresh connection, so nothing of it is answered from what is kept.
      await using fresh = await connectedTo(trial);
      const { world } = trial;
      const [requests, writes] = [world.requests(), world.writes()];
      const { asked, given: answer } = await askedBy(trial, () =>
        unlessRefused(() => fresh.call(trial.capability.id, sample.input)),
      );
      if (answer === undefined && asked.length === 0) return; // Refused by a limitation, as the cell says.
      const parsed = z.safeParse(trial.capability.output, answer);
      assert.ok(
        parsed.success,
        `the answer is not canonical: ${parsed.error?.issues[0]?.path.join(".")} ${parsed.error?.issues[0]?.message}`,
      );
      const { routes } = trial.cell;
      const counted = world.requests() > requests;
      if (asksNothing(trial.cell)) {
        assert.deepEqual(asked, [], "its cell names no route, and something was asked");
        return;
      }
      if (asked.length === 0) assert.ok(!counted, "the world has seen nothing of what it counts: it proves nothing");
      assert.ok(asked.length > 0, "nothing was asked of the ATS");
      assert.ok(counted, "the world counts no requests: it proves nothing");
      if (trial.cell.effect !== "reads" && trial.capability.id !== "passthrough.send")
        assert.ok(world.writes() > writes, "the world counts no writes: it proves nothing");
      const reads = readsOf(trial);
      for (const call of asked) {
        const claimed = routes.some((route) => goesBy(route, call));
        const helping = reads.some((route) => goesBy(route, call));
        assert.ok(claimed || helping, `${call.method} ${call.path} is a route that its cell does not name`);
      }
      const byRoute = asked.filter((call) => routes.some((route) => goesBy(route, call)));
      const isThrough = byRoute.some(({ through }) => through !== undefined);
      assert.equal(trial.cell.lane === "passthrough", isThrough, "the lane of its cell is not the one that was used");
      for (const { lane = trial.cell.lane } of byRoute.filter(({ through }) => through === undefined))
        assert.equal(trial.cell.lane, lane, "the lane of its cell is not the one that was used");
      assert.ok(
        routes.some((route) => asked.some((call) => goesBy(route, call))),
        `none of its routes was used: ${routes.map(({ method, path }) => `${method} ${path}`).join(", ")}`,
      );
      if (trial.cell.kind === "query")
        await readsLittleAgain(trial, (on) => on.call(trial.capability.id, sample.input), mostOften);
    },
  },
  {
    promise: "reads what the ATS is known to send without a `drift` or `quarantine` event",
    applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
    async run(trial) {
      for (const { input } of await samplesOf(trial)) {
        await using fresh = await connectedTo(trial);
        await withoutDrift(fresh, () => ending(() => fresh.call(trial.capability.id, input)));
      }
    },
  },
  {
    promise: "passes on each field of its input, or says that it does not",
    rules: [
      { rule: "`remoteFields` are sent as one value", tried: "it looks for them in the body" },
      {
        rule: "a receipt warns of what went wrong, and of what a limitation says: such a warning has its id as `code`",
        tried: "it looks at the warnings of a command of which nothing goes wrong",
      },
      {
        rule: "a receipt says `answer` where the answer came, `read-back` only after a lost one, and `ledger` only with an idempotency key",
        tried:
          "it looks at the receipts of calls of which nothing is lost, and in every test at those of calls without a key",
      },
      {
        rule: "a day or an instant is written as the ATS writes it, with day and month in their places",
        tried:
          "it looks for the times of its inputs in what was sent, in ISO 8601 with any offset and in seconds or milliseconds since 1970: where the ATS writes others, say in `writtenTime` of the world how it does",
      },
    ],
    applies: ({ effect }) => effect !== "reads",
    async run(trial) {
      await passesOn(trial, await samplesOf(trial));
    },
    async ofTimes(trial) {
      const dated = (await samplesOf(trial)).filter(({ traces }) =>
        traces.some((trace) => /\d{4}-\d\d-\d\d/.test(trace)),
      );
      await passesOn(trial, dated);
    },
  },
  {
    promise: "heeds each field of the input of a query of its own",
    rules: [
      {
        rule: "each field of an input changes what is asked or answered",
        tried:
          "it gives the inputs of the world's `samples` without each field that may be left out, and with yes for no, and compares",
      },
    ],
    applies: ({ kind, capability }) => kind === "query" && !isCapabilityId(capability),
    async run(trial) {
      const { input: schema, id } = trial.capability;
      /** What is asked and answered, without what differs each time. */
      const resultOf = async (input: Sample["input"]) => {
        // A fresh connection, so nothing of it is answered from what is kept.
        await using fresh = await connectedTo(trial);
        const { asked, given } = await askedBy(trial, () => ending(() => fresh.call(id, input)));
        return [
          asked.map(({ method, path, query, body }) => ({ method, path, query, body })),
          AtsError.is(given) ? given.code : given,
        ];
      };
      const tries = (await samplesOf(trial)).flatMap(({ input }) =>
        Object.entries(input).flatMap(([field, value]) => {
          const { [field]: _, ...without } = input;
          const others = typeof value === "boolean" ? [without, { ...input, [field]: !value }] : [without];
          return others.filter((other) => z.safeParse(schema, other).success).map((other) => ({ field, input, other }));
        }),
      );
      for (const [field, pairs] of Map.groupBy(tries, (each) => each.field)) {
        let isHeeded = false;
        for (const { input, other } of pairs)
          isHeeded ||= !isDeepStrictEqual(await resultOf(input), await resultOf(other));
        assert.ok(isHeeded, `${field}: what is asked and answered is the same with it and without it`);
      }
    },
  },
  {
    promise: "uses each route that its cell claims",
    rules: [
      {
        rule: "a route that a cell claims is used, or the trait `untriedRoutes` says why it cannot be",
        tried: "it compares what was asked",
      },
      {
        rule: "a pause before the ATS is asked again has a least length, whatever it says",
        tried:
          "it writes 0 wherever an answer says how long to wait, and looks for what is asked three times in a row at one moment",
      },
    ],
    applies: ({ capability, routes }) => capability !== "passthrough.send" && routes.length > 0,
    async run(trial) {
      const untried = trial.adapter.facts.traits?.untriedRoutes?.[trial.capability.id] ?? {};
      const nameOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;
      const fetch = fetchIn(trial.world.settings);
      let open = trial.cell.routes.filter((route) => !Object.hasOwn(untried, nameOf(route)));
      for (const run of await waysOf(trial)) {
        if (open.length === 0) break;
        const clock = new InstantClock(trial.world.now());
        const way = fetch && notingHaste(withoutPauses(fetch), clock);
        await using fresh = await connectedTo(way ? withFetch(trial, way.fetch) : trial, [clockOnce(clock)]);
        const { asked } = await askedBy(trial, () => ending(() => run(fresh)));
        await trial.world.trouble("none");
        way?.isPatient();
        open = open.filter((route) => !asked.some((call) => goesBy(route, call)));
      }
      worldHas(
        open.length === 0,
        `routes that nothing asked for: remove them, or say in the trait \`untriedRoutes\` why the kit cannot: ${open.map(nameOf).join(", ")}`,
      );
    },
  },
];

/** Enters a person whom the ATS knows by then, for another job. */
async function againWays(trial: Trial, { input }: Sample): Promise<readonly ((on: Connected) => Promise<unknown>)[]> {
  if (!entersSomebody(trial.capability.id)) return [];
  const other = (await openJobs(trial)).find(({ id }) => id !== input["job"]);
  return other ? [(on) => on.call(trial.capability.id, { ...input, job: other.id })] : [];
}

/** Every way in which the kit can use a capability: each sample or filter, and a write whose answer is lost. */
async function waysOf(trial: Trial): Promise<readonly ((on: Connected) => Promise<unknown>)[]> {
  const { capability, cell } = trial;
  if (cell.kind === "stream") {
    // By an id that the ATS has: one that is made up may be refused without a request.
    const ids = (await trial.world.records(cell.group)).slice(0, 1).map(({ id }) => id);
    const known = ids.length > 0 ? [{ ids }] : [];
    const filters = [{}, { includeDeleted: true }, { updatedAfter: "2020-01-01" }, ...filterExamples(trial), ...known];
    return filters.map((filter) => (on: Connected) => on.stream(capability.id, filter).toArray());
  }
  const samples = await samplesOf(trial);
  const ways = samples.map(
    ({ input }) =>
      (on: Connected) =>
        on.call(capability.id, input),
  );
  const last = samples.at(-1);
  if (cell.effect === "reads" || !last) return ways;
  const lost = async (on: Connected) => {
    await trial.world.trouble("answer-lost");
    return on.call(capability.id, last.input);
  };
  // Files may follow in writes of their own.
  const withFiles = samples.filter(({ input }) => ((input["attachments"] as readonly unknown[] | undefined) ?? [])[0]);
  const laterWays = [last, ...withFiles.slice(0, 1)].flatMap((sample) => laterLost(trial, sample));
  // Losses ask for what no plain call does, and the ways end where every route was asked for.
  return [...ways.slice(0, 1), lost, ...laterWays, ...(await againWays(trial, samples[0]!)), ...ways.slice(1)];
}

/** Enters somebody new by two writes, where the answer of the second is lost: it may be looked for by a route of its own. */
function laterLost(trial: Trial, { input }: Sample): readonly ((on: Connected) => Promise<unknown>)[] {
  const { world, capability } = trial;
  const fetch = fetchIn(world.settings);
  if (!fetch || !entersSomebody(capability.id)) return [];
  const later = async () => {
    const losing = losingTheWrite(fetch, () => world.writes(), fetch, 1);
    await using on = await connectedTo(withFetch(trial, losing));
    return await on.call(capability.id, { ...input, candidate: somebody() });
  };
  return [later];
}
