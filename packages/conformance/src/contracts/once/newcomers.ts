import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { isFields } from "../../fields.ts";
import { fetchIn, losingTheWrite, meanwhileAt, rewriting } from "../../worlds/tapped.ts";
import { type Created, heldById } from "../pieces/receipts.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openJobs } from "../pieces/targets.ts";

type Person = ReturnType<typeof somebody>;

/** Who comes while a lost write is looked for, as somebody else enters them. */
const newcomers: Readonly<Record<string, (person: Person, job: string, another: string) => object>> = {
  "another person of the address": (person, job) => ({ job, candidate: { ...person, firstName: "Björn" } }),
  "an application of the person to another job": (person, _job, another) => ({ job: another, candidate: person }),
  "the same application": (person, job) => ({ job, candidate: person, reapply: true }),
};

/** Before which of the requests that follow the lost answer somebody comes. */
const momentsOf = (who: string): readonly number[] => (who === "the same application" ? [0] : [0, 1]);

/** Every list of an answer in the opposite order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards).toReversed();
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, backwards(held)]));
}

const orders: Readonly<Record<string, (fetch: typeof globalThis.fetch) => typeof globalThis.fetch>> = {
  "as they are": (fetch) => fetch,
  backwards: (fetch) => rewriting(fetch, backwards),
};

interface Coming {
  readonly who: string;
  readonly inputFor: (person: Person, job: string, another: string) => object;
  /** In which order lists give what they hold. */
  readonly how: string;
  readonly order: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
  readonly nth: number;
}

/** @returns whether anything followed the lost answer by then. */
async function isItsOwn(trial: Trial, { who, inputFor, how, order, nth }: Coming): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  const [job, another] = (await openJobs(on)).map(({ id }) => id);
  if (!fetch || another === undefined) return false;
  const candidate = somebody();
  let newcomer: unknown;
  const following = meanwhileAt(order(fetch), async () => {
    newcomer = await ending(() => on.call(on.capability.id, inputFor(candidate, job!, another)));
  });
  following.before(nth);
  const before = on.world.ids("applications").length;
  const people = on.world.ids("candidates").length;
  const entered = () => on.world.ids("applications").length - before;
  await using fresh = await connectedTo(withFetch(on, losingTheWrite(fetch, entered, following.fetch)));
  const ended = await ending(() => fresh.call(on.capability.id, { job, candidate }, { timeoutMs: 600_000 }));
  if (isDeclared(ended) || !following.reached()) return false;
  // Nobody claims to know.
  if (AtsError.is(ended) || AtsError.is(newcomer)) return true;
  const { applicationId } = ended as Created;
  const what = `the answer was lost, ${who} came before request ${nth + 1} of those that followed, and lists are given ${how}`;
  assert.notEqual(applicationId, (newcomer as Created).applicationId, `${what}: the receipt names the newcomer's`);
  const { jobId, candidateId } = await heldById(on, "applications", applicationId);
  const { firstName } = await heldById(on, "candidates", String(candidateId));
  assert.equal(jobId, job, `${what}: the job of what the receipt names`);
  // An ATS may hold both as one person, by their address.
  if (on.world.ids("candidates").length - people > 1)
    assert.equal(firstName, candidate.firstName, `${what}: whom the receipt names`);
  return true;
}

/** What entering somebody promises where another one comes between the looks for a write whose answer was lost. */
export const newcomerPromise: ContractPromise = {
  promise: "finds its own write where a like one comes between two looks for it",
  rules: [
    {
      rule: "a lost write is told from a like one that somebody else makes while it is looked for, or it stays unknown",
      tried:
        "it loses the answer of entering a person, and enters another of the address, and the person for another job, before each of the first looks, and the person for the same job before the first; lists are given as they are, and backwards",
    },
  ],
  ofVersions: true,
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    for (const [who, inputFor] of Object.entries(newcomers))
      for (const [how, order] of Object.entries(orders))
        for (const nth of momentsOf(who)) if (!(await isItsOwn(trial, { who, inputFor, how, order, nth }))) break;
  },
};
