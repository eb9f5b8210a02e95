import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf } from "../pieces/calling.ts";
import { changedAt } from "../pieces/changed-at.ts";
import { missingRights, struckInOtherWords } from "../pieces/failures.ts";
import { briefly } from "../pieces/first-page.ts";
import { ending, isDeclared, makes } from "../pieces/striking.ts";

type Fetch = typeof globalThis.fetch;

/** How a part of an ATS refuses, each time it is asked. */
interface Refusal {
  readonly what: string;
  readonly answer: () => Response;
  /** Nothing is there: what hangs on it may be null, but no list is shorter. */
  readonly isNothing?: true;
}

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  Response.json(body, { status, headers });
const message = { error: "refused 4812", message: "refused 4812" };

/** What an adapter may be tempted to read as "nothing". */
const tempting: readonly Refusal[] = [
  { what: "HTTP 403, as without the right to it", answer: () => json(403, message) },
  { what: "HTTP 404", answer: () => json(404, message), isNothing: true },
];

const others: readonly Refusal[] = [
  { what: "HTTP 500, each time", answer: () => json(500, message) },
  { what: "HTTP 200 with an error in it", answer: () => json(200, { success: false, ...message }) },
  { what: "HTTP 401", answer: () => json(401, message) },
  { what: "HTTP 429, each time", answer: () => json(429, message, { "retry-after": "1" }) },
];

/** Another of them for each cell: operations share the code by which they look something up. */
const oneOf = (all: readonly Refusal[], { claims, cell }: Trial): Refusal =>
  all[claims.cells.findIndex(({ capability }) => capability === cell.capability) % all.length]!;

/** How many routes of one call are refused. */
const mostRoutes = 6;

/** A request as it reads; the number that a call of JSON-RPC gives itself is another each time. */
async function readingOf(request: Request): Promise<string> {
  const body = request.body ? (await request.clone().text()).replaceAll(/"id":\d+,?/g, "") : "";
  return `${request.method} ${request.url} ${body}`;
}

/** The same way to the ATS, on which one request, and each that reads the same, is answered by something else. */
function refusedAlways(fetch: Fetch, nth: number, answer: () => Response) {
  let requests = 0;
  let refused: string | undefined;
  return {
    reached: () => refused !== undefined,
    async fetch(...given: Parameters<Fetch>) {
      const request = requestOf(...given);
      if (refused === undefined && requests++ < nth) return fetch(request);
      const reading = await readingOf(request);
      refused ??= reading;
      return reading === refused ? answer() : fetch(request);
    },
  };
}

/** Which requests of a call are the first of their route, from 0. */
async function firstOfEachRoute(trial: Trial, before: number): Promise<readonly number[]> {
  const asked = (await trial.world.seen()).slice(before);
  const withoutIds = (path: string) => path.split("/").map((part) => (/\d/.test(part) ? "*" : part));
  const routes = asked.map(({ method, path }) => `${method} ${withoutIds(path).join("/")}`);
  return [...new Set(routes)].map((route) => routes.indexOf(route)).slice(0, mostRoutes);
}

/** The ATS gives the rest of an answer, and says beside it that it refused a part. */
async function isToldBeside(
  trial: Trial,
  run: (on: Connected) => Promise<unknown>,
  wanted: unknown,
  isUnknown: boolean,
): Promise<void> {
  const renaming = isUnknown ? struckInOtherWords(trial) : undefined;
  await using fresh = await connectedTo(renaming ? withFetch(trial, renaming.fetch) : trial);
  if (!(await makes(trial, "refused-in-part"))) return;
  const ended = await ending(() => run(fresh));
  const struck = trial.world.struck?.();
  await trial.world.trouble("none");
  if (struck === 0 || (isUnknown && !renaming?.struck()) || failureOf(ended)) return;
  assert.deepEqual(
    comparable(ended),
    comparable(wanted),
    `the ATS gave an answer without a part and said beside it${isUnknown ? ", by a word that nobody knows," : ""} that it had refused that part, and the call gave the rest as the whole: let the refusal end the call, or ask for the part again`,
  );
}

/** What every read promises of an ATS that refuses one part of what it asks for, again and again. */
export const partRefusedPromise: ContractPromise = {
  promise: "leaves out no part that the ATS refuses to give",
  rules: [
    {
      rule: "no part of an answer is left out because the ATS refuses to give it, whatever the status",
      tried:
        "it refuses each route of a read that asks in several places, again and again: with 403, 404, the ATS's own word for a missing right in `failures`, and by turns with 401, 429, 500 and an error inside a 200; and beside the rest of an answer, where the world makes `refused-in-part`",
    },
    {
      rule: "a refusal by a word that nobody knows is a refusal, also where the rest of an answer stands beside it",
      tried: "it puts another word in place of the one in `refused-in-part`",
    },
  ],
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    const { world } = trial;
    const fetch = fetchIn(world.settings);
    const run = fetch && (await briefly(trial));
    if (!run) return;
    const seen = (await world.seen()).length;
    await using plain = await connectedTo(trial);
    const wanted = await ending(() => run(plain));
    if (AtsError.is(wanted)) return;
    for (const isUnknown of [false, true]) await isToldBeside(trial, run, wanted, isUnknown);
    const routes = await firstOfEachRoute(trial, seen);
    // Where a call asks in one place only, there is no part to leave out, and other promises refuse that place.
    if (routes.length === 1) return;
    const refusals: readonly Refusal[] = [...tempting, ...missingRights(trial), oneOf(others, trial)];
    for (const nth of routes)
      for (const { what, answer, isNothing } of refusals) {
        const way = refusedAlways(fetch, nth, answer);
        await using fresh = await connectedTo(withFetch(trial, way.fetch));
        const ended = await ending(() => run(fresh));
        if (!way.reached() || isDeclared(ended)) break;
        if (failureOf(ended)) continue;
        const where = `request ${nth + 1} was answered with ${what}`;
        if (isNothing) {
          const changed = changedAt(comparable(wanted), comparable(ended), "the answer");
          assert.equal(changed, undefined, `${where}, and ${changed} differs: it is null, or the call fails`);
        } else
          assert.ok(
            isDeepStrictEqual(comparable(ended), comparable(wanted)),
            `${where}, and the call gave an answer without what it asked for: let the error end the call, whatever its code; an empty part says that there is nothing`,
          );
      }
  },
};
