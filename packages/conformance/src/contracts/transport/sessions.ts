import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch, withSettings } from "../../trial.ts";
import { WorldLacks } from "../../world-lacks.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { isFields } from "../../fields.ts";
import { fetchIn, meanwhileAt, rewriting } from "../../worlds/tapped.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { failureOf, ofTheConnection, performing } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

/** Before which requests of a call the session ends, one in each call. */
const most = 4;

/** Headers that may carry what the ATS gave. */
const ofSessions = /^(authorization|cookie)$|token|session/;

/** The same in the JSON of a request. A token of a page is another thing. */
const sessionInBody = /"[^"]{0,40}(?:session|access_?token)[^"]{0,20}":\s?"([^"]{6,400})"/gi;

type Run = Awaited<ReturnType<typeof performing>>;

/** The same way to the ATS, on which tokens and sessions are noted: what an answer gave, and later requests carry. */
function notingSessions(fetch: typeof globalThis.fetch) {
  let answers: string[] = [];
  const carried = new Set<string>();
  return {
    fetch: (async (...sent) => {
      const request = requestOf(...sent);
      const inHeaders = [...request.headers].filter(([name]) => ofSessions.test(name));
      const inBody = (await request.clone().text()).matchAll(sessionInBody);
      const words = [
        ...inHeaders.flatMap(([, value]) => value.split(/[ =;]+/)),
        ...[...inBody].map(([, word]) => word!),
      ];
      for (const word of words) if (word.length > 5 && !/^(?:bearer|basic)$/i.test(word)) carried.add(word);
      const response = await fetch(request);
      answers.push(await response.clone().text());
      return response;
    }) satisfies typeof globalThis.fetch,
    /** How many answers gave one, since this was asked last. */
    taken(): number {
      const gave = answers.filter((text) => [...carried].some((word) => text.includes(word))).length;
      answers = [];
      return gave;
    },
  };
}

/** Whether requests carry what an answer to an earlier one gave: a token, or a session. */
async function hasSessions(trial: Trial, fetch: typeof globalThis.fetch): Promise<boolean> {
  const way = notingSessions(fetch);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  await ending(() => firstPage(on, trial.capability.id, {}));
  return way.taken() > 0;
}

/** No ATS gives a token for less, in milliseconds: one that is asked for sooner again was taken to end too early. */
const shortestLife = 30_000;

/** Lives of a token as its answer may say them, in seconds (RFC 6749, 5.1); some servers write a text. Undefined: as it came. */
const lives = [undefined, 45, "45"] as const;

/** The same way to an ATS whose tokens live as long. */
const withLife = (fetch: typeof globalThis.fetch, life: (typeof lives)[number]) =>
  life === undefined
    ? fetch
    : rewriting(fetch, (body) => (isFields(body) && "expires_in" in body ? { ...body, expires_in: life } : body));

/** A connection asks for a token or a session once, and not for nearly every call: an ATS locks an account that signs in so often. */
async function keepsItsSession(
  trial: Trial,
  fetch: typeof globalThis.fetch,
  run: NonNullable<Run>,
  life?: (typeof lives)[number],
): Promise<void> {
  const clock = new InstantClock(trial.world.now());
  const way = notingSessions(withLife(fetch, life));
  await using on = await connectedTo(withFetch(trial, way.fetch), [clockOnce(clock)]);
  await run(on);
  if (way.taken() === 0) return;
  clock.advance(shortestLife);
  await run(on);
  assert.equal(
    way.taken(),
    0,
    `it asked for another token or session after ${shortestLife / 1000} seconds${life === undefined ? "" : `, where \`expires_in\` is ${JSON.stringify(life)}`}: in which unit does the ATS say how long one lasts?`,
  );
}

/** Two connections of one customer, such as of two processes, go on whichever of them asks for another session first. */
async function goesOnBeside(trial: Trial, run: NonNullable<Run>, wanted: unknown): Promise<void> {
  await using one = await connectedTo(trial);
  await using two = await connectedTo(trial);
  for (const order of [
    [one, two],
    [two, one],
    [one, two],
  ]) {
    for (const on of order)
      assert.deepEqual(
        comparable(await ending(() => run(on))),
        comparable(wanted),
        "two connections of one customer took turns, and the ATS ended their sessions between: they share what the ATS takes once",
      );
    await trial.world.endSessions?.();
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The functions that an app gives within one of its settings, such as one that keeps tokens: the setting, and the name within it. */
const functionsIn = (settings: unknown): readonly (readonly [name: string, method: string])[] =>
  Object.entries(settings as Fields).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? Object.entries(value)
          .filter(([, each]) => typeof each === "function")
          .map(([method]) => [name, method] as const)
      : [],
  );

/** What the store of an app says of itself when it fails. */
const ofTheStore = "row 4735 of the tokens is locked";

/** A function that an app gives fails, or does nothing: the call says so, and goes on where it works again. */
export const appFunctionPromise: ContractPromise = {
  promise: "says whose it is where a function of the app's settings fails",
  applies: ofTheConnection,
  async run(trial) {
    const run = await performing(trial);
    if (!run) return;
    const fails: Readonly<Record<string, () => Promise<void>>> = {
      "it fails": () => Promise.reject(new TypeError(ofTheStore)),
      "it throws what is not an error": () => Promise.reject(ofTheStore as unknown as Error),
      "it does nothing": () => Promise.resolve(),
    };
    for (const [name, method] of functionsIn(trial.world.settings))
      for (const [how, instead] of Object.entries(fails)) {
        let broken: typeof instead | undefined = instead;
        const all = trial.world.settings as Fields;
        const works = (all[name] as Readonly<Record<string, (...given: unknown[]) => unknown>>)[method]!;
        const given = { [method]: (...values: unknown[]) => broken?.() ?? works(...values) };
        const settings = { ...all, [name]: { ...(all[name] as object), ...given } };
        await using on = await connectedTo(withSettings(trial, settings));
        const error = failureOf(await ending(() => run(on)));
        if (!error) continue;
        const what = `\`${name}.${method}\` of the settings: ${how}`;
        assert.deepEqual(
          [error.fault, error.retry],
          ["caller", "safe"],
          `${what}: whose fault it is, and how to go on`,
        );
        assert.match(error.code, /^connection\.[a-z-]+$/, `${what}: the code of the error`);
        assert.ok(!error.message.includes(ofTheStore), `${what}: the error quotes what it said`);
        broken = undefined;
        assert.equal(failureOf(await ending(() => run(on)))?.code, undefined, `${what}, and works again`);
      }
  },
};

/** What every read promises of an ATS that gives sessions or tokens for a key; commands promise it for any of their requests. */
export const sessionPromise: ContractPromise = {
  promise: "goes on where the ATS ends a session or a token before its time",
  rules: [
    {
      rule: "the ATS may revoke an access token or a session at any time: the call goes on with another",
      tried: "before each request of a call, it ends all of them (`endSessions()` of the world, where there is one)",
    },
    {
      rule: "a token or a session is asked for once in its life: `expiresInMs` of a grant is in milliseconds",
      tried: "it lets half a minute pass, and counts the requests for tokens; also of tokens whose `expires_in` is 45",
    },
    {
      rule: "two connections of one customer go on, whichever of them asks for another token or session first",
      tried: "it ends the sessions, and lets the connections take turns",
    },
  ],
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    const { world } = trial;
    const fetch = fetchIn(world.settings);
    if (!fetch) return;
    if (!world.endSessions) {
      if (trial.capability.id === "jobs.stream" && (await hasSessions(trial, fetch)))
        throw new WorldLacks("requests carry a token or a session that the ATS issued: write WorldSession.endSessions");
      return;
    }
    const run = await performing(trial);
    if (!run) return;
    await using plain = await connectedTo(trial);
    const wanted = await ending(() => run(plain));
    if (AtsError.is(wanted)) return;
    if (ofTheConnection(trial.cell)) {
      for (const life of lives) await keepsItsSession(trial, fetch, run, life);
      await goesOnBeside(trial, run, wanted);
    }
    for (let nth = 0; nth < most; nth += 1) {
      const way = meanwhileAt(fetch, () => world.endSessions?.());
      await using on = await connectedTo(withFetch(trial, way.fetch));
      await run(on);
      way.before(nth);
      const ended = await ending(() => run(on));
      if (!way.reached()) return;
      const where = `the session ended before request ${nth + 1}, and the key is good`;
      assert.equal(failureOf(ended)?.code, undefined, `${where}: ask for another session, and send the request again`);
      assert.deepEqual(comparable(ended), comparable(wanted), where);
    }
  },
};
