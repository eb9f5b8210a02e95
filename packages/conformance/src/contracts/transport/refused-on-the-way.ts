import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { answeredAt, fetchIn, ofTheAts } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { missingRights } from "../pieces/failures.ts";
import { filtersMeeting } from "../pieces/filtering.ts";
import { withRecords } from "../pieces/given-records.ts";
import { isDeleted } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** Which requests of a call are refused, one in each call. */
const most = 4;

const refusedWith = (status: number) => () => Response.json({ error: "refused 4791" }, { status });

/** How a call ends whose nth request is refused; undefined where it sends fewer. */
async function endingWithout(
  trial: Trial,
  nth: number,
  run: (on: Connected) => Promise<unknown>,
  status = 422,
): Promise<{ ended: unknown } | undefined> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return undefined;
  const way = answeredAt(fetch, nth, ofTheAts(trial, refusedWith(status)));
  await using fresh = await connectedTo(withFetch(trial, way.fetch));
  const ended = await ending(() => run(fresh));
  return way.reached() ? { ended } : undefined;
}

/** How many inputs of a query are tried: a record may be named by several ids, each of which is looked up in another way. */
const mostInputs = 3;

/** The ways in which the kit asks a query; of a stream one. */
async function runsOf(trial: Trial): Promise<readonly ((on: Connected) => Promise<unknown>)[]> {
  if (trial.cell.kind === "stream") return [(await performing(trial))!];
  const samples = (await samplesOf(trial)).slice(0, mostInputs);
  return samples.map(
    ({ input }) =>
      (on) =>
        on.call(trial.capability.id, input),
  );
}

/** Each optional field of an input and each filter on its own, and records in place of their ids. */
async function inputsOf(trial: Trial): Promise<readonly object[]> {
  if (trial.cell.kind !== "stream") {
    const inputs = (await samplesOf(trial)).map(({ input }) => input);
    return inputs[0] ? [...inputs, await withRecords(trial, inputs[0])] : [];
  }
  const [first] = (await trial.world.records(trial.cell.group)).filter((record) => !isDeleted(record));
  const filters = first ? await filtersMeeting(trial, first.id) : [];
  return [{ includeDeleted: true }, { updatedAfter: "2020-01-01" }, ...filters];
}

/** A call of which every request is refused ends in an error, whatever is given with it. */
async function endsInAnError(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const { id } = trial.capability;
  // A key that may not say what it may do can be good even so.
  const rights = id === "integration.checkKey" ? [] : missingRights(trial);
  const refusals = [
    { what: "HTTP 422", refuse: ofTheAts(trial, refusedWith(422)) },
    ...rights.map(({ what, answer }) => ({ what, refuse: () => answer() })),
  ];
  for (const input of await inputsOf(trial))
    for (const { what, refuse } of refusals) {
      let isAsked = false;
      const way: typeof fetch = async (...request) => {
        isAsked = true;
        return refuse(...request);
      };
      await using fresh = await connectedTo(withFetch(trial, way));
      const ended = await ending(() =>
        trial.cell.kind === "stream" ? fresh.stream(id, input).toArray() : fresh.call(id, input),
      );
      if (isAsked)
        assert.ok(
          failureOf(ended),
          `${JSON.stringify(input).slice(0, 200)}: every request was refused (${what}), and it claims a success`,
        );
    }
}

/** What every operation promises where the ATS refuses one request of several. */
export const refusedOnTheWayPromises: readonly ContractPromise[] = [
  {
    promise: "claims no success where the ATS refused the write",
    rules: [
      {
        rule: "a write that the ATS refuses is an error, never a warning",
        tried:
          "it answers each of the first four requests of a call with 422; and all of them, with each optional field",
      },
    ],
    applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
    async run(trial) {
      await endsInAnError(trial);
      const run = await performing(trial);
      if (!run) return;
      for (let nth = 0; nth < most; nth += 1) {
        const before = trial.world.writes();
        const met = await endingWithout(trial, nth, run);
        // What was written makes later calls differ: the write itself was not refused, so the rest is of another promise.
        if (!met || trial.world.writes() > before) return;
        assert.ok(
          isDeclared(met.ended) || failureOf(met.ended),
          `request ${nth + 1} was refused (HTTP 422) and nothing was written, and the call claims a success: let the error end the call, a warning is not enough`,
        );
      }
    },
  },
  {
    promise: "claims no success for a conflict that the ATS reports",
    rules: [
      {
        rule: "a conflict (HTTP 409) does not prove that a move was made before",
        tried: "it refuses each request with 409",
      },
    ],
    // A tag or an erasure that is there already is what was asked for.
    applies: ({ capability }) => /\.(moveToStage|reject|rejectMany|updateCustomFields|update)$/.test(capability),
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      for (let nth = 0; nth < most; nth += 1) {
        const before = trial.world.writes();
        const met = await endingWithout(trial, nth, run, 409);
        if (!met || trial.world.writes() > before) return;
        assert.ok(
          isDeclared(met.ended) || failureOf(met.ended),
          `request ${nth + 1} was refused as a conflict (HTTP 409) and nothing was written, and the call claims a success: a conflict does not prove that it was done before; read the record to know`,
        );
      }
    },
  },
  {
    promise: "gives no answer with a part missing where the ATS refused one of its requests",
    rules: [
      {
        rule: "a request that the ATS refuses is an error, and never an empty part, by whichever id a record is named",
        tried:
          "it answers each of the first four requests of a call with 422; and all of them, with each filter, also in the ATS's own word for a missing right in `failures`",
      },
    ],
    applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
    async run(trial) {
      await endsInAnError(trial);
      for (const run of await runsOf(trial)) {
        await using plain = await connectedTo(trial);
        const wanted = await ending(() => run(plain));
        if (AtsError.is(wanted)) continue;
        for (let nth = 0; nth < most; nth += 1) {
          const met = await endingWithout(trial, nth, run);
          if (!met) break;
          if (failureOf(met.ended)) continue;
          assert.ok(
            isDeepStrictEqual(comparable(met.ended), comparable(wanted)),
            `request ${nth + 1} was refused (HTTP 422), and the call gave an answer without what it asked for`,
          );
        }
      }
    },
  },
];
