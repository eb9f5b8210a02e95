import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answerOf } from "../../worlds/counting.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn, sentWhole } from "../../worlds/tapped.ts";
import { failureOf } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";
import { entersSomebody, isTriedByTheOther, samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** What a store for files may refuse a request with: an address that has expired, another's file, too many requests. */
const refusals: readonly { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[] = [
  { status: 401 },
  { status: 403 },
  { status: 429, headers: { "retry-after": "600" } },
];

/** Performs a call with a file, and refuses what it asks of another server; then reads on the same connection. */
async function refusedByTheStore(trial: Trial, { status, headers }: (typeof refusals)[number]): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world, capability } = on;
  const fetch = fetchIn(world.settings);
  const sample = (await samplesOf(on)).find(({ input }) => !entersSomebody(capability.id) || input["attachments"]);
  if (!fetch || !sample) return false;
  const own = new Set<string>();
  let [isOrdinary, refused, said] = [true, false, ""];
  const way: typeof fetch = async (...given) => {
    const request = requestOf(...given);
    const { origin } = new URL(request.url);
    if (isOrdinary) own.add(origin);
    // A server for tokens no answer names.
    if (!own.has(origin) && said.includes(origin)) {
      refused = true;
      await sentWhole(request);
      return answerOf(status, headers);
    }
    const answer = await fetch(request);
    if (!isOrdinary) said += (await answer.clone().text()).replaceAll(String.raw`\/`, "/");
    return answer;
  };
  const clock = new InstantClock(world.now());
  await using fresh = await connectedTo(withFetch(on, way), [clockOnce(clock)]);
  const read = () => ending(() => firstPage(fresh, "jobs.stream", {}));
  await read();
  isOrdinary = false;
  const ended = await ending(() => fresh.call(capability.id, sample.input));
  if (!refused || isDeclared(ended)) return refused;
  const what = `the store for files answered HTTP ${status}`;
  const error = failureOf(ended);
  if (error) {
    assert.equal(error.concerns, "call", `${what}, ${error.code}: what it concerns`);
    assert.notEqual(error.fault, "configuration", `${what}, ${error.code}: whose fault it is`);
    assert.doesNotMatch(error.code, /^(connection|capability)\.|quota/, `${what}: the code of its error`);
    if (status !== 429) assert.notEqual(error.retry, "unknown-outcome", `${what}, ${error.code}`);
  }
  const before = clock.waited;
  assert.equal(failureOf(await read())?.code, undefined, `${what}, and the next ordinary call fails`);
  assert.ok(clock.waited - before < 1_000, `${what}, and the next ordinary call waits for it`);
  return true;
}

/** What calls with files promise where the ATS keeps them on another server. */
export const storePromise: ContractPromise = {
  promise: "blames no key, right or quota of the ATS for what a store of files refuses",
  rules: [
    {
      rule: "a store for files that refuses a request says nothing of the key, the rights and the quota of the ATS (`foreign` of a request of `@anyats/http` sees to that)",
      tried:
        "it answers what goes to another server that an answer named with 401, 403 and 429, and makes another call",
    },
  ],
  applies: ({ capability }) =>
    entersSomebody(capability) || /\.(addAttachment|getResume|listAttachments)$/.test(capability),
  async run(trial) {
    if (!trial.offers("jobs.stream") || isTriedByTheOther(trial)) return;
    for (const refusal of refusals) if (!(await refusedByTheStore(trial, refusal))) return;
  },
};
