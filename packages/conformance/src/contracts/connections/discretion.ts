import { AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import { neverShows, placeOf } from "../../assertions.ts";
import { textsIn } from "../../fields.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch, withSettings } from "../../trial.ts";
import { addressOf } from "../../worlds/request-of.ts";
import { fetchIn, refusedAfterTheWrite } from "../../worlds/tapped.ts";
import { InstantClock } from "../../worlds/instant-clock.ts";
import { performing } from "../pieces/calling.ts";
import { heldBy, idsIn } from "../pieces/one-field-apart.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, makes } from "../pieces/striking.ts";

const methods = ["debug", "error", "info", "log", "trace", "warn"] as const;

/** What is printed while something runs, by the names of the methods. */
async function printedBy(run: () => Promise<unknown>): Promise<readonly string[]> {
  const printed: string[] = [];
  const before = methods.map((name) => [name, console[name]] as const);
  for (const [name] of before) console[name] = () => void printed.push(`console.${name}`);
  try {
    await run();
  } finally {
    for (const [name, method] of before) console[name] = method;
  }
  return printed;
}

/** The addresses that are asked with the key that the ATS refuses. */
async function addressesWith(trial: Trial, run: (on: Connected) => Promise<unknown>): Promise<readonly string[]> {
  const { settings } = trial.world.wrong;
  const fetch = fetchIn(settings);
  if (!fetch) return [];
  const addresses: string[] = [];
  const noting: typeof fetch = (...request) => {
    const [input] = request;
    addresses.push(addressOf(input));
    return fetch(...request);
  };
  await using wrong = await connectedTo(withFetch(withSettings(trial, settings), noting));
  await ending(() => run(wrong));
  return addresses;
}

/** Shorter texts may stand anywhere: in a time, or in a digest. */
const shortestTold = 6;

/** What a write wants remembered, as texts, while it is made with each of some inputs. */
async function rememberedFor(trial: Trial, input: object): Promise<readonly string[]> {
  const ledger = memoryLedger(undefined, new InstantClock(trial.world.now()));
  const kept: string[] = [];
  const remember: typeof ledger.remember = (key, token, memory) => {
    kept.push(...textsIn(memory));
    return ledger.remember(key, token, memory);
  };
  await using fresh = await connectedTo(trial, [], { ledger: { ...ledger, remember }, connectionId: "discretion" });
  await ending(() => fresh.call(trial.capability.id, input, { idempotencyKey: "discretion" }));
  return kept;
}

/** What every capability promises of keys and persons, besides what it answers. */
export const discretionPromises: readonly ContractPromise[] = [
  {
    promise: "prints nothing, and puts the key into no address",
    rules: [
      {
        rule: "nothing is printed, and no address holds the key",
        tried: "it listens to the console, and looks at each address",
      },
    ],
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      await using fresh = await connectedTo(trial);
      const printed = await printedBy(() => ending(() => run(fresh)));
      assert.deepEqual(printed, [], "it was printed: a console shows persons to everybody, the app has a `logger`");
      const { key } = trial.world.wrong;
      for (const address of await addressesWith(trial, run))
        assert.ok(
          !decodeURIComponent(address).includes(key),
          "the key stands in an address, which proxies and servers write down: send it in a header",
        );
    },
  },
  {
    promise: "shows no written text in the error of a write with an unknown outcome",
    rules: [{ rule: "an error names ids only", tried: "it looks at the error of a lost write" }],
    applies: ({ effect, capability }) => effect === "creates" && !/^(passthrough|interviews)\./.test(capability),
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const [sample] = await samplesOf(trial);
      if (!fetch || !sample) return;
      const way = refusedAfterTheWrite(fetch, () => trial.world.writes(), 0);
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
      if (!AtsError.is(ended)) return;
      for (const trace of sample.traces) {
        const place = placeOf(ended, trace);
        assert.equal(
          place,
          undefined,
          `"${trace}" was to be written, and stands in ${place} of the error: name ids alone`,
        );
        neverShows(ended, trace);
      }
    },
  },
  {
    promise: "keeps nothing of a person in what a write remembers",
    rules: [
      {
        rule: "what a write remembers holds nothing of a person: ids, times and digests alone",
        tried: "it enters people and writes notes and files with a ledger that looks at what is kept",
      },
    ],
    applies: ({ effect, capability }) => effect === "creates" && !/^(passthrough|interviews)\./.test(capability),
    async run(trial) {
      const ids = idsIn(await heldBy(trial));
      const words = /^[A-Z_]+$/;
      for (const { input } of await samplesOf(trial)) {
        const given = textsIn(input).filter(
          (text) => text.length >= shortestTold && !ids.has(text) && !words.test(text),
        );
        const kept = (await rememberedFor(trial, input)).map((text) => text.toLowerCase());
        const told = given.find((text) => kept.some((each) => each.includes(text.toLowerCase())));
        assert.equal(
          told,
          undefined,
          "a text of the input is kept in the ledger, where it outlives the person's erasure: remember ids, times and digests alone",
        );
      }
    },
  },
  {
    promise: "names a record of the ATS in the error of a write with an unknown outcome",
    rules: [
      {
        rule: "an unknown outcome says what to look for, and where: `reconcile` has a text `look`, and names the record",
        tried:
          "it loses the request of a write, and then the answer of one and lets a look-up fail, and looks for an id of the ATS in the error",
      },
    ],
    applies: ({ effect, capability }) => effect === "creates" && capability !== "passthrough.send",
    async run(trial) {
      const { world } = trial;
      const fetch = fetchIn(world.settings);
      const [sample] = await samplesOf(trial);
      if (!fetch || !sample) return;
      const held = new Set((["jobs", "applications", "candidates"] as const).flatMap((kind) => world.ids(kind)));
      const look = refusedAfterTheWrite(fetch, () => world.writes(), 0);
      for (const trouble of ["request-lost", "none"] as const) {
        await using fresh = await connectedTo(trouble === "none" ? withFetch(trial, look.fetch) : trial);
        if (!(await makes(trial, trouble))) continue;
        const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
        if (!AtsError.is(ended) || ended.retry !== "unknown-outcome") continue;
        const reconcile = (ended.details?.["reconcile"] ?? {}) as Readonly<Record<string, unknown>>;
        assert.ok(
          typeof reconcile["look"] === "string" && reconcile["look"] !== "",
          "nobody knows what to look for: `details.reconcile` has no `look`",
        );
        assert.ok(
          Object.values(reconcile).some((value) => typeof value === "string" && held.has(value)),
          `nobody can look for it: \`details.reconcile\` holds no id of a job, an application or a candidate: ${JSON.stringify(reconcile)}`,
        );
      }
    },
  },
];
