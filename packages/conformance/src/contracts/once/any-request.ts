import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import {
  answeredAt,
  fetchIn,
  losingTheWrite,
  lostAt,
  meanwhileAt,
  notingTheWrite,
  ofTheAts,
  sentWhole,
} from "../../worlds/tapped.ts";
import { allAtOnce } from "../pieces/all-at-once.ts";
import { failureOf } from "../pieces/calling.ts";
import { broken, status } from "../pieces/failures.ts";
import { asStream } from "../pieces/files.ts";
import { firstPage } from "../pieces/first-page.ts";
import { stateOf } from "../pieces/held-state.ts";
import { heldBy, idsIn, type Input, sameLines } from "../pieces/one-field-apart.ts";
import { entersSomebody, samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** Which requests of a call do not arrive, one in each call. */
const most = 12;

/** How long that may take: on a machine that is busy, the last requests are left out. */
const patienceMs = 4_000;

/** Ways in which a request certainly did nothing, so that it may be sent again. */
const undone = [status(429, { passes: true }, { "retry-after": "2" }), broken("ECONNREFUSED", "connect")];

/** The same input with its files as streams, which are read only once. */
function streamed(input: Input): Input {
  const { file, attachments } = input;
  return {
    ...input,
    ...(file !== undefined && { file: asStream(file as object) }),
    ...(Array.isArray(attachments) && { attachments: attachments.map(asStream) }),
  };
}

type Fetch = typeof globalThis.fetch;

/** What happens to one request of a call, from 0, so that it does nothing. */
type Disturbance = (
  trial: Trial,
  fetch: Fetch,
  nth: number,
  clock: InstantClock,
) => {
  readonly what: string;
  readonly fetch: Fetch;
  readonly reached: () => boolean;
  /** Called once the connection has read something, where requests count from then. */
  readonly begin?: () => void;
};

/** What answers a request that does not arrive, or is throttled. */
const failing = (trial: Trial, { answer }: (typeof undone)[number], clock: InstantClock): Fetch =>
  ofTheAts(trial, async (sent) => {
    await sentWhole(sent);
    return answer(clock.now());
  }) as Fetch;

/** It does not arrive, or is throttled. */
const notArriving: Disturbance = (trial, fetch, nth, clock) => {
  const failure = undone[nth % undone.length]!;
  return { what: failure.what, ...answeredAt(fetch, nth, failing(trial, failure, clock)) };
};

/** None arrives at the first attempt. @param nth In which way the first does not. */
const noneArriving: Disturbance = (trial, fetch, nth, clock) => {
  let requests = 0;
  const each: Fetch = (...request) => {
    requests += 1;
    if (requests % 2 === 0) return fetch(...request);
    return failing(trial, undone[(nth + (requests - 1) / 2) % undone.length]!, clock)(...request);
  };
  return { what: "each request failed once", fetch: each, reached: () => requests > 0 };
};

/** It is refused, since the session has just ended that it is of. A new one that is refused may be held for a wrong key. */
const afterTheSession: Disturbance = ({ world }, fetch, nth) => {
  const way = meanwhileAt(fetch, () => world.endSessions?.());
  return { what: "a session that had just ended", ...way, begin: () => way.before(nth) };
};

/** It is carried out and its answer is lost, of the requests that write. */
const answerLost: Disturbance = ({ world }, fetch, nth) => {
  const losing = losingTheWrite(fetch, () => world.writes(), fetch, nth);
  let isLost = false;
  const way: Fetch = (...request) =>
    losing(...request).catch((error: unknown) => {
      isLost = true;
      throw error;
    });
  return { what: "the answer was lost", fetch: way, reached: () => isLost };
};

/** It is lost on its way. */
const requestLost: Disturbance = (_trial, fetch, nth) => ({
  what: "the connection broke",
  ...lostAt(fetch, nth, () => Promise.resolve()),
});

/** Calls in a fresh world, where something happens to one request. @param nth Which, from 0. */
async function carriedOut(
  trial: Trial,
  known: ReadonlySet<string>,
  input: Input,
  nth = 0,
  disturbed: Disturbance = (_trial, way) => ({ what: "", fetch: way, reached: () => false }),
) {
  await using other = await trial.another();
  const { world } = other.trial;
  const fetch = fetchIn(world.settings);
  if (!fetch) return undefined;
  const clock = new InstantClock(world.now());
  const noted = notingTheWrite(fetch, () => world.writes());
  const way = disturbed(other.trial, noted.fetch, nth, clock);
  await using on = await connectedTo(withFetch(other.trial, way.fetch), [clockOnce(clock)]);
  if (way.begin) {
    await ending(() => firstPage(on, "jobs.stream", {}));
    way.begin();
  }
  const mails = world.mails?.() ?? 0;
  const ended = await ending(() => on.call(trial.capability.id, streamed(input), { timeoutMs: 600_000 }));
  return {
    ended,
    what: `${way.what} for request ${nth + 1}`,
    isReached: way.reached(),
    /** Which of the requests was the first that wrote. */
    firstWrite: noted.nth() ?? 0,
    mails: (world.mails?.() ?? 0) - mails,
    state: await stateOf(other.trial, known, [input]),
  };
}

type Carried = NonNullable<Awaited<ReturnType<typeof carriedOut>>>;

/** A call in which something was repeated did the same as one in which all went well. */
function didTheSame({ what, ended, mails, state }: Carried, usual: Carried): void {
  const error = failureOf(ended);
  assert.ok(!error, `${what}: it certainly did nothing, and the call ended in ${AtsError.is(error) ? error.code : ""}`);
  assert.deepEqual(warningsOf(ended), warningsOf(usual.ended), `${what}: warnings`);
  assert.equal(mails, usual.mails, `${what}: how many e-mails were sent`);
  sameLines(state, [usual.state], `${what}, and then it was sent again`);
}

/** A write that may have run is found, made again where it was not, or said to be unknown, whatever was given with it. */
async function settlesTheSame(trial: Trial, known: ReadonlySet<string>, input: Input, answers = [0]): Promise<void> {
  const usual = await carriedOut(trial, known, input);
  if (!usual || failureOf(usual.ended)) return;
  const lost = answers.map((nth) => [answerLost, nth] as const);
  for (const [disturbed, nth] of [...lost, [requestLost, usual.firstWrite] as const]) {
    const found = await carriedOut(trial, known, input, nth, disturbed);
    if (!found?.isReached) continue;
    const what = `${found.what}, with ${Object.keys(input).join(", ")}`;
    const error = failureOf(found.ended);
    if (!error) sameLines(found.state, [usual.state], `${what}, and the call succeeded`);
    else if (disturbed === answerLost && sameSize(found, usual))
      assert.equal(error.retry, "unknown-outcome", `${what}, and what was written is there: ${error.code}`);
  }
}

const sameSize = (one: Carried, other: Carried) => one.state.size === other.state.size;

/** The same for each optional field on its own that an adapter takes with a warning, so that it is not among all of them. */
async function settlesEach(trial: Trial, known: ReadonlySet<string>, all: Input): Promise<void> {
  const { id } = trial.capability;
  for (const { input, tries } of entersSomebody(id) ? [] : await samplesOf(trial)) {
    if (tries.every((field) => Object.hasOwn(all, field))) continue;
    await settlesTheSame(trial, known, input);
  }
}

/** Whether it did the same where every request failed once: then it does where one of them does. */
async function repeatsEach(trial: Trial, known: ReadonlySet<string>, input: Input, usual: Carried): Promise<boolean> {
  for (const nth of undone.keys()) {
    const found = await carriedOut(trial, known, input, nth, noneArriving);
    try {
      didTheSame(found!, usual);
    } catch {
      return false; // So many failures may be too many for a sound adapter: then one at a time decides.
    }
  }
  return true;
}

/** What every command promises where any one of its requests certainly did nothing. */
export const anyRequestPromise: ContractPromise = {
  promise: "does the same where any one of its requests has to be sent again",
  rules: [
    {
      rule: "a request that certainly did nothing is sent again automatically, whole, and no step before it is done twice",
      tried:
        "it throttles or loses each request of a command in turn, with every optional field and with files as streams, and compares what the ATS holds",
    },
    {
      rule: "a write that may have run is found or made again as it was asked for, with each optional field, or the call says that it does not know",
      tried:
        "it loses the request of a creating command with every optional field, and the answers to two of its writes",
    },
    {
      rule: "the ATS may revoke an access token or a session before any request of a command: the call goes on with another",
      tried: "before each request of a call, it ends all of them (`endSessions()` of the world, where there is one)",
    },
  ],
  applies: ({ kind, capability }) =>
    kind === "command" && /^(applications|candidates|jobs|interviews)\./.test(capability),
  async run(trial) {
    const input = (await allAtOnce(trial))?.input ?? (await samplesOf(trial))[0]?.input;
    if (!input) return;
    const known = idsIn(await heldBy(trial));
    const usual = await carriedOut(trial, known, input);
    if (!usual || failureOf(usual.ended)) return;
    if (trial.cell.effect === "creates") {
      await settlesTheSame(trial, known, input, [0, 1]);
      await settlesEach(trial, known, input);
    }
    const hasSessions = trial.world.endSessions !== undefined && trial.offers("jobs.stream");
    const isSafe = await repeatsEach(trial, known, input, usual);
    const disturbances = [...(isSafe ? [] : [notArriving]), ...(hasSessions ? [afterTheSession] : [])];
    for (const disturbed of disturbances) {
      const late = performance.now() + patienceMs;
      for (let nth = 0; nth < most && performance.now() < late; nth += 1) {
        const found = await carriedOut(trial, known, input, nth, disturbed);
        if (!found?.isReached) break;
        didTheSame(found, usual);
      }
    }
  },
};
