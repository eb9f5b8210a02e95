import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { isFields, scalarsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { readingOf, requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { briefly } from "../pieces/first-page.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

type Fetch = typeof globalThis.fetch;

/** The words of a request, of which an id is one. */
const wordsOf = (reading: string) => reading.split(/([^\w-]+)/);

/** The word of a request in which alone another one differs from it. */
function apartBy(reading: string, other: string): string | undefined {
  const [words, others] = [wordsOf(reading), wordsOf(other)];
  const different = words.filter((word, nth) => word !== others[nth]);
  return words.length === others.length && different.length === 1 ? different[0] : undefined;
}

/** What says where a list goes on, and belongs to none of its records. */
const ofPages = /cursor|next|token|after|offset|page|limit|skip/i;

/** The values of a body that may be ids. */
function idsIn(value: unknown, name = ""): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return ofPages.test(name) ? [] : [String(value)];
  if (Array.isArray(value)) return value.flatMap((each) => idsIn(each, name));
  return isFields(value) ? Object.entries(value).flatMap(([key, held]) => idsIn(held, key)) : [];
}

/** An id in the form of another one, which nothing has. */
const unlike = (id: string) =>
  /^\d+$/.test(id) ? "987654321" : id.replaceAll(/\d/g, (digit) => String((Number(digit) + 7) % 10));

/** A request that asks for a part of one record beside the same part of others, and the id of the part. */
interface Part {
  readonly reading: string;
  readonly id: string;
  /** What usually answers it. */
  readonly answer: string;
}

/** The parts that a call asks for one by one, of each kind the second. */
async function partsOf(trial: Trial, run: NonNullable<Awaited<ReturnType<typeof briefly>>>) {
  const fetch = fetchIn(trial.world.settings)!;
  const readings: string[] = [];
  const answers = new Map<string, string>();
  const known = new Set<string>();
  const noting: Fetch = async (...given) => {
    const request = requestOf(...given);
    const reading = await readingOf(request);
    readings.push(reading);
    const answer = await fetch(request);
    const text = await answer.clone().text();
    answers.set(reading, text);
    try {
      for (const id of idsIn(JSON.parse(text))) known.add(id);
    } catch {
      // A file has no ids in it.
    }
    return answer;
  };
  await using plain = await connectedTo(withFetch(trial, noting));
  const before = await ending(() => run(plain));
  const named = new Set(scalarsIn((await inputOf(trial)) ?? {}).map(String));
  const parts = new Map<string, Part>();
  for (const [nth, reading] of readings.entries())
    for (const earlier of readings.slice(0, nth)) {
      const id = apartBy(reading, earlier);
      if (id === undefined || !known.has(id) || named.has(id) || unlike(id) === id) continue;
      // The name that stands before it.
      const before = reading.slice(0, reading.indexOf(id)).slice(-40);
      if (ofPages.test(before.split(/\W/).findLast((word) => word !== "") ?? "")) continue;
      const kind = reading.replaceAll(id, "*");
      if (!parts.has(kind)) parts.set(kind, { reading, id, answer: answers.get(reading) ?? "" });
    }
  return { before, parts: [...parts.values()].slice(0, mostKinds) };
}

const inputOf = async (trial: Trial) => (trial.cell.kind === "stream" ? {} : (await samplesOf(trial))[0]?.input);

/** How many kinds of parts of one call are tried. */
const mostKinds = 3;

/** The same way to the ATS, on which a part is not there any more: the ATS says so as it says it of an id that it does not know. */
function without(fetch: Fetch, { reading, id }: Part, status: number | undefined): Fetch {
  return async (...given) => {
    const request = requestOf(...given);
    if ((await readingOf(request)) !== reading) return fetch(request);
    const { method, headers, signal } = request;
    const body = request.body && (await request.text()).replaceAll(id, unlike(id));
    const answer = await fetch(request.url.replaceAll(id, unlike(id)), { method, headers, signal, body });
    return status === undefined || answer.status !== 404
      ? answer
      : new Response(await answer.text(), { status, headers: answer.headers });
  };
}

const idsOf = (given: unknown): readonly string[] =>
  Array.isArray(given) ? given.flatMap((each: { readonly id?: string }) => each.id ?? []) : [];

/** What every read promises that asks for parts of records one by one. */
export const gonePartPromise: ContractPromise = {
  promise: "loses no more than a part or its record that is gone when it is asked for",
  rules: [
    {
      rule: 'where parts of records are asked for one by one, one that is gone costs itself or its record, and an event reports it; the résumé that a candidate still has is never "none"',
      tried: "it asks for one of them by an id that nothing has",
    },
  ],
  // One list, which is asked for by GET, has no parts.
  applies: ({ kind, capability, routes }) =>
    kind !== "command" &&
    capability !== "passthrough.send" &&
    (routes.length > 1 || routes.some(({ method, path }) => method !== "GET" || path.includes("{"))),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const run = fetch && (await briefly(trial));
    if (!run) return;
    const { before, parts } = await partsOf(trial, run);
    if (AtsError.is(before)) return;
    for (const part of parts)
      for (const status of [undefined, 410]) {
        await using fresh = await connectedTo(withFetch(trial, without(fetch!, part, status)));
        let told = 0;
        for (const name of ["drift", "quarantine"] as const) fresh.ats.on(name, () => (told += 1));
        const ended = await ending(() => run(fresh));
        if (isDeclared(ended)) return;
        const asked = part.reading.replace(/^(\S+) \w+:\/\/[^/]+/, "$1").slice(0, 120);
        const where = `of several such requests, the one for ${part.id} (${asked}) found nothing${status === undefined ? "" : ` (${status})`}`;
        assert.ok(
          !AtsError.is(ended),
          `${where}, and the whole call ends in ${AtsError.is(ended) ? ended.code : ""}: it is gone, and costs its record alone`,
        );
        const left = new Set(idsOf(ended));
        const missing = idsOf(before).filter((id) => !left.has(id));
        const isListed = missing.includes(part.id);
        assert.ok(!isListed || told > 0, `${where}, the record is left out, and no event reports it`);
        // A part may be a list of records itself, such as the stages of a workflow.
        const lost = missing.filter((id) => !part.answer.includes(id));
        assert.ok(lost.length <= 1, `${where}, and ${lost.length} records are missing: ${lost.join(", ")}`);
      }
  },
};
