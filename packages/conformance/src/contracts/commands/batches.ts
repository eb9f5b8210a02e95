import { AtsError, type BatchStopped } from "@anyats/core";
import { strict as assert } from "node:assert";
import { refusalOf } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { type Connected, connectedTo, withFetch, withSettings } from "../../trial.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { readsLittleAgain } from "../pieces/read-again.ts";
import type { Receipt } from "../pieces/receipts.ts";
import { askedBy, saysWhole } from "../pieces/requests.ts";
import { during, ending, makes } from "../pieces/striking.ts";
import { nobody, notesAbout, openApplications, rejectionReason } from "../pieces/targets.ts";

interface Outcome {
  readonly warnings: Receipt["warnings"];
  readonly applicationId: string;
  readonly rejected: boolean;
  readonly settledBy: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly retry: string } | null;
}
interface Batch extends Receipt {
  readonly outcomes: readonly Outcome[];
  readonly rejected: number;
  readonly failed: number;
}
interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

/** How often two batches may ask for the same: once each. */
const mostOften = 2;

/** Ids that no application has: more than are under way at once, so that the last one begins when the first has ended. */
const manyStrangers = () => Array.from({ length: 110 }, (_, nth) => nobody.slice(3) + String(100 + nth));

/** An answer of so many lists within lists cannot be read, and asking again does not help. */
const deep = 50_000;

/** The same way to the ATS, which fails for what concerns one record alone. */
function failingFor(fetch: typeof globalThis.fetch, id: string, other: string) {
  let struck = 0;
  return {
    struck: () => struck,
    fetch: async (...sent: Parameters<typeof fetch>) => {
      const request = requestOf(...sent);
      const said = `${decodeURIComponent(request.url)} ${await request.clone().text()}`;
      if (!saysWhole(said, id) || saysWhole(said, other)) return fetch(request);
      struck += 1;
      return new Response("[".repeat(deep) + "]".repeat(deep), { headers: { "content-type": "application/json" } });
    },
  };
}

/** Rejects one open application, by `applications.reject` or as a batch of one. */
async function oneRejection(trial: Trial, note?: string) {
  const [application] = await openApplications(trial);
  const { id } = application!;
  const isMany = trial.capability.id === "applications.rejectMany";
  const input = {
    ...(isMany ? { applications: [id] } : { application: id }),
    reasonId: await rejectionReason(trial),
    ...(note !== undefined && { note }),
  };
  return {
    reject: () => ending(() => trial.call(trial.capability.id, input)),
    isRejected: async () => (await trial.world.application(id)).rejected,
    /** How often the ATS holds the note, as far as it shows it among the notes. */
    timesNoted: async () => (await notesAbout(trial, application!)).filter((text) => text.includes(note!)).length,
    warningsOf: (ended: unknown) => {
      const receipts: readonly Pick<Receipt, "warnings">[] = isMany ? (ended as Batch).outcomes : [ended as Receipt];
      return receipts.flatMap(({ warnings }) => warnings);
    },
  };
}

/** What rejecting promises of the note that goes with it. */
const rejecting: readonly ContractPromise[] = [
  {
    promise: "is retried after a lost answer; without a note the receipt warns of nothing",
    async run(trial) {
      const { reject, isRejected, warningsOf } = await oneRejection(trial);
      const ended = await during(trial, "answer-lost", reject);
      assert.ok(!AtsError.is(ended), "a rejection may be repeated, and was not");
      assert.ok(await isRejected(), "the ATS does not show the rejection");
      assert.deepEqual(warningsOf(ended), [], "nothing is unknown, and the receipt warns");
    },
  },
  {
    promise: "is not retried without its note when the ATS refuses it",
    async run(trial) {
      const { reject, isRejected } = await oneRejection(trial, "A remark 4782");
      // What is refused is the rejection, and not what a connection asks for once.
      await firstPage(trial, "applications.stream", {});
      const before = trial.world.writes();
      await during(trial, "refused-quoting", reject);
      assert.ok(trial.world.writes() - before <= 1, "a refused rejection was sent again");
      assert.ok(!(await isRejected()), "it was refused, and is rejected");
    },
  },
  {
    promise: "never writes a remark twice: after a lost answer it says what is unknown",
    async run(trial) {
      const remark = "A remark 4751";
      const { reject, isRejected, timesNoted, warningsOf } = await oneRejection(trial, remark);
      const before = trial.world.writes();
      const { asked, given: ended } = await askedBy(trial, () => during(trial, "answer-lost", reject));
      const withRemark = asked.filter(({ body }) => (JSON.stringify(body) ?? "").includes(remark));
      // Where it is a field of the rejection, a repeat writes it again in the same place.
      if (withRemark.length > 1 && !AtsError.is(ended)) {
        const times = await timesNoted();
        worldHas(
          times > 0,
          "the remark of a rejection was sent again after its answer was lost, and the world shows it nowhere: list it in `notes` as often as the ATS holds it, also where it is a field of the application",
        );
        assert.equal(times, 1, "the remark was sent twice, and is there twice");
        return assert.ok(await isRejected(), "it claims a rejection that is not there");
      }
      assert.ok(withRemark.length <= 1, "the remark was sent twice");
      if (AtsError.is(ended)) return assert.equal(ended.retry, "unknown-outcome");
      assert.ok(await isRejected(), "it claims a rejection that is not there");
      // In one write with the rejection, the remark is there as soon as the rejection is.
      if (withRemark.length > 0 && trial.world.writes() - before > 1)
        assert.ok(
          warningsOf(ended).some(({ message }) => message.length > 20),
          "nobody says that the remark may be lost",
        );
    },
  },
];

/** What a batch promises. */
export const batchPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.reject": rejecting,
  "applications.rejectMany": [
    ...rejecting,
    {
      promise: "writes one that is named twice once, and counts it twice",
      async run(trial) {
        const [one, other] = await openApplications(trial);
        const reasonId = await rejectionReason(trial);
        await trial.call(trial.capability.id, { applications: [other!.id], reasonId });
        const before = trial.world.writes();
        const ids = [one!.id, nobody, one!.id];
        const steps: Progress[] = [];
        const onProgress = (progress: Progress) => void steps.push(progress);
        const batch = (await trial.call(trial.capability.id, { applications: ids, reasonId, onProgress })) as Batch;
        assert.ok(trial.world.writes() - before <= 2, "it was written twice");
        assert.deepEqual(
          batch.outcomes.map(({ applicationId, rejected }) => [applicationId, rejected]),
          [
            [one!.id, true],
            [nobody, false],
            [one!.id, true],
          ],
        );
        assert.deepEqual([batch.rejected, batch.failed], [2, 1]);
        const last = steps.at(-1);
        assert.deepEqual([last?.done, last?.failed, last?.total], [3, 1, 3], "the progress at the end");
        assert.ok(steps.every(({ done, failed, total }) => done >= failed && done <= total && total === 3));
        assert.ok(
          steps.every(({ done }, index) => index === 0 || done > steps[index - 1]!.done),
          "the progress does not grow",
        );
        const [good, bad] = batch.outcomes as [Outcome, Outcome];
        assert.equal(good.settledBy, "answer");
        assert.equal(bad.settledBy, null);
        assert.ok(
          bad.error && bad.error.message.length > 10 && /^[a-z]/.test(bad.error.code),
          "the failure is not explained",
        );
        assert.equal(bad.error.retry, "never");
      },
    },
    {
      promise: "asks once for what its applications share, however many there are",
      rules: [
        {
          rule: "what several records of a batch need, such as the stages of their workflow, is asked for once, not with each of them (`SharedAnswers` of `@anyats/http`)",
          tried:
            "it rejects all open applications in two batches on one connection, and counts the requests that are the same",
        },
      ],
      async run(trial) {
        const all = (await openApplications(trial)).map(({ id }) => id);
        const reasonId = await rejectionReason(trial);
        const half = Math.ceil(all.length / 2);
        const batches = async (on: Connected) => {
          for (const applications of [all.slice(0, half), all.slice(half)])
            await on.call(trial.capability.id, { applications, reasonId }, { timeoutMs: 600_000 });
        };
        await readsLittleAgain(trial, batches, mostOften);
      },
    },
    {
      promise: "tries each application, also after one for which the ATS fails",
      rules: [
        {
          rule: "a failure of one application costs one application, also where the ATS failed",
          tried: "it answers what concerns the first of more than a hundred with what cannot be read",
        },
      ],
      async run(trial) {
        const fetch = fetchIn(trial.world.settings);
        if (!fetch) return;
        const [bad, good] = await openApplications(trial);
        const reasonId = await rejectionReason(trial);
        const way = failingFor(fetch, bad!.id, good!.id);
        await using on = await connectedTo(withFetch(trial, way.fetch));
        const input = { applications: [bad!.id, ...manyStrangers(), good!.id], reasonId };
        const ended = await ending(() => on.call(trial.capability.id, input, { timeoutMs: 600_000 }));
        if (AtsError.is(ended)) return;
        const { outcomes } = ended as Batch;
        assert.equal(outcomes.length, input.applications.length, "one outcome for each");
        for (const { id } of [bad!, good!]) {
          const outcome = outcomes.find(({ applicationId }) => applicationId === id);
          const { rejected } = await trial.world.application(id);
          assert.equal(
            outcome?.rejected,
            rejected,
            `what it says of one of ${outcomes.length}, and what the ATS holds`,
          );
        }
        // An ATS may take all of them in one request.
        if (way.struck() === 0) return;
        assert.equal(outcomes[0]!.rejected, false, "it claims the one for which the ATS failed");
        const { rejected, error } = outcomes.at(-1)!;
        assert.ok(
          rejected && (await trial.world.application(good!.id)).rejected,
          `the ATS failed for the first of ${outcomes.length}, and the last was not rejected: ${error?.message}`,
        );
      },
    },
    {
      promise: "goes on when the app's callback throws, and passes on the ATS's wait",
      async run(trial) {
        const all = await openApplications(trial);
        const ids = all.slice(0, 2).map(({ id }) => id);
        const reasonId = await rejectionReason(trial);
        const onProgress = () => {
          throw new Error("the app's own fault");
        };
        const batch = (await trial.call(trial.capability.id, { applications: ids, reasonId, onProgress })) as Batch;
        assert.deepEqual([batch.rejected, batch.failed], [2, 0]);
        await using fresh = await connectedTo(trial);
        const third = all[2]!.id;
        const throttled = (await during(trial, "throttled-for-ever", async () =>
          ending(() => fresh.call(trial.capability.id, { applications: [third], reasonId })),
        )) as Batch | AtsError;
        await trial.world.trouble("none");
        if (AtsError.is(throttled)) return;
        assert.match(throttled.outcomes[0]?.error?.retry ?? "", /^(after:\d+|safe)$/, "when it may be repeated");
      },
    },
    {
      promise: "says what was done and what was not when it is cancelled in the middle",
      async run(trial) {
        const ids = (await openApplications(trial)).slice(0, 6).map(({ id }) => id);
        const reasonId = await rejectionReason(trial);
        const stop = new AbortController();
        const onProgress = () => stop.abort();
        const error = await refusalOf(
          () => trial.call(trial.capability.id, { applications: ids, reasonId, onProgress }, { signal: stop.signal }),
          "a cancelled batch",
        );
        const { done, inDoubt, notDone } = (error.details ?? {}) as Record<string, readonly string[] | undefined>;
        if (!done || !inDoubt || !notDone) return assert.match(error.code, /aborted|stopped/);
        assert.deepEqual([...done, ...inDoubt, ...notDone].toSorted(), ids.toSorted(), "each application, once");
        assert.ok(done.length > 0, "one was done before it was cancelled");
        const outcomes = (error as BatchStopped).outcomes as readonly (Outcome | undefined)[];
        assert.ok(!outcomes.includes(undefined), "`outcomes` has an entry for what was not reached");
        assert.equal(outcomes.filter((outcome) => outcome!.rejected).length, done.length, "outcomes of what was done");
        for (const id of done) assert.ok((await trial.world.application(id)).rejected, "it is called done, and is not");
        for (const id of notDone)
          assert.ok(!(await trial.world.application(id)).rejected, "it is called not done, and is");
      },
    },
    {
      promise: "ends after a refusal of the whole connection: later items send no request",
      rules: [
        {
          rule: "a key that is refused for one application is refused for all: the rest gets the error without a request (`rejectEach` of `@anyats/http`)",
          tried:
            "it rejects more than a hundred applications with a wrong key, and with one that is withdrawn after a first batch",
        },
      ],
      async run(trial) {
        const [first, ...ids] = (await openApplications(trial)).map(({ id }) => id);
        const reasonId = await rejectionReason(trial);
        const few = Math.max(4, ids.length);
        const applications = [...ids, ...manyStrangers()];
        const endsAtOnce = async (on: Connected, which: string) => {
          const before = trial.world.requests();
          const ended = await ending(() => on.call(trial.capability.id, { applications, reasonId }));
          const sent = trial.world.requests() - before;
          assert.ok(sent < few, `the key ${which}, and a batch of ${applications.length} sent ${sent} requests`);
          if (AtsError.is(ended)) return assert.equal(ended.fault, "configuration");
          for (const { rejected, error } of (ended as Batch).outcomes)
            assert.ok(!rejected && error?.retry === "never", `the key ${which}`);
        };
        await using refused = await connectedTo(withSettings(trial, trial.world.wrong.settings));
        await endsAtOnce(refused, "is wrong");
        // What a batch reads first may be kept from an earlier one.
        await using on = await connectedTo(trial);
        await on.call(trial.capability.id, { applications: [first], reasonId });
        if (!(await makes(trial, "key-withdrawn"))) return;
        await endsAtOnce(on, "was withdrawn");
        await trial.world.trouble("none");
      },
    },
  ],
};
