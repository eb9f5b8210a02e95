import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { WorldLacks } from "../../world-lacks.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn, meanwhileAt } from "../../worlds/tapped.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { failureOf, ofTheConnection, performing } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";

import { ending } from "../pieces/striking.ts";

/** Before which requests of a call the session ends, one in each call. */
const most = 4;

/** Headers that may carry what the ATS gave. */
const ofSessions = /^(authorization|cookie)$|token|session/;

type Run = Awaited<ReturnType<typeof performing>>;

/** Whether requests carry what an answer to an earlier one gave: a token, or a session. */
async function hasSessions(trial: Trial, fetch: typeof globalThis.fetch): Promise<boolean> {
  const answers: string[] = [];
  let carries = false;
  const listening: typeof fetch = async (...sent) => {
    const request = requestOf(...sent);
    const carried = [...request.headers].flatMap(([name, value]) =>
      ofSessions.test(name) ? value.split(/[ =;]+/) : [],
    );
    carries ||= carried.some((word) => word.length > 7 && answers.some((text) => text.includes(word)));
    const response = await fetch(request);
    answers.push(await response.clone().text());
    return response;
  };
  await using on = await connectedTo(withFetch(trial, listening));
  await ending(() => firstPage(on, trial.capability.id, {}));
  return carries;
}

/** No ATS gives a token for less, in milliseconds: one that is asked for sooner again was taken to end too early. */
const shortestLife = 30_000;

/** A connection asks for a token or a session once, and not for nearly every call: an ATS locks an account that signs in so often. */
async function keepsItsSession(trial: Trial, fetch: typeof globalThis.fetch, run: NonNullable<Run>): Promise<void> {
  const { world } = trial;
  const clock = new InstantClock(world.now());
  let sent = 0;
  const counting: typeof fetch = (...request) => {
    sent += 1;
    return fetch(...request);
  };
  await using on = await connectedTo(withFetch(trial, counting), [clockOnce(clock)]);
  // The world does not name the requests for tokens among those that it has seen.
  const asked = async () => {
    const [before, seenBefore] = [sent, world.requests()];
    await run(on);
    return sent - before - (world.requests() - seenBefore);
  };
  if ((await asked()) === 0) return;
  clock.advance(shortestLife);
  assert.equal(
    await asked(),
    0,
    `it asked for another token or session after ${shortestLife / 1000} seconds: in which unit does the ATS say how long one lasts?`,
  );
}

/** What every read promises of an ATS that gives sessions or tokens for a key; commands promise it for any of their requests. */
export const sessionPromise: ContractPromise = {
  promise: "goes on where the ATS ends a session or a token before its time",
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
    if (ofTheConnection(trial.cell)) await keepsItsSession(trial, fetch, run);
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
