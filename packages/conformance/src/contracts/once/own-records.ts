import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, type Fields, isFields } from "../../fields.ts";
import { turns } from "../../real-time.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting, sentWhole } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { fileCalled } from "../pieces/files.ts";
import { type Created, heldById } from "../pieces/receipts.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, openJob, type Of, target, targetId } from "../pieces/targets.ts";
import { theWrite } from "../pieces/requests.ts";

type Fetch = typeof globalThis.fetch;

/** For how many turns of the program a call runs alone that begins meanwhile: it may have to wait for the other. */
const headStart = 300;

/** Each list of records in the opposite order, as an ATS gives them that lists the newest first. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((each) => isFields(each)) ? value.map(reversed).toReversed() : value;
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, reversed(held)]));
}

const orders: Readonly<Record<string, (fetch: Fetch) => Fetch>> = {
  "the oldest first": (fetch) => fetch,
  "the newest first": (fetch) => rewriting(fetch, reversed),
};

/** Two calls for one e-mail address, and what they differ in. */
const pairs: Readonly<Record<string, (job: string, email: string) => readonly [Fields, Fields]>> = {
  "another name": (job, email) => [
    { job, candidate: { firstName: "Ann", lastName: "Shared", email } },
    { job, candidate: { firstName: "Ben", lastName: "Shared", email } },
  ],
  nothing: (job, email) => {
    const candidate = { firstName: "Ann", lastName: "Shared", email };
    return [
      { job, candidate, reapply: true },
      { job, candidate, reapply: true },
    ];
  },
};

/** Whose request it is: the first call's, or that of the one that begins meanwhile. */
const calling = new AsyncLocalStorage<"first" | "second">();

/** The same way, on which the answer of the request is lost that makes the first application; the second call ends before the first looks. */
function losingTheFirst(world: Trial["world"], fetch: Fetch, second: () => Promise<unknown>): Fetch {
  const made = () => world.ids("applications").length;
  const before = made();
  let beside: Promise<unknown> | undefined;
  return async (...request) => {
    if (beside && calling.getStore() === "first") await Promise.race([beside, turns(headStart)]);
    const answer = await fetch(...request);
    if (beside || made() === before) return answer;
    await answer.arrayBuffer();
    beside = calling.run("second", second);
    await Promise.race([beside, turns(headStart)]);
    throw noConnection();
  };
}

/** Whether somebody is found again who was entered with nobody beside, where the answer was lost. */
async function isFoundAlone(trial: Trial): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const way = losingTheFirst(on.world, fetchIn(on.world.settings)!, () => Promise.resolve());
  await using fresh = await connectedTo(withFetch(on, way));
  const [input] = pairs["another name"]!(await openJob(on), somebody().email);
  return !AtsError.is(await ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 })));
}

/** Enters two people at once, the answer of the first of whom is lost. */
async function enteredAtOnce(trial: Trial, inputs: readonly [Fields, Fields], order: (fetch: Fetch) => Fetch) {
  const { world, capability } = trial;
  let second: Promise<unknown> | undefined;
  const enter = (input: Fields) => ending(() => on.call(capability.id, input, { timeoutMs: 600_000 }));
  const way = losingTheFirst(world, order(fetchIn(world.settings)!), () => (second = enter(inputs[1])));
  await using on = await connectedTo(withFetch(trial, way));
  const first = await calling.run("first", () => enter(inputs[0]));
  return second ? ([first, await second] as const) : undefined;
}

/** The first name of the candidate whom a receipt names by the application. */
async function nameIn(trial: Trial, { applicationId }: Created): Promise<unknown> {
  const { candidateId } = await heldById(trial, "applications", applicationId);
  return (await heldById(trial, "candidates", String(candidateId)))["firstName"];
}

/** What commands that enter people promise of two calls at once for one address. */
export const ownRecordPromise: ContractPromise = {
  promise: "names its own record after a loss, and not that of a like call beside it",
  rules: [
    {
      rule: "each of two calls at once for one address names its own application, also where the answer of one is lost, whatever they differ in, and whichever the ATS lists first (`made` of `ReadBack` says which record an answer names)",
      tried:
        "it enters two people, and one person twice with `reapply`, loses the first answer, and lets the second call end before the look",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial) || !fetchIn(trial.world.settings)) return;
    const isFound = await isFoundAlone(trial);
    for (const [what, inputsFor] of Object.entries(pairs))
      for (const [named, order] of Object.entries(orders)) {
        await using other = await trial.another();
        const { trial: on } = other;
        const { email } = somebody();
        const inputs = inputsFor(await openJob(on), email);
        const ended = await enteredAtOnce(on, inputs, order);
        if (!ended) return;
        const when = `of two calls at once for one address, which differ in ${what}, the answer of the first was lost, and lists give ${named}`;
        const [one, two] = ended.map((each) => (AtsError.is(each) ? undefined : (each as Created)));
        if (!two || isDeclared(ended[0])) continue; // The ATS or the adapter takes one of them.
        if (!one) {
          const error = ended[0] as AtsError;
          assert.equal(error.retry, "unknown-outcome", `${when}: ${error.code}`);
          // Where the ATS has one person of the address, nobody can tell.
          const people = (await on.world.records("candidates")).filter((each) => JSON.stringify(each).includes(email));
          assert.ok(
            what === "nothing" || people.length < 2 || !isFound,
            `${when}: it is not found (${error.code}), and alone it is. Let the key of like writes have all that the look compares, or say in \`made\` of \`ReadBack\` which record an answer names`,
          );
          continue;
        }
        assert.notEqual(one.applicationId, two.applicationId, `${when}: both receipts name one application`);
        if (what === "nothing" || one.candidateId === two.candidateId) continue;
        assert.deepEqual([await nameIn(on, one), await nameIn(on, two)], ["Ann", "Ben"], `${when}: who is named`);
      }
  },
};

/** Two inputs whose writes look the same to who reads them back, and how many of both the ATS holds. */
interface Similar {
  readonly inputs: readonly [Fields, Fields];
  readonly count: () => Promise<number>;
}

/** Makes two writes at once, the first of which is lost on its way. */
async function madeAtOnce(
  trial: Trial,
  nth: number,
  what: string,
  prepare: (on: Trial) => Promise<Similar>,
  answers: (fetch: Fetch) => Fetch,
): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { inputs, count } = await prepare(on);
  const fetch = answers(fetchIn(on.world.settings)!);
  let requests = 0;
  let second: Promise<unknown> | undefined;
  const call = (input: Fields) => ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 }));
  const way: Fetch = async (...request) => {
    requests += 1;
    if (second || requests <= nth) return fetch(...request);
    await sentWhole(request[0]);
    second = call(inputs[1]);
    await Promise.race([second, turns(headStart)]);
    throw noConnection();
  };
  await using fresh = await connectedTo(withFetch(on, way));
  const before = await count();
  const ended = [await call(inputs[0]), await second];
  if (!second || ended.some(isDeclared)) return;
  const claimed = ended.filter((each) => !AtsError.is(each)).length;
  const written = (await count()) - before;
  assert.ok(
    claimed <= written,
    `of ${what} at once, the first was lost: ${claimed} were claimed, and ${written} are there. Let the key of like writes have what the look compares, and nothing else`,
  );
}

const asItIs = (fetch: Fetch): Fetch => fetch;

/** The same answers of an ATS that does not say what a file is for. */
const withoutTypes = (fetch: Fetch): Fetch =>
  rewriting(fetch, (body) =>
    changedWithin(body, (held) =>
      typeof held === "string" && /^(?:CV|COVER_LETTER|OTHER)$/.test(held) ? null : undefined,
    ),
  );

/** Files of one content, by two types or two ways to write one name. */
const files =
  (of: Of, types: readonly [string, string], names: readonly [string, string]) =>
  async (on: Trial): Promise<Similar> => {
    const [application] = await openApplications(on);
    const file = fileCalled("of-two-kinds-4896.pdf", "OTHER");
    const input = (nth: 0 | 1) => ({
      ...target(of, application!),
      file: { ...file, name: names[nth], type: types[nth] },
    });
    return {
      inputs: [input(0), input(1)],
      count: async () => (await on.world.files(of, targetId(of, application!))).length,
    };
  };

/** Notes that differ in blanks alone, which an ATS may not keep. */
const notes =
  (of: Of) =>
  async (on: Trial): Promise<Similar> => {
    const [application] = await openApplications(on);
    const input = (text: string) => ({ ...target(of, application!), note: { text } });
    return {
      inputs: [input("Called back 4897,  twice."), input("Called back 4897, twice.")],
      count: async () =>
        (await on.world.notes(of, targetId(of, application!))).filter((note) => note.includes("4897")).length,
    };
  };

const name = "Zoë-4896.pdf";

/** What commands that add something promise of a call beside them whose write looks the same. */
export const similarWritePromise: ContractPromise = {
  promise: "claims nothing that looks the same and that a call beside it has written",
  rules: [
    {
      rule: "a write is not the one that a call beside it has made and that looks the same: the key of like writes has what the look compares, and nothing else (`noteKey` makes one of a note)",
      tried:
        "it attaches one file as two types, also where the ATS says none, and under a name in two forms of Unicode, and writes two notes that differ in blanks, at once; the first is lost",
    },
  ],
  applies: ({ capability }) => /\.(addAttachment|addNote)$/.test(capability),
  async run(trial) {
    const { id } = trial.capability;
    const of = id.startsWith("applications.") ? "application" : "candidate";
    // All files of an adapter go the same way: once is enough.
    if (id === "candidates.addAttachment" && trial.offers("applications.addAttachment")) return;
    const usual = await theWrite(trial);
    if (usual?.writes !== 1) return;
    const tries = (what: string, prepare: (on: Trial) => Promise<Similar>, answers = asItIs) =>
      madeAtOnce(trial, usual.nth, what, prepare, answers);
    if (id.endsWith(".addNote")) return tries("two notes that differ in blanks", notes(of));
    const sameName = [name, name] as const;
    await tries("a file as a résumé and as another", files(of, ["CV", "OTHER"], sameName));
    await tries("a file as another and as a résumé", files(of, ["OTHER", "CV"], sameName));
    await tries("a file as two types, of which the ATS says none,", files(of, ["CV", "OTHER"], sameName), withoutTypes);
    const forms = [name.normalize("NFC"), name.normalize("NFD")] as const;
    await tries("a file whose name is written in two forms of Unicode", files(of, ["OTHER", "OTHER"], forms));
  },
};
