import { AdapterDefinitionError, AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { InstantClock } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { answeredAt, fetchIn, losingTheWrite, sentWhole } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { fileCalled } from "../pieces/files.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";
import type { Receipt } from "../pieces/receipts.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** Which requests of a call are refused, one in each call. */
const most = 12;

async function refused(input: Parameters<typeof globalThis.fetch>[0]): Promise<Response> {
  await sentWhole(input);
  return Response.json({ error: "refused 4797" }, { status: 422 });
}

const attachments = [fileCalled("cv-4797.pdf", "CV"), fileCalled("letter-4798.pdf", "COVER_LETTER")];

const formOf = async (on: Trial) => ({
  job: await openJob(on),
  candidate: { ...somebody(), phone: "+47 22 12 34 56", company: "Company 4797", title: "Driver 4798" },
  attachments,
});

/** @returns false where the call sends fewer requests, or none is refused. */
async function saysWhatIsThere(trial: Trial, nth: number): Promise<boolean> {
  await using other = await trial.another();
  const on = other.trial;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return false;
  const input = { job: await openJob(on), candidate: somebody(), attachments };
  const before = new Set(on.world.ids("applications"));
  const way = answeredAt(fetch, nth, refused);
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const ended = await ending(() => fresh.call(trial.capability.id, input));
  if (isDeclared(ended) || !way.reached()) return false;
  const made = on.world.ids("applications").find((id) => !before.has(id));
  if (made === undefined) return true; // Nothing is there that an error could hide.
  const what = `request ${nth + 1} was refused (HTTP 422) when the application was there already`;
  if (AtsError.is(ended)) {
    const named = JSON.stringify(ended.details ?? null).includes(made);
    assert.ok(
      named,
      `${what}, and the call ended in ${ended.code} without its id: give a receipt with a warning, or the app enters it again`,
    );
    return true;
  }
  const { applicationId, warnings } = ended as { applicationId: string | null; warnings: readonly unknown[] };
  assert.equal(applicationId, made, `${what}, and the receipt names another`);
  const stored = await on.world.files("application", made);
  assert.ok(
    warnings.length > 0 || stored.length >= attachments.length,
    `${what}, ${stored.length} of ${attachments.length} files are there, and the receipt warns of nothing`,
  );
  return true;
}

/** A request without what is another in each world: an id has a digit, or is as long as one. */
function kindOf({ method, url }: Request): string {
  const { pathname, search } = new URL(url);
  const parts = pathname.split("/").map((part) => (/\d/.test(part) || part.length > 30 ? "{id}" : part));
  return `${method} ${parts.join("/")}${search}`;
}

/** A kind of write that follows others. */
interface Later {
  readonly kind: string;
  /** How many writes there are before. */
  readonly before: number;
}

/** The kinds of the writes that follow the first one, as far as no other request is of such a kind; and what the receipt says when all is well. */
async function laterWrites(
  trial: Trial,
): Promise<{ readonly kinds: readonly Later[]; readonly said: ReadonlySet<string> }> {
  await using other = await trial.another();
  const { world } = other.trial;
  const fetch = fetchIn(world.settings);
  if (!fetch) return { kinds: [], said: new Set() };
  const [later, others] = [new Map<string, number>(), new Set<string>()];
  const before = world.writes();
  const noting: typeof fetch = async (...given) => {
    const request = requestOf(...given);
    const [kind, count] = [kindOf(request), world.writes()];
    const response = await fetch(request);
    if (world.writes() === count || count === before) others.add(kind);
    else if (!later.has(kind)) later.set(kind, count - before);
    return response;
  };
  await using on = await connectedTo(withFetch(other.trial, noting));
  const ended = await ending(async () => on.call(trial.capability.id, await formOf(other.trial)));
  const kinds = AtsError.is(ended)
    ? []
    : [...later].flatMap(([kind, nth]) => (others.has(kind) ? [] : [{ kind, before: nth }]));
  return { kinds, said: new Set(warningsOf(ended).map(({ message }) => message)) };
}

const key = "partly-done-4799";

/**
 * Enters somebody where the ATS refuses every write of a kind.
 * @param how Whether the answer of the write before arrives, or is lost; or the app ends with it, and another process goes on.
 */
async function refusedAfterAnother(trial: Trial, { kind, before }: Later, how: "arrives" | "lost" | "taken up") {
  await using other = await trial.another();
  const { trial: on } = other;
  const input = await formOf(on);
  const fetch = fetchIn(on.world.settings)!;
  const refusing: typeof fetch = async (...given) => {
    const request = requestOf(...given);
    return kindOf(request) === kind ? refused(request) : fetch(request);
  };
  const leaving = new AbortController();
  const gone: typeof fetch = () => {
    leaving.abort();
    return Promise.reject(noConnection());
  };
  const call = (by: Connected, options: object = {}) =>
    ending(() => by.call(on.capability.id, input, { idempotencyKey: key, timeoutMs: 600_000, ...options }));
  const isTakenUp = how === "taken up";
  const way = losingTheWrite(refusing, () => on.world.writes(), isTakenUp ? gone : refusing, before - 1);
  const shared = isTakenUp ? { ledger: memoryLedger(undefined, new InstantClock(on.world.now())) } : {};
  await using first = await connectedTo(withFetch(on, how === "arrives" ? refusing : way), [], shared);
  const ended = await call(first, { signal: leaving.signal });
  if (!isTakenUp) return ended;
  await using second = await connectedTo(withFetch(on, refusing), [], shared);
  return await call(second);
}

/** Whether the adapter lets an app bring a ledger, by which another process goes on. */
async function takesLedgers(trial: Trial): Promise<boolean> {
  try {
    await using _ = await connectedTo(trial, [], { ledger: memoryLedger() });
    return true;
  } catch (error) {
    if (error instanceof AdapterDefinitionError) return false;
    throw error;
  }
}

/** Where a write that follows is refused, somebody is told so also if the answer of the one before is lost. */
async function saysSoAfterALoss(trial: Trial): Promise<void> {
  const { kinds, said } = await laterWrites(trial);
  const doubts = (ended: unknown) => warningsOf(ended).filter(({ message }) => !said.has(message));
  for (const later of kinds) {
    const usual = await refusedAfterAnother(trial, later, "arrives");
    const [doubt] = doubts(usual);
    if (AtsError.is(usual) || !doubt) continue;
    for (const how of (await takesLedgers(trial)) ? (["lost", "taken up"] as const) : (["lost"] as const)) {
      const ended = await refusedAfterAnother(trial, later, how);
      assert.ok(
        AtsError.is(ended) || (ended as Receipt).settledBy === "ledger" || doubts(ended).length > 0,
        `the answer of a write was lost (${how}), ${later.kind} after it was refused, and the receipt does not say so. With that answer it says: ${doubt.message}`,
      );
    }
    return;
  }
}

/** What a command of several writes promises where not all of them succeed. */
export const partlyDonePromise: ContractPromise = {
  promise: "says what is there where the ATS refuses a later step",
  rules: [
    {
      rule: "a failure after the application is there does not hide it: give a receipt with a warning, or an error that names its id",
      tried: "it refuses each later request of `create`",
    },
    {
      rule: "what was not written gets a warning also where the answer of the write before was lost: `settle` makes the later writes, or warns",
      tried: "it refuses a later write of `create`, and loses the answer of the one before",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    for (let nth = 1; nth < most; nth += 1) if (!(await saysWhatIsThere(trial, nth))) break;
    if (!isTriedByTheOther(trial)) await saysSoAfterALoss(trial);
  },
};
