import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { Trouble } from "../../world.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { askedBy, isAsked, textOf } from "../pieces/requests.ts";
import type { Sample } from "../../sample.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, endingDuring } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** How a call of one sample ends, in a fresh world. */
async function performed(trial: Trial, nth: number, trouble: Trouble) {
  await using other = await trial.another();
  const { trial: on } = other;
  const { input } = (await samplesOf(on))[nth]!;
  await using fresh = await connectedTo(on);
  const run = () => fresh.call(on.capability.id, input, { timeoutMs: 600_000 });
  return trouble === "none" ? ending(run) : endingDuring(on, trouble, run);
}

/**
 * The same way to the ATS, which notes the requests that are lost.
 * @param from How many requests the world had seen before.
 */
function notingLosses(fetch: typeof globalThis.fetch, { world }: Trial, from: number) {
  const lost = new Set<number>();
  const seen = async () => (await world.seen()).length - from;
  return {
    isLost: (nth: number) => lost.has(nth),
    async fetch(...request: Parameters<typeof fetch>) {
      const before = await seen();
      try {
        return await fetch(...request);
      } catch (error) {
        for (let nth = before; nth < (await seen()); nth += 1) lost.add(nth);
        throw error;
      }
    },
  };
}

/** Fails where a trace of a sample was in the requests that were lost, and in no other. */
async function sendsAgain(trial: Trial, nth: number): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return;
  const { input, traces, tries } = (await samplesOf(on))[nth]!;
  const way = notingLosses(fetch, on, (await on.world.seen()).length);
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const { asked, given } = await askedBy(on, () =>
    endingDuring(on, "request-lost", () => fresh.call(on.capability.id, input, { timeoutMs: 600_000 })),
  );
  if (given === undefined || AtsError.is(given) || hasFailed(given) || warningsOf(given).length > 0) return;
  for (const trace of traces) {
    // What goes out in a later request was never lost.
    const sent = [...asked.keys()].filter((index) => isAsked(on, textOf([asked[index]!]), trace));
    assert.ok(
      sent.length === 0 || !sent.every(way.isLost),
      `${tries.join(", ")}: "${trace}" was in the request that was lost, and in no other`,
    );
  }
}

/** Whether one of a batch was not done. */
const hasFailed = (given: unknown): boolean =>
  ((given ?? {}) as { outcomes?: readonly { readonly error: unknown }[] }).outcomes?.some(({ error }) => error) ??
  false;

const isPlain = ({ tries }: Sample) => tries.length === 0;

/** What a command promises of what it sends again after something was lost. */
export const certainRepeatPromises: readonly ContractPromise[] = [
  {
    promise: "warns of nothing where a lost answer leaves nothing unknown",
    applies: ({ effect }) => effect === "idempotent",
    async run(trial) {
      if (!(await samplesOf(trial)).some(isPlain)) return;
      const usual = await performed(trial, 0, "none");
      if (AtsError.is(usual)) return;
      for (const trouble of ["answer-lost", "request-lost"] as const) {
        const given = await performed(trial, 0, trouble);
        if (given === undefined || AtsError.is(given)) return;
        assert.deepEqual(warningsOf(given), warningsOf(usual), `${trouble}: the write may be repeated as it is`);
      }
    },
  },
  {
    promise: "sends each field again after a lost request, or says that it does not",
    rules: [
      {
        rule: "a field is sent again where the first request was lost, or a warning says that it was not",
        tried: "it loses the first request, and looks for each trace in the next",
      },
    ],
    applies: ({ effect, capability }) => effect !== "reads" && capability !== "passthrough.send",
    async run(trial) {
      for (const [nth, { traces, tries }] of (await samplesOf(trial)).entries()) {
        if (traces.length > 0 && tries.length > 0) await sendsAgain(trial, nth);
      }
    },
  },
];
