import { AdapterDefinitionError, AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn, losingTheWrite } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { fileCalled } from "../pieces/files.ts";
import type { Input } from "../pieces/one-field-apart.ts";
import { entersSomebody, isTriedByTheOther, samplesOf, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openJobs } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** Makes a good input in a world, after what has to be there before. */
type Preparing = (trial: Trial) => Promise<Input | undefined>;

/** Somebody whom the ATS knows applies with a form that says more, and something else, and with a file. */
function knownPerson(): Preparing {
  const person = somebody();
  const earlier = { ...person, company: "Former company 4951" };
  const candidate = { ...person, phone: "+1 206 555 4951", company: "Company 4951", title: "Driver 4951" };
  return async (trial) => {
    const [one, two] = await openJobs(trial);
    if (!two) return undefined;
    await using fresh = await connectedTo(trial);
    const ended = await ending(() => fresh.call(trial.capability.id, { job: one.id, candidate: earlier }));
    return AtsError.is(ended) ? undefined : { job: two.id, candidate, attachments: [fileCalled("CV 4951.pdf", "CV")] };
  };
}

/** Somebody whom no ATS knows applies with a form that says everything: what an ATS has no place for gets a warning. */
function newcomer(): Preparing {
  const person = somebody();
  return async (trial) => {
    const samples = await samplesOf(trial);
    const inputs = samples
      .filter(({ tries }) => /^(candidate\.|consent)/.test(tries[0] ?? ""))
      .map(({ input }) => input);
    const candidate = Object.assign({}, ...inputs.map((input) => input["candidate"] as object), person) as object;
    return { ...(Object.assign({}, ...inputs) as Input), candidate };
  };
}

/** What an ATS may cut: a note or the name of a file. */
function longerThanUsual({ adapter, capability: { id } }: Trial): Input {
  const { noteMaxLength = 65_535 } = adapter.facts;
  if (id.endsWith(".addNote")) return { note: { text: `4951 ${"x".repeat(noteMaxLength)}` } };
  return id.endsWith(".addAttachment") ? { file: fileCalled(`4951${"x".repeat(247)}.pdf`, "OTHER") } : {};
}

async function inputsOf(trial: Trial): Promise<readonly Preparing[]> {
  if (isTriedByTheOther(trial)) return [knownPerson()];
  if (entersSomebody(trial.capability.id)) return [knownPerson(), newcomer()];
  const samples = await samplesOf(trial);
  const longer = longerThanUsual(trial);
  const made = async (on: Trial, nth: number, more?: Input) => {
    const sample = (await samplesOf(on))[nth];
    return sample && { ...sample.input, ...more };
  };
  const usual = samples.map(
    (_sample, nth): Preparing =>
      async (on) =>
        made(on, nth),
  );
  return Object.keys(longer).length > 0 ? [async (on) => made(on, 0, longer), ...usual] : usual;
}

const key = "warned-again-4951";
/** How many writes of a call are lost, one at a time; and with how many inputs that warn. */
const [mostWrites, mostInputs] = [3, 2];

const warned = (ended: unknown): readonly string[] => warningsOf(ended).map(({ message }) => message);
const isFromTheLedger = (ended: unknown) => (ended as { settledBy?: string } | null)?.settledBy === "ledger";

/**
 * Makes a write whose answer is lost, in a world of its own. @returns How it ends; undefined where there is no such write.
 * @param isGone The app ends with it, and another process goes on under the same key.
 */
async function endedAfterLoss(trial: Trial, prepare: Preparing, nth: number, isGone: boolean): Promise<unknown> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world, capability } = on;
  const [fetch, input] = [fetchIn(world.settings), await prepare(on)];
  if (!fetch || !input) return undefined;
  const leaving = new AbortController();
  let isLost = false;
  const losing = losingTheWrite(
    fetch,
    () => world.writes(),
    isGone ? () => Promise.reject(noConnection()) : fetch,
    nth,
  );
  const way: typeof fetch = async (...request) => {
    try {
      return await losing(...request);
    } catch (error) {
      isLost = true;
      if (isGone) leaving.abort();
      throw error;
    }
  };
  const shared = { ledger: memoryLedger(undefined, new InstantClock(world.now())) };
  const call = (by: Connected, options: object = {}) =>
    ending(() => by.call(capability.id, input, { idempotencyKey: key, timeoutMs: 600_000, ...options }));
  let first: Connected;
  try {
    first = await connectedTo(withFetch(on, way), [], shared);
  } catch (error) {
    if (error instanceof AdapterDefinitionError) return undefined; // It takes no ledger.
    throw error;
  }
  const ended = await call(first, { signal: leaving.signal });
  await first.ats.close();
  if (!isLost || !isGone) return isLost ? ended : undefined;
  await using second = await connectedTo(on, [], shared);
  return await call(second);
}

/** What a creating command promises of its warnings. */
export const warnedAgainPromise: ContractPromise = {
  promise: "warns as usual where a write is found after a loss, or taken up again",
  rules: [
    {
      rule: "the receipt of a write that is found after a loss warns of what the usual one warns of",
      tried:
        "it loses each of the first writes of a call, and looks in the same call and from another connection with the same key; `create` gets a form that says everything, `addNote` and `addAttachment` a long note and a long name",
    },
  ],
  applies: ({ kind, effect, capability }) =>
    kind === "command" && effect === "creates" && capability !== "passthrough.send",
  async run(trial) {
    // What the other command that enters people shows is not all tried twice.
    const [most, ways] = isTriedByTheOther(trial) ? [1, [true]] : [mostWrites, [true, false]];
    let tried = 0;
    for (const prepare of await inputsOf(trial)) {
      await using other = await trial.another();
      const input = await prepare(other.trial);
      const usual = input && warned(await ending(() => other.trial.call(trial.capability.id, input)));
      if (!usual || usual.length === 0) continue;
      let hasWrite = true;
      for (let nth = 0; nth < most && hasWrite; nth += 1)
        for (const isGone of ways) {
          const ended = await endedAfterLoss(trial, prepare, nth, isGone);
          hasWrite = ended !== undefined;
          if (!hasWrite) break;
          if (AtsError.is(ended) || isFromTheLedger(ended)) continue;
          const missing: readonly string[] = usual.filter((message) => !warned(ended).includes(message));
          const how = isGone ? "it was taken up again by its key" : "it was looked for";
          assert.deepEqual(
            missing,
            [],
            `the answer of write ${nth + 1} was lost, ${how}, and these warnings are missing`,
          );
        }
      if ((tried += 1) === mostInputs) break;
    }
  },
};
