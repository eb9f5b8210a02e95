import { z } from "zod/mini";
import { AtsError, type CoverageCell, isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { textsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { addressOf, requestOf } from "../../worlds/request-of.ts";
import { answeredAt, fetchIn, losingTheWrite, ofTheAts } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { broken, type Failure, inOtherWords, status } from "../pieces/failures.ts";
import { theWrite } from "../pieces/requests.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

const elsewhere = "https://elsewhere-4784.example.com/";

const refusal = { passes: false } as const;
const failure = { passes: true, mayHaveRun: true } as const;

const failures: readonly Failure[] = [
  status(400, refusal),
  status(408, failure),
  status(301, { ...failure, isRedirect: true }, { location: elsewhere }),
  broken("ENOTFOUND", "getaddrinfo"),
  status(403, { ...refusal, fault: "configuration" }),
  status(500, failure),
  status(429, { passes: true, asksMs: 2_000 }, { "retry-after": "2" }),
  broken("ECONNRESET", "read", true),
  status(413, refusal),
  status(502, failure),
  status(302, { ...failure, isRedirect: true }, { location: elsewhere }),
  broken("UND_ERR_CONNECT_TIMEOUT", undefined),
  status(422, refusal),
  status(503, failure),
  {
    what: "HTTP 429, Retry-After as a date",
    answer: (now) =>
      new Response("{}", { status: 429, headers: { "retry-after": new Date(now + 90_000).toUTCString() } }),
    passes: true,
    asksMs: 88_000,
  },
  broken("ECONNREFUSED", "connect"),
  status(409, refusal),
  status(504, failure),
  status(307, { ...failure, isRedirect: true }, { location: elsewhere }),
  broken("EHOSTUNREACH", "read", true),
  status(410, refusal),
  status(429, { passes: true, asksMs: 0 }, { "retry-after": "soon" }),
  broken("EAI_AGAIN", "getaddrinfo"),
];

/** How many of them each cell is tried with: all cells together meet each of them several times. */
const each = 3;

/** Those in which the ATS answers, where it is an aggregator that asks it. */
const carried: readonly Failure[] = failures
  .filter(({ what, isRedirect }) => what.startsWith("HTTP") && !isRedirect)
  .map((failure) => ({ ...failure, what: `${failure.what}, from the ATS behind the aggregator`, isCarried: true }));

/** All of them that a cell can meet. */
const allFor = ({ lane }: CoverageCell) => (lane === "passthrough" ? [...failures, ...carried] : failures);

/** Those in which a gateway gives up, and the server behind it goes on. Source: RFC 9110, sections 15.5.9, 15.6.3 and 15.6.5. */
const ofAGateway: readonly Failure[] = [504, 502, 408].map((code) => status(code, failure));

/** The one of them that a cell is tried with: all cells together meet each. */
const gatewayFor = ({ claims, cell }: Trial): Failure =>
  ofAGateway[claims.cells.filter(isCreating).findIndex(({ capability }) => capability === cell.capability) % 3]!;

/** The share that a cell has of the failures in the ATS's own words. @param alike The cells that share them. */
function ownFailuresFor({ claims, cell, world }: Trial, alike: (cell: CoverageCell) => boolean): readonly Failure[] {
  const cells = claims.cells.filter((other) => isOffered(other) && alike(other));
  const mine = cells.findIndex(({ capability }) => capability === cell.capability);
  return (world.failures ?? []).filter((_failure, nth) => nth % cells.length === mine);
}

/** The failures for a cell, others for each, and its share of those in the ATS's own words. */
function failuresFor(trial: Trial, alike: (cell: CoverageCell) => boolean): readonly Failure[] {
  const place = trial.claims.cells.findIndex(({ capability }) => capability === trial.cell.capability);
  const someOf = (all: readonly Failure[]) =>
    Array.from({ length: each }, (_, index) => all[(place * each + index) % all.length]!);
  const isThrough = trial.cell.lane === "passthrough";
  return [...someOf(failures), ...(isThrough ? someOf(carried) : []), ...ownFailuresFor(trial, alike)];
}

const isRead = ({ effect, capability }: CoverageCell) =>
  effect === "reads" && !/^(passthrough\.|integration\.checkKey)/.test(capability);
const isStream = ({ kind }: CoverageCell) => kind === "stream";
const isWrite = ({ effect, capability }: CoverageCell) =>
  effect !== "reads" && !/^(passthrough\.|applications\.rejectMany)/.test(capability);
const isCreating = ({ effect }: CoverageCell) => effect === "creates";

/** Performs the capability while one of its requests fails. */
async function failing(
  trial: Trial,
  fetch: typeof globalThis.fetch,
  nth: number,
  { answer, isCarried = false }: Failure,
  carriedOut: "never" | "before the answer" | "after the first look" | "after the call" = "never",
) {
  const run = await performing(trial);
  const clock = new InstantClock(trial.world.now());
  const addresses: string[] = [];
  const { world } = trial;
  const late: Request[] = [];
  let failedAt = 0;
  const failed = async (...request: Parameters<typeof fetch>) => {
    failedAt = clock.waited;
    if (carriedOut === "before the answer") await (await fetch(...request)).arrayBuffer();
    else if (carriedOut !== "never") late.push(requestOf(...request).clone());
    return answer(clock.now());
  };
  const catchUp = async () => {
    for (const request of late.splice(0)) await (await fetch(new Request(request, { signal: null }))).arrayBuffer();
  };
  const way = isCarried
    ? answeredAt(fetch, nth, ofTheAts(trial, failed), (address) => world.passedOn?.(address) !== undefined)
    : answeredAt(fetch, nth, failed);
  const noting: typeof fetch = async (...request) => {
    const [input] = request;
    addresses.push(addressOf(input));
    // Between two looks there is a pause.
    if (carriedOut === "after the first look" && clock.waited > failedAt) await catchUp();
    return way.fetch(...request);
  };
  await using on = await connectedTo(withFetch(trial, noting), [clockOnce(clock)]);
  const isLate = carriedOut === "after the call";
  const options = { timeoutMs: 600_000, ...(isLate && { idempotencyKey: "carried-out-later-4895" }) };
  const ended = await ending(() => run!(on, options));
  assert.ok(!addresses.some((address) => address.startsWith(elsewhere)), "the request went on to another address");
  await catchUp();
  const again = isLate ? await ending(() => run!(on, options)) : undefined;
  return { ended, reached: way.reached(), waited: clock.waited, again };
}

/**
 * What passes on the first page passes on a later one: the cursor has not expired. An app that is told to restart reads
 * everything again, and meets the same failure at the same page.
 */
async function passesLater(trial: Trial, fetch: typeof globalThis.fetch, failure: Failure): Promise<void> {
  const { what, answer, passes, isRedirect } = failure;
  if (!passes || isRedirect) return;
  const clock = new InstantClock(trial.world.now());
  let fails = false;
  const way: typeof fetch = async (...request) => (fails ? answer(clock.now()) : fetch(...request));
  await using on = await connectedTo(withFetch(trial, way), [clockOnce(clock)]);
  const ended = await ending(async () => {
    const stream = on.stream(trial.capability.id, {}, { pageSize: 5, lookAhead: false, timeoutMs: 60_000 });
    for await (const _page of stream.pages()) fails = true;
  });
  const code = AtsError.is(ended) && ended.retry === "never" ? ended.code : undefined;
  assert.equal(code, undefined, `${what} on a later page: the stream says that no later call can succeed`);
}

/** Those of some failures that name themselves inside a success, each by a word that nobody knows. */
async function inUnheardOfWords(failures: readonly Failure[]): Promise<readonly Failure[]> {
  const renamed: Failure[] = [];
  for (const failure of failures) {
    const answer = await inOtherWords([failure], failure.answer(0));
    if (!answer?.ok) continue;
    const text = await answer.text();
    const { status, headers } = answer;
    renamed.push({
      what: `${failure.what}, by a word that nobody knows`,
      answer: () => new Response(text, { status, headers }),
      passes: failure.passes,
    });
  }
  return renamed;
}

/** Whether the body of an answer names a wait. */
const namesAWait = async ({ answer }: Failure): Promise<boolean> =>
  /"\w{0,20}(?:wait|retry_?after|retry_?in)\w{0,20}":\s?"?\d/i.test(await answer(0).text());

const taken = (what: string, status: number, body: string | null = null, headers = {}): Failure => ({
  what: `HTTP ${status} ${what}`,
  answer: () => new Response(body, { status, headers }),
  passes: true,
});
const object = taken("and an object that holds nothing", 200, "{}", { "content-type": "application/json" });
const noContent = taken("without a body", 204);
const accepted = taken("without a body", 202);
const blank = taken("and blanks alone", 202, " \r\n");

/** How an ATS may say that it took a write, and nothing of what it made of it. */
const bodiless = [object, noContent, accepted, blank] as const;

/** Other such ways, of which each cell is tried with one. */
const otherBodiless = [taken("without a body", 201), taken("without a body", 200)] as const;

/** Those that a cell is tried with. */
const bodilessFor = ({ claims, cell }: Trial): readonly Failure[] => {
  const place = claims.cells.findIndex(({ capability }) => capability === cell.capability);
  return [...bodiless, otherBodiless[place % otherBodiless.length]!];
};

/** A text that somebody made of what was not there. */
const madeUp = /^(undefined|null|NaN|\[object Object\]|)$/;

/** What is written after the first look, a later one finds, where the first finds what was written before. */
async function findsByALaterLook(trial: Trial, failure: Failure, nth: number): Promise<void> {
  for (const when of ["before the answer", "after the first look"] as const) {
    await using other = await trial.another();
    const { trial: on } = other;
    const before = on.world.writes();
    const error = failureOf((await failing(on, fetchIn(on.world.settings)!, nth, failure, when)).ended);
    if (error && when === "before the answer") return;
    assert.equal(on.world.writes() - before, 1, `${failure.what}, and it was written ${when}: how often`);
    assert.equal(
      error?.code,
      undefined,
      `${failure.what}, it was written ${when}, and the looks that follow missed it`,
    );
  }
}

const eachFailureRule: Rule = {
  rule: "what passes is repeated, a refusal is not, and no redirect is followed",
  tried: "it answers a request with each status of RFC 9110 and each failure of the network, in turn over all cells",
};

const ownWordsRule: Rule = {
  rule: "failures and refusals in the ATS's own words are told apart like those by status: a failure that may have run is unknown for a creating write, also where it does not pass",
  tried:
    "it answers a request with each of `failures`, in turn over all cells; say in `asksMs` how long an answer asks to wait",
};

const unheardOfWordRule: Rule = {
  rule: "a failure or a refusal by a word that nobody knows is not a success",
  tried: "it puts another word in place of those of `failures`",
};

/** An address that is wrong, as a proxy or a server without the route answers it. */
const nothingThere = status(404, refusal);

/** Whether an answer has a word that says what is not there, such as a code: sentences may be worded otherwise any day. */
const saysWhatIsGone = (body: unknown) =>
  textsIn(body).some(
    (text) => /^[\w.:-]+$/.test(text) && /[a-z]/i.test(text) && !/^(error|(error.)?not.?found)$/i.test(text),
  );

/** Whether the ATS answers a removal that was carried out before as it would a request to a wrong address. */
async function answersAlikeForWhatIsGone(trial: Trial): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world } = on;
  const [fetch, run] = [fetchIn(world.settings), await performing(on)];
  const said: unknown[] = [];
  const noting: typeof globalThis.fetch = async (...request) => {
    const answer = await fetch!(...request);
    if (answer.status === 404 || answer.status === 410)
      said.push(
        await answer
          .clone()
          .json()
          .catch(() => null),
      );
    return answer;
  };
  await using fresh = await connectedTo(
    withFetch(
      on,
      losingTheWrite(fetch!, () => world.writes(), noting),
    ),
  );
  await ending(() => run!(fresh));
  return said.some((body) => !saysWhatIsGone(body));
}

/** What a call promises of each way in which a request fails. */
export const statusPromises: readonly ContractPromise[] = [
  {
    promise: "repeats what passes, waits as asked, and ends at once where it was refused",
    rules: [
      eachFailureRule,
      {
        rule: "a failure that passes on the first page of a stream passes on a later one: `cursorRefused` names refusals of the cursor alone",
        tried: "it begins to fail after the first page",
      },
      ownWordsRule,
      unheardOfWordRule,
    ],
    applies: isRead,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const run = fetch && (await performing(trial));
      if (!run) return;
      for (const own of ownFailuresFor(trial, isRead))
        worldHas(
          !own.passes || own.asksMs !== undefined || !(await namesAWait(own)),
          `the answer "${own.what}" names a wait: say in \`asksMs\` of \`failures\` how long it is`,
        );
      for (const failure of failuresFor(trial, isRead)) {
        const { ended, reached, waited } = await failing(trial, fetch, 0, failure);
        if (isDeclared(ended) || !reached) return;
        const error = failureOf(ended);
        if (failure.isRedirect) continue;
        if (failure.passes) {
          assert.equal(error?.code, undefined, `${failure.what}: the request was not repeated`);
          const { what, asksMs = 0 } = failure;
          assert.ok(
            waited >= asksMs,
            `${what} asks to wait ${asksMs} ms, and it waited ${waited} ms: look at the unit`,
          );
          // Besides, there are the pauses of the adapter's own.
          const isTooLong = asksMs > 0 && waited > asksMs * 10 + 60_000;
          assert.ok(!isTooLong, `${what} asks to wait ${asksMs} ms, and it waited ${waited} ms`);
          continue;
        }
        assert.ok(error, `${failure.what}: the call claims a success`);
        assert.equal(error.retry, "never", `${failure.what}: ${error.code} may be repeated`);
        if (failure.fault) assert.equal(error.fault, failure.fault, `${failure.what}: ${error.code}`);
        assert.notEqual(error.fault, failure.isCarried ? "aggregator" : "network", `${failure.what}: ${error.code}`);
      }
      await using plain = await connectedTo(trial);
      const usual = await ending(() => run(plain));
      for (const failure of await inUnheardOfWords(ownFailuresFor(trial, isRead))) {
        const { ended, reached } = await failing(trial, fetch, 0, failure);
        // It may be repeated, or be an error: what it must not be is the answer.
        if (reached && !failureOf(ended))
          assert.deepEqual(
            comparable(ended),
            comparable(usual),
            `${failure.what}: the call gave something else than usual`,
          );
      }
      if (isStream(trial.cell))
        for (const failure of failuresFor(trial, isStream)) await passesLater(trial, fetch, failure);
    },
  },
  {
    promise: "writes again only where the first request certainly did nothing",
    rules: [
      eachFailureRule,
      ownWordsRule,
      unheardOfWordRule,
      {
        rule: "a 404 to a removal is a success only by the ATS's own word that the thing is gone: a wrong address is answered with 404, too",
        tried: "it answers a write with a 404 that says nothing",
      },
    ],
    applies: isWrite,
    async run(trial) {
      const usual = await theWrite(trial);
      if (!usual) return;
      for (const failure of [...failuresFor(trial, isWrite), nothingThere]) {
        await using other = await trial.another();
        const { trial: on } = other;
        const before = on.world.writes();
        const { ended, reached } = await failing(on, fetchIn(on.world.settings)!, usual.nth, failure);
        if (isDeclared(ended) || !reached) return;
        const [error, writes] = [failureOf(ended), on.world.writes() - before];
        if (failure.isRedirect && trial.cell.effect === "idempotent") continue;
        const mayRepeat = failure.passes && (!failure.mayHaveRun || trial.cell.effect === "idempotent");
        if (mayRepeat)
          assert.equal(error?.code, undefined, `${failure.what}: nothing was done, and it was not repeated`);
        else if (failure.mayHaveRun && trial.cell.effect === "creates") {
          if (error) assert.equal(error.retry, "unknown-outcome", `${failure.what}: ${error.code}`);
          // Who reads back and finds nothing may write it then, once.
          else
            assert.ok(
              writes > 0 && writes <= usual.writes,
              `${failure.what}: it was not written, the call claims a success, and wrote ${writes} times, usually ${usual.writes}`,
            );
        } else {
          const isTold =
            error !== undefined || writes > 0 || (failure === nothingThere && (await answersAlikeForWhatIsGone(trial)));
          assert.ok(isTold, `${failure.what}: the call claims a success`);
          if (error) assert.equal(error.retry, "never", `${failure.what}: ${error.code} may be repeated`);
          if (error && failure.fault) assert.equal(error.fault, failure.fault, `${failure.what}: ${error.code}`);
        }
      }
      for (const failure of await inUnheardOfWords(ownFailuresFor(trial, isWrite))) {
        await using other = await trial.another();
        const { trial: on } = other;
        const before = on.world.writes();
        const { ended, reached } = await failing(on, fetchIn(on.world.settings)!, usual.nth, failure);
        if (reached && !failureOf(ended))
          assert.ok(on.world.writes() > before, `${failure.what}: nothing was written, and the call claims a success`);
      }
    },
  },
  {
    promise: "writes once whichever failure answers a write that was carried out",
    rules: [
      ownWordsRule,
      {
        rule: "408, 5xx and a broken connection leave the outcome of a creating write unknown: it is read back, never sent again blindly",
        tried: "it carries the write out and then answers with each of them",
      },
    ],
    applies: isCreating,
    async run(trial) {
      const usual = await theWrite(trial);
      // Of several writes, some may be made again: an upload that nothing refers to yet.
      if (usual?.writes !== 1) return;
      for (const failure of [...allFor(trial.cell), ...ownFailuresFor(trial, isCreating)]) {
        if (!failure.mayHaveRun || failure.isRedirect) continue;
        await using other = await trial.another();
        const { trial: on } = other;
        const before = on.world.writes();
        const { ended, reached } = await failing(
          on,
          fetchIn(on.world.settings)!,
          usual.nth,
          failure,
          "before the answer",
        );
        if (isDeclared(ended) || !reached) return;
        assert.equal(on.world.writes() - before, 1, `${failure.what}: how often it was written`);
        const error = failureOf(ended);
        if (error) assert.equal(error.retry, "unknown-outcome", `${failure.what}: ${error.code}`);
      }
    },
  },
  {
    promise: "writes once where a gateway gives up, and the ATS writes after the call",
    rules: [
      {
        rule: "408, 502 and 504 come of a gateway, and the ATS may write after the call: a look that finds nothing does not allow a repeat",
        tried: "it answers so, carries the write out after the call, and calls again with the key",
      },
      {
        rule: "what shows only after the first look is found by a later one: keep no answer of `settle` between its looks",
        tried: "it carries a note out after the first look",
      },
    ],
    applies: isCreating,
    async run(trial) {
      const usual = await theWrite(trial);
      if (!usual) return;
      const failure = gatewayFor(trial);
      await using other = await trial.another();
      const { trial: on } = other;
      const { world } = on;
      const fetch = fetchIn(world.settings)!;
      const entered = () => (["candidates", "applications"] as const).map((kind) => world.ids(kind).length);
      const [before, there] = [world.writes(), entered()];
      const { ended, again, reached } = await failing(on, fetch, usual.nth, failure, "after the call");
      if (isDeclared(ended) || !reached) return;
      const what = `${failure.what}, and the server went on`;
      const writes = world.writes() - before;
      assert.ok(writes <= usual.writes, `${what}: it was written ${writes} times, usually ${usual.writes}`);
      for (const [nth, count] of entered().entries())
        assert.ok(count - there[nth]! <= 1, `${what}: it was entered ${count - there[nth]!} times`);
      const error = failureOf(ended);
      assert.ok(error, `${what}: nothing was there yet, and the call claims a success`);
      assert.equal(error.retry, "unknown-outcome", `${what}: ${error.code}`);
      const later = failureOf(again);
      if (later) assert.equal(later.retry, "unknown-outcome", `${what}, and the call came again: ${later.code}`);
      if (trial.capability.id.endsWith(".addNote")) await findsByALaterLook(trial, failure, usual.nth);
    },
  },
  {
    promise: "is done, or not known to be, where the ATS answers a write without a body",
    rules: [
      {
        rule: "a write that is done where the ATS answers `{}` is done where it answers 204, which has no body (RFC 9110, section 15.3.5): `http.json` gives undefined there, and `http.read` an error",
        tried: "it answers a write that was carried out with both",
      },
    ],
    applies: isWrite,
    async run(trial) {
      const usual = await theWrite(trial);
      if (!usual) return;
      const outcomes = new Map<Failure, string>();
      for (const said of bodilessFor(trial)) {
        await using fresh = await trial.another();
        const { trial: on } = fresh;
        const before = on.world.writes();
        const failure = { ...said, ...(trial.cell.lane === "passthrough" && { isCarried: true }) };
        const fetch = fetchIn(on.world.settings)!;
        const { ended, reached } = await failing(on, fetch, usual.nth, failure, "before the answer");
        if (isDeclared(ended) || !reached) return;
        const [error, writes] = [failureOf(ended), on.world.writes() - before];
        outcomes.set(said, error?.code ?? `done, by ${writes} requests that write`);
        const isDoneByObject = outcomes.get(object)!.startsWith("done");
        const sameAs = said === blank ? accepted : said === noContent && isDoneByObject ? object : said;
        const [outcome, other] = [outcomes.get(said), outcomes.get(sameAs)];
        assert.equal(outcome, other, `${said.what}: how it ended, and at last how ${sameAs.what} did`);
        if (isCreating(trial.cell))
          assert.ok(writes <= usual.writes, `${said.what}: ${writes} writes, and usually ${usual.writes}`);
        if (error) {
          assert.notEqual(error.fault, "adapter", `${said.what}: ${error.code}`);
          if (isCreating(trial.cell)) assert.equal(error.retry, "unknown-outcome", `${said.what}: ${error.code}`);
          continue;
        }
        const parsed = z.safeParse(trial.capability.output, ended);
        const [issue] = parsed.error?.issues ?? [];
        assert.ok(
          parsed.success,
          `${said.what}: the receipt is not canonical: ${issue?.path.join(".")} ${issue?.message}`,
        );
        assert.deepEqual(
          textsIn(ended).filter((text) => madeUp.test(text)),
          [],
          `${said.what}: what the receipt makes up of an answer that says nothing`,
        );
      }
    },
  },
];
