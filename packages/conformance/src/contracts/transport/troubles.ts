import { AtsError, type CoverageCell } from "@anyats/core";
import { strict as assert } from "node:assert";
import { setImmediate, setTimeout } from "node:timers/promises";
import { neverShows } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { notingWaits, waitsByItsClock } from "../../real-time.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { personalMark, type Trouble } from "../../world.ts";
import { fetchIn, losingTheWrite } from "../../worlds/tapped.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { failureOf, mostAttempts, performing } from "../pieces/calling.ts";
import { struckInOtherWords } from "../pieces/failures.ts";
import { ending, endingDuring, endsSoon, hasApplied, hasStruck, isDeclared, makes } from "../pieces/striking.ts";

/** A wait may be asked for that is longer than a call usually takes. */
const patient = { timeoutMs: 600_000 };

/** How a call ended under a trouble that not every ATS makes; undefined where it did not strike. */
async function endingIfStruck(trial: Trial, what: Trouble): Promise<unknown> {
  const run = await performing(trial);
  if (!run) return undefined;
  await using fresh = await connectedTo(trial);
  if (!(await makes(trial, what))) return undefined;
  const ended = await ending(() => run(fresh));
  return trial.world.struck?.() === 0 ? undefined : (ended ?? null);
}

/** How a write ends whose answer is lost. @param refusedFirst Whether the same call, under the same key, was refused before. */
async function lostAnswer(trial: Trial, refusedFirst: boolean): Promise<AtsError | "unclear" | undefined> {
  await using other = await trial.another();
  const { trial: on } = other;
  const run = await performing(on);
  if (!run) return "unclear";
  await using fresh = await connectedTo(on);
  const attempt = () => ending(() => run(fresh, { ...patient, idempotencyKey: "refused first 4902" }));
  if (refusedFirst) {
    if (!(await makes(on, "refused-in-answer"))) return "unclear";
    const refused = failureOf(await attempt());
    if (!refused || on.world.struck?.() === 0 || refused.retry === "unknown-outcome") return "unclear";
  }
  return failureOf(await endingDuring(on, "answer-lost", attempt));
}

/** A write is refused; it is made again under its key, and the answer is lost. What was refused is not the one to look for. */
async function looksForTheLastAttempt(trial: Trial): Promise<void> {
  const error = await lostAnswer(trial, true);
  if (error === undefined || error === "unclear" || error.code === "application.already-exists") return;
  const isFoundOtherwise = (await lostAnswer(trial, false)) === undefined;
  assert.ok(
    error.retry === "unknown-outcome" && !isFoundOtherwise,
    `the ATS refused a write, carried the same call out when it was made again under its key, and the answer was lost: the call ended in ${error.code}. Look for the attempt that may have run`,
  );
}

/** A write is accepted, the answer is lost, and only then is it refused, as by a task. That it was accepted is not that it was done. */
async function looksHowItEnded(trial: Trial): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world } = on;
  const [run, fetch] = [await performing(on), fetchIn(world.settings)];
  if (!run || !fetch) return;
  await using fresh = await connectedTo(
    withFetch(
      on,
      losingTheWrite(fetch, () => world.writes(), fetch),
    ),
  );
  if (!world.struck || !(await makes(on, "refused-in-answer"))) return;
  const before = world.writes();
  const ended = await ending(() => run(fresh, patient));
  const isUnseen = world.struck() === 0 && world.writes() - before === 1;
  assert.ok(
    failureOf(ended) || !isUnseen,
    "the ATS accepted a write, the answer was lost, and the write was refused then: the call claims a success, and has not looked how it ended",
  );
}

/** The same answer, of which each text, the code too, is what somebody entered. */
async function quotingOnly(answer: Response): Promise<Response> {
  const said: unknown = await answer.json().catch(() => ({}));
  const quoted = changedWithin(said, (held) => (typeof held === "string" ? personalMark : undefined));
  return Response.json(quoted, { status: answer.status });
}

const isRead = ({ effect }: CoverageCell) => effect === "reads";
const isCommand = ({ kind }: CoverageCell) => kind === "command";

/** How a call says that it was given up: of a write that may have run, nobody knows. */
const endings = /^(call\.aborted|connection\.closed|batch\.stopped|write\.outcome-unknown)$/;

/** What every capability promises of an ATS that refuses, fails, or does not answer. */
export const troublePromises: readonly ContractPromise[] = [
  {
    promise: "ends in a typed error when the ATS refuses, and shows nothing of what it quotes",
    rules: [
      {
        rule: "a refusal ends in a typed error that shows nothing of what the ATS said",
        tried: "the refusal quotes `personalMark`; then each text of `failures` is that, the code too",
      },
    ],
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      const logged: unknown[] = [];
      const log = (...told: readonly unknown[]) => void logged.push(told);
      await using fresh = await connectedTo(trial, [], { logger: { debug: log, info: log, warn: log, error: log } });
      const events: unknown[] = [];
      for (const name of ["drift", "retry", "quarantine"] as const) fresh.ats.on(name, (event) => events.push(event));
      const ended = await endingDuring(trial, "refused-quoting", () => run(fresh));
      if (ended === undefined) return;
      const error = failureOf(ended);
      assert.ok(error, "the ATS refused the request, and the call claims a success");
      assert.equal(error.retry, "never", "a refusal is not to be repeated");
      neverShows(ended, personalMark);
      neverShows([events, logged], personalMark);
      // All calls are refused alike: queries are enough.
      for (const { answer } of trial.cell.kind === "query" ? (trial.world.failures ?? []) : []) {
        await using other = await connectedTo(withFetch(trial, () => quotingOnly(answer())));
        neverShows(await ending(() => run(other)), personalMark);
      }
    },
  },
  {
    promise: "treats a refusal inside a successful answer as a refusal",
    rules: [
      {
        rule: "a refusal by a word that nobody knows is a refusal, also inside a successful answer",
        tried: "it puts another word in place of the one in `refused-in-answer`",
      },
      {
        rule: "of several attempts under one key, the one that may have run is looked for, and not one that was refused",
        tried:
          "with `refused-in-answer` the ATS refuses a write; then it carries out the same call with its key, and loses the answer",
      },
    ],
    applies: ({ capability, kind }) => kind !== "stream" && capability !== "passthrough.send",
    async run(trial) {
      if (trial.cell.effect === "creates") await looksForTheLastAttempt(trial);
      const ended = await endingIfStruck(trial, "refused-in-answer");
      if (ended === undefined) return; // This operation goes by a part of the ATS that does not do that.
      if (trial.cell.effect === "creates") await looksHowItEnded(trial);
      assert.ok(failureOf(ended), "the ATS refused, and the call claims a success");
      neverShows(ended, personalMark);
      const renaming = struckInOtherWords(trial);
      const run = renaming && (await performing(trial));
      if (!run) return;
      await using fresh = await connectedTo(withFetch(trial, renaming.fetch));
      if (!(await makes(trial, "refused-in-answer"))) return;
      const inWordsOfItsOwn = await ending(() => run(fresh));
      if (renaming.struck())
        assert.ok(
          failureOf(inWordsOfItsOwn),
          "the ATS refused by a word that nobody knows, and the call claims a success",
        );
    },
  },
  {
    promise: "ends in an error, and not in an empty list, where nothing is at the address",
    rules: [
      { rule: "a 404 of a list is an error, and never an empty list", tried: "it answers each request with a 404" },
    ],
    applies: ({ kind, capability }) =>
      kind === "stream" || /\.(list(Stages|RejectionReasons|CustomFields)|find)$/.test(capability),
    async run(trial) {
      const ended = await endingIfStruck(trial, "nothing-there");
      if (ended === undefined) return; // A world that does not know this trouble.
      assert.ok(failureOf(ended), "each request was answered with a 404, and the call claims that there is nothing");
    },
  },
  {
    promise: "gives up in time on endless throttling or failures, and works again afterwards",
    rules: [
      {
        rule: "429 or 503 forever ends the call within 30 requests, and a later call of the same connection works, `coverage()` too: a failure is not kept",
        tried: "both last until the next trouble",
      },
    ],
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      for (const trouble of ["throttled-for-ever", "unavailable-for-ever"] as const) {
        await using fresh = await connectedTo(trial);
        const ended = await endingDuring(trial, trouble, () => run(fresh));
        if (ended === undefined) return;
        const error = failureOf(ended);
        assert.ok(error, `${trouble}: the call claims a success`);
        assert.notEqual(
          error.retry,
          "never",
          `${trouble}: the call ended in ${error.code}, which says that no later call can succeed; the ATS recovers, so let its error pass`,
        );
        const attempts = trial.world.struck?.() ?? 1;
        assert.ok(attempts <= mostAttempts, `${trouble}: ${attempts} requests for one call`);
        const isOfAll = trial.capability.id === "jobs.stream";
        if (isOfAll) await ending(() => fresh.ats.coverage());
        await trial.world.trouble("none");
        const later = await ending(() => run(fresh, patient));
        // What was entered when the first trouble was over is there when the second is.
        const failed = failureOf(later);
        if (!hasApplied(failed)) assert.equal(failed, undefined, `${trouble}: it does not work when that is over`);
        const coverage = isOfAll && (await ending(() => fresh.ats.coverage()));
        assert.ok(!AtsError.is(coverage), `${trouble}: \`coverage()\` fails when that is over: keep no failure`);
      }
    },
  },
  {
    promise: "waits as long as the ATS asks it to before it repeats",
    rules: [
      {
        rule: "a call that is throttled waits as long as it was asked to, and goes on",
        tried: "`throttled` refuses the next request, and the next write if that is another one",
      },
      {
        rule: "a wait uses the injected `CLOCK` and the call's signal",
        tried: "it looks for timers that strike during a call",
      },
    ],
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      const clock = new InstantClock(trial.world.now());
      await using fresh = await connectedTo(trial, [clockOnce(clock)]);
      const { ended, waits } = await notingWaits(() => endingDuring(trial, "throttled", () => run(fresh, patient)));
      waitsByItsClock(trial, waits);
      if (ended === undefined) return;
      assert.equal(failureOf(ended)?.code, undefined, "it was throttled once");
      assert.ok(clock.waited >= 1000, `it waited ${clock.waited} ms, and was asked to wait for a second at least`);
    },
  },
  {
    promise: "gives the same answer after a failure on the way",
    applies: (cell) => isRead(cell) && cell.kind === "query",
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      await using undisturbed = await connectedTo(trial);
      const wanted: unknown = withoutAddresses(await run(undisturbed));
      for (const trouble of ["throttled", "unavailable", "cut-off", "html-page", "request-lost"] as const) {
        await using fresh = await connectedTo(trial);
        const given = await endingDuring(trial, trouble, () => run(fresh, patient));
        if (given === undefined) return;
        assert.deepEqual(withoutAddresses(given), wanted, trouble);
      }
    },
  },
  {
    promise: "succeeds when it is repeated after a lost answer, a lost request or a failure",
    applies: ({ effect }) => effect === "idempotent",
    async run(trial) {
      const troubles = ["answer-lost", "request-lost", "write-cut-off", "failed-after-write", "unavailable"] as const;
      for (const trouble of troubles) {
        await using fresh = await trial.another();
        const run = await performing(fresh.trial);
        if (!run) return;
        await using on = await connectedTo(fresh.trial);
        const ended = await endingDuring(fresh.trial, trouble, () => run(on, patient));
        if (ended === undefined) return;
        assert.equal(failureOf(ended)?.code, undefined, trouble);
      }
    },
  },
  {
    promise: "passes on what the ATS warns of",
    applies: (cell) => isCommand(cell) && cell.capability !== "passthrough.send",
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      await using fresh = await connectedTo(trial);
      if (!(await makes(trial, "warned"))) return;
      const ended = await ending(() => run(fresh));
      if (isDeclared(ended)) return;
      const given = ended as Warned & { readonly outcomes?: readonly Warned[] };
      hasStruck(trial, "warned");
      const warnings = [given, ...(given.outcomes ?? [])].flatMap((each) => each.warnings ?? []);
      const ofTheAts = warnings.filter(({ code }) => code === null);
      assert.ok(
        ofTheAts.length > 0,
        'the ATS warned (the world\'s `trouble("warned")`), and the receipt does not say so',
      );
    },
  },
  {
    promise: "ends at once when cancelled or closed, and sends nothing more",
    rules: [{ rule: "an aborted call ends at once; a closed connection sends nothing", tried: "the request hangs" }],
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      await using early = await connectedTo(trial);
      const before = trial.world.requests();
      const never = await ending(() => run(early, { signal: AbortSignal.abort() }));
      assert.equal(failureOf(never)?.code, "call.aborted", "with a signal that is aborted already");
      assert.equal(trial.world.requests() - before, 0, "it was cancelled before it began, and a request was sent");
      for (const end of ["cancelled", "closed"] as const) {
        await using fresh = await connectedTo(trial);
        const stop = new AbortController();
        await makes(trial, "hanging");
        const running = ending(() => run(fresh, { signal: stop.signal }));
        await untilStruck(trial, running);
        if (isDeclared(await Promise.race([running, setImmediate()]))) return;
        hasStruck(trial, "hanging");
        if (end === "cancelled") stop.abort();
        else await fresh.ats.close();
        const ended = await endsSoon(running, `${end}: the call goes on`);
        assert.match(
          failureOf(ended)?.code ?? "a success",
          endings,
          end === "cancelled"
            ? "the app cancelled the call, and it ended in something else: let that error pass"
            : "the connection was closed, and the call ended in something else: let that error pass",
        );
        await trial.world.trouble("none");
        const asked = trial.world.requests();
        for (let turns = 0; turns < 5; turns += 1) await setImmediate();
        assert.equal(trial.world.requests() - asked, 0, `${end}: a request was sent after the end`);
        if (end === "cancelled") continue;
        const late = await ending(() => run(fresh));
        assert.equal(failureOf(late)?.code, "connection.closed", "a call after the connection was closed");
        assert.equal(trial.world.requests() - asked, 0, "a request was sent by a connection that is closed");
      }
    },
  },
];

interface Warned {
  readonly warnings?: readonly { readonly code: string | null }[];
}

/** How long a trouble may take to strike, in milliseconds: on a busy machine, a file is read late. */
const strikesWithinMs = 5_000;

/** Waits until a trouble has struck, or the call has ended without it; where the world cannot say so, for a moment. */
async function untilStruck({ world }: Trial, running: Promise<unknown>): Promise<void> {
  if (!world.struck) {
    await setTimeout(20);
    return;
  }
  const over = running.then(
    () => true,
    () => true,
  );
  const late = performance.now() + strikesWithinMs;
  while (world.struck() === 0 && performance.now() < late) if (await Promise.race([over, setTimeout(1, false)])) return;
}

/** Addresses of files differ each time. */
function withoutAddresses(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, held: unknown) => (key === "url" ? "" : held))) as unknown;
}
