import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Fields, isFields } from "../../fields.ts";
import { turns } from "../../real-time.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting, sentWhole } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { fileCalled, storedAs } from "../pieces/files.ts";
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

/** Attaches two files of one name and content as what they are not both, at once; the first is lost on its way. */
async function attachedAtOnce(trial: Trial, of: Of, nth: number, types: readonly [string, string]): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const [application] = await openApplications(on);
  const [fetch, file] = [fetchIn(on.world.settings)!, fileCalled("of-two-types-4896.pdf", "OTHER")];
  const count = async () => storedAs(on, await on.world.files(of, targetId(of, application!)), file).length;
  let requests = 0;
  let second: Promise<unknown> | undefined;
  const attach = (type: string) =>
    ending(() =>
      fresh.call(on.capability.id, { ...target(of, application!), file: { ...file, type } }, { timeoutMs: 600_000 }),
    );
  const way: Fetch = async (...request) => {
    requests += 1;
    if (second || requests <= nth) return fetch(...request);
    await sentWhole(request[0]);
    second = attach(types[1]);
    await Promise.race([second, turns(headStart)]);
    throw noConnection();
  };
  await using fresh = await connectedTo(withFetch(on, way));
  const before = await count();
  const ended = [await attach(types[0]), await second];
  if (!second || ended.some(isDeclared)) return;
  const claimed = ended.filter((each) => !AtsError.is(each)).length;
  const written = (await count()) - before;
  assert.ok(
    claimed <= written,
    `of two files of one name and content, as ${types.join(" and ")} at once, the first was lost: ${claimed} were claimed, and ${written} are there`,
  );
}

/** What commands that attach files promise of the same file as something else at once. */
export const ownFilePromise: ContractPromise = {
  promise: "claims no file of the same name and another type that is attached beside it",
  applies: ({ capability }) => capability.endsWith(".addAttachment"),
  async run(trial) {
    const of = trial.capability.id.startsWith("applications.") ? "application" : "candidate";
    // All files of an adapter go the same way: once is enough.
    if (of === "candidate" && trial.offers("applications.addAttachment")) return;
    const usual = await theWrite(trial);
    if (usual?.writes !== 1) return;
    for (const types of [
      ["CV", "OTHER"],
      ["OTHER", "CV"],
    ] as const)
      await attachedAtOnce(trial, of, usual.nth, types);
  },
};
