import { AdapterDefinitionError, AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { WorldRecord } from "../../world.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { readingOf, requestOf } from "../../worlds/request-of.ts";
import { fetchIn, rewriting, sentWhole } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { asStored, fileCalled, storedAs } from "../pieces/files.ts";
import { firstPage } from "../pieces/first-page.ts";
import { entriesIn, oddWays, withOdd } from "../pieces/odd-entries.ts";
import { samplesOf } from "../pieces/samples.ts";
import { claimsToFind, theWrite } from "../pieces/requests.ts";
import { ending, endingDuring, makes } from "../pieces/striking.ts";
import { type Of, openApplications, type Pending, target, targetId } from "../pieces/targets.ts";

type On = Pick<Connected, "call">;
/** Makes the same write each time. */
type Write = (trial: Trial, on: On, application: Pending, options?: object) => Promise<unknown>;
/** How often it is there. */
type Count = (trial: Trial, application: Pending) => Promise<number>;

const settledBy = (ended: unknown) => (ended as { readonly settledBy?: string } | null)?.settledBy;

/** What a process that comes later asks a write after by. */
const options = { idempotencyKey: "asked-after-4836", timeoutMs: 600_000 };

/**
 * Makes a write that is lost on a way; then another process goes on with the same ledger.
 * @param way What becomes of each request, in place of what `fetch` does; `nth` counts from 1.
 * @returns How many of the writes are there, and how what it did ended; undefined where it is known what became of the first.
 */
async function afterLoss(
  trial: Trial,
  { write, count }: { readonly write: Write; readonly count: Count },
  way: (nth: number, fetch: () => Promise<Response>, request: string | URL | Request) => Promise<Response>,
  goOn: (again: (given?: object, by?: Write) => Promise<unknown>, on: Trial) => Promise<readonly unknown[]>,
): Promise<{ readonly written: number; readonly ends: readonly unknown[] } | undefined> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world } = on;
  const [fetch, [application]] = [fetchIn(world.settings)!, await openApplications(on)];
  const before = await count(on, application!);
  const clock = new InstantClock(world.now());
  const shared = { ledger: memoryLedger(undefined, clock) };
  let requests = 0;
  const counted: typeof fetch = async (...request) => way(++requests, () => fetch(...request), request[0]);
  let first: Connected;
  try {
    first = await connectedTo(withFetch(on, counted), [clockOnce(clock)], shared);
  } catch (error) {
    if (error instanceof AdapterDefinitionError) return undefined; // It takes no ledger.
    throw error;
  }
  const lost = await ending(() => write(on, first, application!, options));
  await first.ats.close();
  if (!AtsError.is(lost) || lost.retry !== "unknown-outcome") return undefined;
  await using second = await connectedTo(on, [clockOnce(clock)], shared);
  const again = (given?: object, by = write) => ending(() => by(on, second, application!, given));
  const ends = await goOn(again, on);
  return { written: (await count(on, application!)) - before, ends };
}

/**
 * Makes a write whose look at what is there before is refused, and which is lost; then asks after it under its key, as
 * another process does. What was there before is not known to either.
 */
async function askedAfterUnseen(trial: Trial, nth: number, write: Write, count: Count): Promise<void> {
  const found = await afterLoss(
    trial,
    { write, count },
    async (request, fetch, sent) => {
      if (request < nth) return fetch();
      await sentWhole(sent);
      if (request > nth) throw noConnection();
      return new Response("{}", { status: 403 });
    },
    async (again) => [await again(options)],
  );
  if (!found) return;
  const { written, ends } = found;
  if (AtsError.is(ends[0])) assert.ok(written <= 1, `it was written ${written} times`);
  else
    assert.equal(
      written,
      1,
      "what was there before could not be read, the write was lost, and an identical one that was there was treated as it",
    );
}

/** A way on which everything is lost after so many requests. */
const lostAfter =
  (nth: number): Parameters<typeof afterLoss>[2] =>
  async (request, fetch, sent) => {
    if (request <= nth) return fetch();
    await sentWhole(sent);
    throw noConnection();
  };

/**
 * Makes a write that is lost, with all that follows; then another process makes an identical one that is answered, and asks after
 * the first under its key.
 */
async function askedAfterAnother(trial: Trial, nth: number, write: Write, count: Count): Promise<void> {
  const found = await afterLoss(trial, { write, count }, lostAfter(nth), async (again) => [
    await again(),
    await again(options),
  ]);
  if (!found) return;
  const { written, ends } = found;
  const claimed = ends.filter((ended) => !AtsError.is(ended)).length;
  assert.ok(
    claimed <= written,
    `a write was lost, another process made an identical one, asked after the first, and claimed ${claimed} of the ${written} that are there`,
  );
}

/**
 * Attaches a file that is lost; then somebody attaches the same one as a résumé, and another process asks after the first under
 * its key.
 */
async function askedAfterAnotherType(trial: Trial, nth: number, of: Of, write: Write, count: Count): Promise<void> {
  let isTold = false;
  const found = await afterLoss(trial, { write, count }, lostAfter(nth), async (again, on) => {
    const [application] = await openApplications(on);
    const resume = { ...target(of, application!), file: { ...file, type: "CV" } };
    const other = await ending(() => on.call(on.capability.id, resume));
    const held = storedAs(on, await on.world.files(of, targetId(of, application!)), file);
    isTold = !AtsError.is(other) && held.length === 1 && held[0]!.type === "CV";
    return [await again(options)];
  });
  if (found && isTold)
    assert.ok(
      AtsError.is(found.ends[0]) || found.written > 1,
      "a file was lost, the same one was attached as a résumé, and this was treated as the file: where the ATS tells what a file is for, compare it",
    );
}

/** Whether an entry of a list is of one of these writes itself, and does not just hold one that is. */
const isOfMark = (entry: unknown): boolean =>
  JSON.stringify(entry ?? null).includes(mark) && !entriesIn(entry).some(isOfMark);

/** A write that is lost where a like one is there. */
interface Beside {
  /** The way on which is looked what is there before. */
  readonly before: typeof fetch;
  /** How long after the one that is there it is made. */
  readonly afterMs: number;
}

/** @returns What it claims, and how many of both are there; undefined where the first is refused. */
async function lostBeside(on: Trial, nth: number, write: Write, count: Count, { before, afterMs }: Beside) {
  const [fetch, [application]] = [fetchIn(on.world.settings)!, await openApplications(on)];
  if (AtsError.is(await ending(() => write(on, on, application!)))) return undefined;
  let requests = 0;
  const lost: typeof fetch = async (...request) => {
    requests += 1;
    if (requests <= nth) return before(...request);
    if (requests > nth + 1) return fetch(...request);
    await sentWhole(request[0]);
    throw noConnection();
  };
  const clock = new InstantClock(new Date(on.world.now().getTime() + afterMs));
  await using fresh = await connectedTo(withFetch(on, lost), [clockOnce(clock)]);
  const ended = await ending(() => write(on, fresh, application!));
  const written = await count(on, application!);
  if (AtsError.is(ended)) assert.ok(written <= 2, `it was written ${written - 1} times`);
  return { isClaimed: !AtsError.is(ended), written };
}

/** The ways that a command is tried with: the one on applications and the one on candidates look by the same code, and share them. */
function oddWaysFor({ capability: { id }, offers }: Trial) {
  const other = ["applications", "candidates"].find((group) => !id.startsWith(group))!;
  const isShared = /\.add\w+$/.test(id) && offers(id.replace(/^\w+/, other));
  return isShared ? oddWays.filter((_way, nth) => nth % 2 === (other === "candidates" ? 0 : 1)) : oddWays;
}

/**
 * Makes a write that is lost, where a like one is there whose entry cannot be read in the look at what is there before; in the
 * look after it, it can.
 */
async function lostBesideUnread(trial: Trial, nth: number, write: Write, count: Count): Promise<void> {
  for (const way of oddWaysFor(trial)) {
    await using other = await trial.another();
    const before = rewriting(fetchIn(other.trial.world.settings)!, (body) => withOdd(body, isOfMark, way));
    const found = await lostBeside(other.trial, nth, write, count, { before, afterMs: 0 });
    if (!found) return;
    if (found.isClaimed)
      assert.equal(
        found.written,
        2,
        "one that looks like it was there, in a form that cannot be read, the write was lost, and that one, which can be read by then, was treated as it: where an entry cannot be read, it is not known what was there before (throw in the look of `ReadBack`)",
      );
  }
}

/** Longer than the clocks of an app and of an ATS may differ. */
const longBeforeMs = 3_600_000;

/** Whether the ATS says when it came what a command adds, and not the day alone. */
async function tellsTimes({ world, capability }: Trial, filesOf: Of | undefined): Promise<boolean> {
  const group = filesOf ? "attachments" : capability.id.replace(/^\w+\.addNote$/, "notes").split(".", 1)[0]!;
  const told = (await world.records(group)).map(({ createdAt }) => createdAt);
  const files = filesOf ? await Promise.all(world.ids(`${filesOf}s`).map(async (id) => world.files(filesOf, id))) : [];
  const times = [...told, ...files.flat().map((file) => asStored(file).createdAt)];
  return times.some((time) => typeof time === "string" && !time.includes("T00:00:00"));
}

/**
 * Makes a write that is lost, an hour after a like one that lists show only then: they lag where a copy of the database answers
 * them. The look at what is there before goes to a world in which nothing was done.
 */
async function lostBesideLate(trial: Trial, nth: number, write: Write, count: Count, filesOf?: Of): Promise<void> {
  await using other = await trial.another();
  await using copy = await trial.another();
  const before = fetchIn(copy.trial.world.settings)!;
  const found = await lostBeside(other.trial, nth, write, count, { before, afterMs: longBeforeMs });
  if (found?.isClaimed && (await tellsTimes(other.trial, filesOf)))
    assert.equal(
      found.written,
      2,
      "one that looks like it was made an hour before, the list showed it only after the write was lost, and it was treated as the write: give what `ReadBack` compares the time at which it came, as `createdAt`",
    );
}

/**
 * Makes a write, while which a like one is made and answered between its look at what is there before and the end of that
 * look; then it is lost.
 */
async function lostBesideAnother(trial: Trial, nth: number, write: Write, count: Count): Promise<void> {
  const [fetch, [application]] = [fetchIn(trial.world.settings)!, await openApplications(trial)];
  const [looked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let requests = 0;
  let isOther = false;
  const way: typeof fetch = async (...request) => {
    if (isOther) return fetch(...request);
    requests += 1;
    if (requests < nth) return fetch(...request);
    if (requests > nth + 1) return fetch(...request);
    if (requests === nth + 1) {
      await sentWhole(request[0]);
      throw noConnection();
    }
    const answer = await fetch(...request);
    looked.resolve();
    await answered.promise;
    return answer;
  };
  await using on = await connectedTo(withFetch(trial, way));
  const before = await count(trial, application!);
  const losing = ending(() => write(trial, on, application!));
  await Promise.race([looked.promise, losing]);
  isOther = true;
  const other = ending(() => write(trial, on, application!));
  // One that runs after the other has nothing to tell from it.
  const isBeside = await Promise.race([other.then(() => true), setTimeout(500, false)]);
  isOther = false;
  answered.resolve();
  const ends = await Promise.all([losing, other]);
  if (!isBeside) return;
  const claimed = ends.filter((ended) => !AtsError.is(ended)).length;
  const written = (await count(trial, application!)) - before;
  assert.ok(
    claimed <= written,
    `a like write was answered while this one looked what was there before, this one was lost, and ${claimed} of ${written} were claimed`,
  );
}

/** Which of two calls at once a request belongs to. */
const calling = new AsyncLocalStorage<"lost" | "slow">();

/** For how many turns of the program an answer is held back: one call may have to wait for the other. */
const heldTurns = 300;

/** A request as it reads, whatever its numbers and ids are, such as that of an upload. */
async function kindOf(request: Request): Promise<string> {
  const words = (await readingOf(request)).split(/[^\w-]/);
  return words.filter((word) => !/\d/.test(word)).join(" ");
}

/** Of what kind the request is that makes the write, in a world where nothing else happens. */
async function kindOfWrite(trial: Trial, write: Write): Promise<string | undefined> {
  await using other = await trial.another();
  const { world } = other.trial;
  const [fetch, [application]] = [fetchIn(world.settings)!, await openApplications(other.trial)];
  let written: string | undefined;
  const noting: typeof fetch = async (...given) => {
    const [before, request] = [world.writes(), requestOf(...given)];
    const kind = await kindOf(request);
    const answer = await fetch(request);
    if (world.writes() > before) written ??= kind;
    return answer;
  };
  await using on = await connectedTo(withFetch(other.trial, noting));
  await ending(() => write(other.trial, on, application!));
  return written;
}

/** Makes two writes at once: the request of one is lost, and the answer of the other comes when the first call has ended. */
async function lostBesideSlow(trial: Trial, write: Write, count: Count): Promise<void> {
  const written = await kindOfWrite(trial, write);
  const [fetch, [application]] = [fetchIn(trial.world.settings)!, await openApplications(trial)];
  let lost: Promise<unknown> | undefined;
  const way: typeof fetch = async (...given) => {
    const [call, request] = [calling.getStore(), requestOf(...given)];
    if (!call || (await kindOf(request)) !== written) return fetch(request);
    if (call === "lost") {
      await sentWhole(request);
      throw noConnection();
    }
    const answer = await fetch(request);
    await Promise.race([lost, turns(heldTurns)]);
    return answer;
  };
  await using on = await connectedTo(withFetch(trial, way));
  const before = await count(trial, application!);
  const made = (call: "lost" | "slow") =>
    calling.run(call, () => ending(() => write(trial, on, application!, { timeoutMs: 600_000 })));
  const slow = made("slow");
  lost = made("lost");
  const claimed = (await Promise.all([slow, lost])).filter((ended) => !AtsError.is(ended)).length;
  const there = (await count(trial, application!)) - before;
  assert.ok(
    claimed <= there,
    `of two identical writes at once, one was lost, and the answer of the other came after the look for the first: ${claimed} were claimed, and ${there} are there`,
  );
}

const likeUnreadableRule: Rule = {
  rule: "a write that was lost is not treated as one that was there and could not be read, nor a file as the same file of another type",
  tried: "it makes such writes before, makes their entries unreadable, and loses the next",
};

const likeLateRule: Rule = {
  rule: "a write that was lost is not treated as one that was there long before and that a list shows only now, where the ATS says when each came: lists lag (`createdAt` of what `ReadBack` of `@anyats/http` compares)",
  tried:
    "it makes such a write; an hour later, it lets the look before the next one go to a world without it, and loses the next",
};

/** What a command promises of a write that looks like one that is there already. */
function identicalWrites(write: Write, count: Count, filesOf?: Of): readonly ContractPromise[] {
  return [
    {
      promise: "treats an identical write as another write, also after a lost answer",
      async run(trial) {
        const [application] = await openApplications(trial);
        await write(trial, trial, application!);
        assert.equal(await count(trial, application!), 1);
        await using fresh = await connectedTo(trial);
        const lost = await endingDuring(trial, "request-lost", () => write(trial, fresh, application!));
        const afterLoss = await count(trial, application!);
        if (AtsError.is(lost)) assert.equal(afterLoss, 1, "it says that it failed, and wrote");
        else assert.equal(afterLoss, 2, "it took the one that was there for its own, which was lost");
        const found = await endingDuring(trial, "answer-lost", () => write(trial, fresh, application!));
        assert.equal(await count(trial, application!), afterLoss + 1, "with a lost answer it was not written once");
        if (!AtsError.is(found)) assert.equal(settledBy(found), "read-back");
      },
    },
    {
      promise: "finds a lost write also after an identical one that was answered",
      async run(trial) {
        if (!claimsToFind(trial)) return;
        const [application] = await openApplications(trial);
        // What is refused is the write, and not what a connection asks for once.
        await firstPage(trial, "applications.stream", {});
        await endingDuring(trial, "refused-quoting", () => write(trial, trial, application!));
        await trial.world.trouble("none");
        await write(trial, trial, application!);
        for (const what of [
          "an identical write was refused, and one answered",
          "one was found whose answer was lost",
        ]) {
          const before = await count(trial, application!);
          const ended = await endingDuring(trial, "answer-lost", () => write(trial, trial, application!));
          if (ended === undefined) return;
          assert.equal(await count(trial, application!), before + 1, `after ${what}: it is not there once more`);
          if (AtsError.is(ended))
            assert.fail(
              `${what}, the answer of the next was lost, \`settledBy\` names ${trial.cell.settledBy!.join(", ")}, and the call ended in ${ended.code}: what was there before the write, and what other writes made, is not of it`,
            );
          assert.equal(settledBy(ended), "read-back", `after ${what}`);
        }
      },
    },
    {
      promise: "claims no identical write that runs beside it",
      rules: [
        {
          rule: "a record that came since may be of a like write whose answer is still to come: then the outcome of the lost one is unknown (`ReadBack` of `@anyats/http` counts them)",
          tried: "it makes two identical writes at once, loses one, and holds back the answer of the other",
        },
      ],
      async run(trial) {
        const [application] = await openApplications(trial);
        const before = await count(trial, application!);
        if (!(await makes(trial, "request-lost"))) return;
        const ends = await Promise.all([0, 1].map(() => ending(() => write(trial, trial, application!))));
        await trial.world.trouble("none");
        const claimed = ends.filter((ended) => !AtsError.is(ended)).length;
        const written = (await count(trial, application!)) - before;
        assert.ok(
          claimed <= written,
          `of two identical writes at once ${claimed} were claimed, and ${written} are there`,
        );
        const nth = (await theWrite(trial))?.nth;
        if (nth === undefined || nth === 0 || !fetchIn(trial.world.settings)) return;
        await lostBesideSlow(trial, write, count);
        await lostBesideAnother(trial, nth, write, count);
      },
    },
    {
      promise: "claims no identical write for one that it could not compare with",
      rules: [likeUnreadableRule, likeLateRule],
      async run(trial) {
        const nth = (await theWrite(trial))?.nth;
        if (nth === undefined || nth === 0 || !fetchIn(trial.world.settings)) return;
        await askedAfterUnseen(trial, nth, write, count);
        await askedAfterAnother(trial, nth, write, count);
        await lostBesideUnread(trial, nth, write, count);
        await lostBesideLate(trial, nth, write, count, filesOf);
        if (filesOf) await askedAfterAnotherType(trial, nth, filesOf, write, count);
      },
    },
  ];
}

/** What the entry of such a write says, whatever it is. */
const mark = "4746";
const text = `The same text, twice ${mark}.`;
const file = fileCalled(`same-${mark}.pdf`, "OTHER");

async function interviewOf(trial: Trial): Promise<Readonly<Record<string, unknown>>> {
  const [sample] = await samplesOf(trial);
  worldHas(sample, "the world has no good input for an interview");
  return { ...sample.input, title: `Interview ${mark}` };
}

const notes = (of: "application" | "candidate") =>
  identicalWrites(
    (trial, on, application, options) =>
      on.call(trial.capability.id, { ...target(of, application), note: { text } }, options),
    async ({ world }, application) =>
      (await world.notes(of, targetId(of, application))).filter((each) => each.includes(`twice ${mark}`)).length,
  );

const files = (of: "application" | "candidate") =>
  identicalWrites(
    (trial, on, application, options) => on.call(trial.capability.id, { ...target(of, application), file }, options),
    async (trial, application) => storedAs(trial, await trial.world.files(of, targetId(of, application)), file).length,
    of,
  );

/** The interviews that are like a good input of the command, whose application is the first that is open. */
const interviews = identicalWrites(
  async (trial, on, _application, options) => on.call(trial.capability.id, await interviewOf(trial), options),
  async (trial) => {
    const { application, startsAt, endsAt } = await interviewOf(trial);
    const isLike = (each: WorldRecord) =>
      each["applicationId"] === application &&
      Date.parse(String(each["startsAt"])) === Date.parse(String(startsAt)) &&
      Date.parse(String(each["endsAt"])) === Date.parse(String(endsAt));
    return (await trial.world.records("interviews")).filter(isLike).length;
  },
);

const person = { firstName: "Åsa", lastName: "Twice", email: `asa.twice.${mark}@example.com` };

/** Somebody applies again to the same job, where the ATS takes that. */
const applying: Write = (trial, on, { jobId }, given) =>
  on.call(trial.capability.id, { job: jobId, candidate: person }, { timeoutMs: 600_000, ...given });
const applied: Count = async ({ world }, { jobId }) => {
  const people = (await world.records("candidates")).filter((each) => JSON.stringify(each).includes(person.email));
  const mine = new Set(people.map(({ id }) => id));
  const all = await world.records("applications");
  return all.filter((each) => each["jobId"] === jobId && mine.has(String(each["candidateId"]))).length;
};

const applications: readonly ContractPromise[] = [
  {
    promise: "claims no identical write for one that it could not compare with",
    rules: [likeUnreadableRule, likeLateRule],
    async run(trial) {
      const nth = (await theWrite(trial))?.nth;
      if (!nth || !fetchIn(trial.world.settings)) return;
      await lostBesideUnread(trial, nth, applying, applied);
      await lostBesideLate(trial, nth, applying, applied);
    },
  },
];

/** What each command that adds something promises of the same thing added again. */
export const identicalWritePromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addNote": notes("application"),
  "candidates.addNote": notes("candidate"),
  "applications.addAttachment": files("application"),
  "candidates.addAttachment": files("candidate"),
  "interviews.create": interviews,
  "applications.create": applications,
};
