import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import { refusalOf, sameIds, withoutRequests } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Trouble } from "../../world.ts";
import { allOf } from "../pieces/all-of.ts";
import { fileCalled, storedAs } from "../pieces/files.ts";
import { blames, noneWritten } from "../pieces/none-written.ts";
import type { Receipt } from "../pieces/receipts.ts";
import { samplesOf } from "../pieces/samples.ts";
import { type Application, type Stage, stageOfAnotherJob, stageToMoveTo } from "../pieces/stages.ts";
import { during } from "../pieces/striking.ts";
import { nobody, target, targetId } from "../pieces/targets.ts";

const report = fileCalled("report.pdf", "OTHER");
const pdf = report.base64;

async function pending(trial: Trial, count = 1): Promise<Application[]> {
  const all = (await allOf(trial, "applications.stream")) as unknown as Application[];
  const found = all
    .filter(({ outcome, jobId, candidateId }) => outcome === "PENDING" && jobId && candidateId)
    .slice(0, count);
  worldHas(found.length === count, "the world has too few open applications");
  return found;
}

async function canonical(trial: Trial, answer: Promise<unknown>): Promise<Receipt> {
  const parsed = z.safeParse(trial.capability.output, await answer);
  assert.ok(parsed.success, `the receipt is not canonical: ${parsed.error?.issues[0]?.path.join(".")}`);
  return parsed.data as Receipt;
}

/** A write that adds one thing, and how to count what is there. */
interface Adding {
  readonly add: (trial: Trial, options?: object) => Promise<unknown>;
  readonly count: (trial: Trial) => Promise<number>;
}

/** A write whose answer was lost: it was found by reading back, or nobody claims to know. */
async function knowsWhatItKnows(settled: PromiseSettledResult<unknown>): Promise<void> {
  if (settled.status === "fulfilled")
    return assert.equal((settled.value as Receipt).settledBy, "read-back", "it claims an answer that was lost");
  const error = await refusalOf(() => Promise.reject(settled.reason as Error), "a lost answer");
  assert.equal(error.retry, "unknown-outcome");
}

/** What every command that creates promises of lost answers and of repeats. */
function addingPromises(prepare: (trial: Trial) => Promise<Adding>): readonly ContractPromise[] {
  return [
    {
      promise: "writes once",
      ofVersions: "each",
      async run(trial) {
        const { add, count } = await prepare(trial);
        const before = await count(trial);
        const receipt = await canonical(trial, add(trial));
        assert.equal(receipt.settledBy, "answer");
        assert.equal((await count(trial)) - before, 1, "it was not written once");
      },
    },
    {
      promise: "never writes twice after a lost answer, and claims no outcome without knowing it",
      async run(trial) {
        const { add, count } = await prepare(trial);
        const before = await count(trial);
        const [settled] = await during(trial, "answer-lost", () => Promise.allSettled([add(trial)]));
        assert.equal((await count(trial)) - before, 1, "it is not there once");
        await knowsWhatItKnows(settled);
      },
    },
    {
      promise: "writes once when the answer breaks off, or fails after the write",
      async run(trial) {
        for (const trouble of ["write-cut-off", "failed-after-write"] as const) {
          await using fresh = await trial.another();
          const { add, count } = await prepare(fresh.trial);
          const before = await count(fresh.trial);
          const [settled] = await during(fresh.trial, trouble, () => Promise.allSettled([add(fresh.trial)]));
          assert.equal((await count(fresh.trial)) - before, 1, `${trouble}: it is not there once`);
          await knowsWhatItKnows(settled);
        }
      },
    },
    {
      promise: "says so when the request is lost on its way",
      async run(trial) {
        const { add, count } = await prepare(trial);
        const before = await count(trial);
        const [settled] = await during(trial, "request-lost", () => Promise.allSettled([add(trial)]));
        const written = (await count(trial)) - before;
        if (settled.status === "fulfilled") assert.equal(written, 1, "it claims to have written");
        else {
          assert.equal(written, 0);
          await refusalOf(() => Promise.reject(settled.reason as Error), "a lost request");
        }
      },
    },
    {
      promise: "writes once for one idempotency key, however often it is called",
      async run(trial) {
        const { add, count } = await prepare(trial);
        const before = await count(trial);
        await add(trial, { idempotencyKey: "once" });
        const again = (await add(trial, { idempotencyKey: "once" })) as Receipt;
        assert.equal((await count(trial)) - before, 1, "it was written again");
        assert.equal(again.settledBy, "ledger");
      },
    },
    {
      promise: "survives being throttled, and still writes once",
      async run(trial) {
        const { add, count } = await prepare(trial);
        const before = await count(trial);
        await during(trial, "throttled", () => add(trial, { timeoutMs: 600_000 }));
        assert.equal((await count(trial)) - before, 1);
      },
    },
  ];
}

const refusedHereRule: Rule = {
  rule: "what can be refused without the ATS, such as an empty note, is refused before any request, also one that reads",
  tried: "it counts the requests of a call with an input that is not valid",
};

function notes(of: "application" | "candidate"): readonly ContractPromise[] {
  return [
    ...addingPromises(async (trial) => {
      const [application] = await pending(trial);
      return {
        add: (on, options) =>
          on.call(trial.capability.id, { ...target(of, application!), note: { text: "A note, once." } }, options),
        count: async () => (await trial.world.notes(of, targetId(of, application!))).length,
      };
    }),
    {
      promise: "stores the text in the form that the ATS wants, without anything that could run",
      rules: [
        {
          rule: "`noteFormat` is what people read in the ATS, not what its API lets pass",
          tried: "it compares it with `notesAre` of the world",
        },
      ],
      async run(trial) {
        const [application] = await pending(trial);
        const html =
          '<p>Strong <b>yes</b> & "more"</p><script>alert(1)</script><a href="javascript:alert(2)">x</a><img src=x onerror=alert(3)>';
        await trial.call(trial.capability.id, { ...target(of, application!), note: { html } });
        await trial.call(trial.capability.id, { ...target(of, application!), note: { text: "1 < 2 & 3" } });
        const stored = await trial.world.notes(of, targetId(of, application!));
        const [fromHtml, fromText] = stored.slice(-2) as [string, string];
        assert.match(fromHtml, /Strong/);
        for (const evil of ["<script", "javascript:", "onerror", "alert(1)"])
          assert.ok(!fromHtml.includes(evil), `${evil} was stored`);
        const { noteFormat } = trial.adapter.facts;
        const isHtml = noteFormat === "html";
        assert.equal(
          trial.world.notesAre ?? noteFormat,
          noteFormat,
          "the declared form is not that of the ATS's notes",
        );
        assert.equal(/<b>|<strong>/.test(fromHtml), isHtml, "the form is not the one that is declared");
        assert.ok(
          isHtml ? fromText.includes("1 &lt; 2 &amp; 3") : fromText.includes("1 < 2 & 3"),
          "the plain text was changed",
        );
      },
    },
    {
      promise: "refuses a note with nothing in it, before any request",
      rules: [refusedHereRule],
      async run(trial) {
        const [application] = await pending(trial);
        for (const note of ["", "   ", { html: "<p> </p><script>x</script>" }]) {
          const refuse = () =>
            refusalOf(() => trial.call(trial.capability.id, { ...target(of, application!), note }), "an empty note");
          assert.equal(
            (await withoutRequests(() => trial.world.requests(), refuse, "an empty note")).code,
            "input.invalid",
          );
        }
      },
    },
  ];
}

function attachments(of: "application" | "candidate"): readonly ContractPromise[] {
  return [
    ...addingPromises(async (trial) => {
      const [application] = await pending(trial);
      return {
        add: (on, options) => on.call(trial.capability.id, { ...target(of, application!), file: report }, options),
        count: async () => storedAs(trial, await trial.world.files(of, targetId(of, application!)), report).length,
      };
    }),
    {
      promise: "refuses a file that is not what it says, before anything is written",
      async run(trial) {
        const [application] = await pending(trial);
        const html = Buffer.from("<html><script>alert(1)</script></html>").toString("base64");
        const wrong = [
          { name: "cv.pdf", type: "CV", contentType: "application/pdf", base64: html },
          { name: "cv.pdf", type: "CV", contentType: "application/pdf", base64: "not base64!!" },
          { name: "../../cv.pdf", type: "CV", base64: pdf },
          { name: "cv.pdf", type: "CV", url: "http://127.0.0.1/cv.pdf" },
          { name: "cv.pdf", type: "CV", url: "https://localhost/cv.pdf" },
        ];
        for (const file of wrong) {
          const error = await noneWritten(
            trial,
            () => trial.call(trial.capability.id, { ...target(of, application!), file }),
            file.name,
          );
          assert.equal(error.fault, "caller");
        }
      },
    },
  ];
}

const forbiddenStages = (trial: Trial) =>
  trial.adapter.limitations.flatMap(({ id, effect }) =>
    effect.kind === "forbids-values" && effect.field === "stage.remoteId"
      ? effect.values.map((value) => ({ id, value }))
      : [],
  );

const namesNothingRule: Rule = {
  rule: "an unknown stage or reason is the caller's fault, before any write, and the issue names the field that holds it",
  tried: "it gives ids that nobody has",
};

/** What may happen to a move, which is made even so. */
const movingTroubles = ["answer-lost", "request-lost", "throttled", "unavailable", "write-cut-off"] as const;

/** What commands promise, each by its id. */
export const commandPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addNote": notes("application"),
  "candidates.addNote": notes("candidate"),
  "applications.addAttachment": attachments("application"),
  "candidates.addAttachment": attachments("candidate"),
  "applications.moveToStage": [
    {
      promise: "moves the application, which the ATS then shows",
      async run(trial) {
        const [application] = await pending(trial);
        const stage = await stageToMoveTo(trial, application!);
        await canonical(trial, trial.call(trial.capability.id, { application: application!.id, stage: stage.id }));
        assert.equal((await trial.world.application(application!.id)).stageId, stage.id);
      },
    },
    {
      promise: "may be repeated, also after a lost answer",
      async run(trial) {
        const [application] = await pending(trial);
        const stage = await stageToMoveTo(trial, application!);
        const move = (to: Stage, trouble: Trouble) =>
          during(trial, trouble, () =>
            trial.call(trial.capability.id, { application: application!.id, stage: to }, { timeoutMs: 600_000 }),
          );
        for (const [nth, trouble] of movingTroubles.entries()) {
          await move(stage, trouble);
          assert.equal((await trial.world.application(application!.id)).stageId, stage.id, trouble);
          // Another one may do more, such as mail somebody, and need not read back as itself.
          await move(await stageToMoveTo(trial, { ...application!, stageId: stage.id }, nth), "answer-lost");
        }
      },
    },
    {
      promise: "rejects a target that a limitation forbids before it writes",
      async run(trial) {
        const stages: readonly Stage[] = await trial.call("applications.listStages");
        const all = (await trial.stream("applications.stream").toArray()) as unknown as Application[];
        const open = all.filter(({ outcome, jobId }) => outcome === "PENDING" && jobId);
        for (const { id, value } of forbiddenStages(trial)) {
          // Where only one workflow has the stage, the application must be to a job of that workflow.
          const known = stages.filter(({ remoteId }) => remoteId === value);
          worldHas(known.length > 0, `the world has no stage ${value}`);
          const stage = known.find(({ jobIds }) => open.some(({ jobId }) => jobIds.includes(jobId)));
          const application = open.find(({ jobId }) => stage?.jobIds.includes(jobId));
          worldHas(stage && application, `the world has no open application to a job with the stage ${value}`);
          const byStage = () =>
            refusalOf(() => trial.call(trial.capability.id, { application: application.id, stage }), value);
          const error = await withoutRequests(() => trial.world.requests(), byStage, value);
          assert.equal(error.code, "limitation.refused");
          assert.equal(error.details?.["limitation"], id);
          const byId = await noneWritten(
            trial,
            () => trial.call(trial.capability.id, { application: application.id, stage: stage.id }),
            value,
          );
          assert.equal(byId.code, "limitation.refused");
        }
        // Whatever the list marks, also where no limitation names it.
        for (const { id, jobIds } of stages.filter(({ movable }) => !movable)) {
          const application = open.find(({ jobId }) => jobIds.includes(jobId));
          if (!application) continue;
          const attempt = () => trial.call(trial.capability.id, { application: application.id, stage: id });
          const { fault } = await noneWritten(trial, attempt, "a stage that is listed as not movable");
          assert.doesNotMatch(fault, /^(adapter|network)$/, "whose fault it is that the stage is not movable");
        }
      },
    },
    {
      promise: "refuses a stage of no job of the application, before anything is written",
      rules: [namesNothingRule],
      async run(trial) {
        const [application] = await pending(trial);
        const error = await noneWritten(
          trial,
          () => trial.call(trial.capability.id, { application: application!.id, stage: nobody }),
          "an unknown stage",
        );
        blames(error, "stage", "an unknown stage");
        const other = await stageOfAnotherJob(trial, application!.jobId);
        if (other === undefined) return;
        const move = () => trial.call(trial.capability.id, { application: application!.id, stage: other });
        blames(await noneWritten(trial, move, "a stage of another job"), "stage", "a stage of another job");
      },
    },
  ],
  "applications.reject": [
    {
      promise: "rejects the application, which the ATS then shows",
      async run(trial) {
        const [application] = await pending(trial);
        const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
        await canonical(trial, trial.call(trial.capability.id, { application: application!.id, reasonId: reason!.id }));
        assert.ok((await trial.world.application(application!.id)).rejected, "the ATS does not show the rejection");
      },
    },
    {
      promise: "refuses a reason that the ATS does not have, before anything is written",
      rules: [namesNothingRule],
      async run(trial) {
        const [application] = await pending(trial);
        const error = await noneWritten(
          trial,
          () => trial.call(trial.capability.id, { application: application!.id, reasonId: nobody }),
          "an unknown reason",
        );
        blames(error, "reasonId", "an unknown reason");
        assert.ok(!(await trial.world.application(application!.id)).rejected);
      },
    },
  ],
  "applications.rejectMany": [
    {
      promise: "rejects each, reports each in the order given, and one failure fails one",
      async run(trial) {
        const some = await pending(trial, 3);
        const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
        const given = [some[0]!.id, nobody, some[1]!.id, some[2]!.id];
        const progress: unknown[] = [];
        const result: {
          outcomes: { applicationId: string; rejected: boolean; error: object | null }[];
          rejected: number;
          failed: number;
        } = await trial.call(trial.capability.id, {
          applications: given,
          reasonId: reason!.id,
          onProgress: (at: unknown) => progress.push(at),
        });
        assert.deepEqual(
          result.outcomes.map(({ applicationId }) => applicationId),
          given,
        );
        assert.deepEqual(
          result.outcomes.map(({ rejected }) => rejected),
          [true, false, true, true],
        );
        assert.deepEqual(
          result.outcomes.map(({ error }) => error === null),
          [true, false, true, true],
        );
        assert.deepEqual([result.rejected, result.failed], [3, 1]);
        assert.equal(progress.length, 4);
        for (const { id } of some) assert.ok((await trial.world.application(id)).rejected);
      },
    },
    {
      promise: "asks nothing for an empty list",
      async run(trial) {
        const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
        const run = (): Promise<{ outcomes: unknown[] }> =>
          trial.call(trial.capability.id, { applications: [], reasonId: reason!.id });
        assert.deepEqual((await withoutRequests(() => trial.world.requests(), run, "an empty list")).outcomes, []);
      },
    },
  ],
  "interviews.create": addingPromises(async (trial) => {
    const [sample] = await samplesOf(trial);
    worldHas(sample, "the world has no good input for an interview");
    return {
      add: (on, options) => on.call(trial.capability.id, sample.input, options),
      count: async () => (await trial.world.records("interviews")).length,
    };
  }),
  "applications.create": [
    ...addingPromises(async (trial) => {
      const [job] = (await trial.stream("jobs.stream", { statuses: ["OPEN"] }).toArray()) as { id: string }[];
      const candidate = { firstName: "Ada", lastName: "Contract", email: "ada.contract@example.com" };
      return {
        add: (on, options) => on.call(trial.capability.id, { job: job!.id, candidate }, options),
        count: async () => trial.world.ids("applications").length,
      };
    }),
    {
      promise: "gives back an application that the stream then holds",
      async run(trial) {
        const [job] = (await trial.stream("jobs.stream", { statuses: ["OPEN"] }).toArray()) as { id: string }[];
        const before = trial.world.ids("applications");
        const candidate = { firstName: "Grace", lastName: "Contract", email: "grace.contract@example.com" };
        const created: { applicationId: string } = await trial.call(trial.capability.id, { job: job!.id, candidate });
        const after = (await trial.stream("applications.stream").toArray()).map(({ id }) => id);
        sameIds(after, [...before, created.applicationId], "the applications");
      },
    },
    {
      promise: "refuses a person without a name or an e-mail address, before any request",
      rules: [refusedHereRule],
      async run(trial) {
        for (const candidate of [{ firstName: "Ada" }, { firstName: "Ada", lastName: "L", email: "nobody" }]) {
          const refuse = () =>
            refusalOf(() => trial.call(trial.capability.id, { job: nobody, candidate }), "half a person");
          await withoutRequests(() => trial.world.requests(), refuse, "half a person");
        }
      },
    },
  ],
};
