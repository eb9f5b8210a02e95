import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answerOf, counting } from "../../worlds/counting.ts";
import { fetchIn, largeNumber, sendingLargeNumbers, writingJsonOtherwise } from "../../worlds/tapped.ts";
import { failureOf, ofTheConnection } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";
import { patient, reading } from "./read-once-more.ts";

/** Answers that are not whole, although they come with a status of success and end as they should. */
const cutShort = [
  '{"data":{"results":[{"id":"4711"',
  '{"results":[{"id":"47',
  '[{"id":"4711"},   \r\n ',
  "<html><p>[]</p></html>",
];

/** How much JSON is parsed while something runs, in characters. */
async function parsedBy(run: () => Promise<unknown>): Promise<number> {
  const { parse } = JSON;
  let characters = 0;
  JSON.parse = ((text: string, ...others: []) => {
    characters += text.length;
    return parse(text, ...others) as unknown;
  }) as typeof parse;
  try {
    await run();
  } finally {
    JSON.parse = parse;
  }
  return characters;
}

/** How often everything that is answered may be parsed, by the adapter and by the kit on the way. */
const mostParsings = 5;

/** Whole numbers beyond 2^53 keep their digits, and an answer that has some is not parsed again for each of them. */
async function keepsDigits(trial: Trial, fetch: typeof globalThis.fetch, wanted: readonly unknown[]): Promise<void> {
  const way = counting(sendingLargeNumbers(fetch));
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const options = { ...patient, pageSize: 50, raw: true };
  let given: readonly { readonly id: string; readonly raw?: unknown }[] = [];
  const parsed = await parsedBy(async () => void (given = await on.stream(trial.capability.id, {}, options).toArray()));
  const bytes = way.bytes();
  const withoutRaw = given.map(({ raw: _raw, ...record }) => record);
  assert.deepEqual(comparable(withoutRaw), wanted, "with a whole number beyond 2^53 in each record");
  const { name, digits } = largeNumber;
  for (const { raw } of given) {
    const held = (raw as Readonly<Record<string, unknown>>)[name];
    if (held !== undefined) assert.equal(String(held), digits, "the digits of a whole number beyond 2^53 in `raw`");
  }
  const [id] = trial.world.ids("jobs");
  if (id !== undefined && trial.offers("jobs.get")) {
    const { raw } = ((await on.call("jobs.get", { id }, { raw: true })) ?? {}) as { readonly raw?: object };
    const held = (raw as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (held !== undefined)
      assert.equal(String(held), digits, "the digits of a whole number beyond 2^53 in one record");
  }
  assert.ok(
    parsed < mostParsings * bytes,
    `${bytes} bytes were answered, and ${parsed} characters were parsed: parse an answer once more for all of its large numbers, and not for each`,
  );
}

/** The same way to an ATS of which each answer in JSON is changed. */
const answeredBy =
  (fetch: typeof globalThis.fetch, change: (body: unknown) => unknown): typeof fetch =>
  async (...request) => {
    const response = await fetch(...request);
    if (!/json/.test(response.headers.get("content-type") ?? "")) return response;
    return Response.json(change(await response.json()), { status: response.status });
  };

/** An answer whose page has far more records than anybody asks for. */
const crowdedWithin = (body: unknown, ids: readonly string[]) =>
  changedWithin(body, (held) => {
    const isOfRecords = Array.isArray(held) && held.some((each) => isFields(each) && ids.includes(String(each["id"])));
    return isOfRecords ? Array.from({ length: 2_000 }, () => held[0] as unknown) : undefined;
  });

/** An answer of few megabytes that takes many in memory, and long to look through. */
const manyValues = `[${"[],".repeat(1_000_000)}[]]`;

/** What reads promise of answers, however they are written, cut short or large. */
export const answerPromises: readonly ContractPromise[] = [
  {
    promise: "reads the same however the ATS writes its JSON",
    rules: [
      {
        rule: "with `raw`, a record holds itself as it came, and not what is nested in it: read that with `{ ...call, raw: false }`",
        tried: "it compares with and without `raw`",
      },
      {
        rule: "JSON is read however it is written: a whole number beyond 2^53 keeps its digits, and an answer is not parsed for each record because of it",
        tried:
          "it writes answers with blanks, with the fields in another order, with everything escaped, and with such a number in each record",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      await using usual = await connectedTo(trial);
      // Who looks ahead reads in a page where the next one is, before the page itself.
      const options = { ...patient, pageSize: 5, lookAhead: true };
      const wanted = comparable(await usual.stream(trial.capability.id, {}, options).toArray());
      for (const [how, otherwise] of Object.entries(writingJsonOtherwise)) {
        await using on = await connectedTo(withFetch(trial, otherwise(fetch)));
        const given = await ending(() => on.stream(trial.capability.id, {}, options).toArray());
        if (AtsError.is(given)) assert.fail(`${how}: ${given.code} ${given.message}`);
        assert.deepEqual(comparable(given), wanted, how);
      }
      await keepsDigits(trial, fetch, wanted as readonly unknown[]);
    },
  },
  {
    promise: "reads no more of an answer than an answer may have",
    rules: [
      {
        rule: "an answer without an end is not read to the end, and its body is cancelled",
        tried: "it sends blanks forever, and an answer that announces too much",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      const chunk = new Uint8Array(1024 * 1024).fill(32);
      const most = 100;
      let [chunks, isOpen] = [0, false];
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            chunks += 1;
            if (chunks > most) controller.close();
            else controller.enqueue(chunk);
          },
          cancel: () => void (isOpen = false),
        });
      let instead: (() => Response) | undefined;
      const way: typeof fetch = async (...request) => instead?.() ?? fetch(...request);
      await using on = await connectedTo(withFetch(trial, way));
      const read = () => ending(() => on.stream(trial.capability.id, {}, patient).toArray());
      // A live account cannot say what it holds.
      const usual = await read();
      const ids = Array.isArray(usual) ? (usual as readonly { readonly id: string }[]).map(({ id }) => id) : [];
      // One that says how large it is need not be read at all.
      for (const headers of [{}, { "content-length": String(most * chunk.length) }]) {
        chunks = 0;
        instead = () => {
          isOpen = true;
          return new Response(endless(), { status: 200, headers });
        };
        const error = failureOf(await read());
        assert.ok(error, "the answer had no end, and the call claims a success");
        assert.ok(chunks <= most, `it read ${most} MB of an answer`);
        assert.ok(
          !isOpen,
          "it left an answer that it does not read to its end: cancel the body, or its connection stays",
        );
        assert.match(error.fault, /^(ats|aggregator)$/, `whose fault it is (${error.code})`);
        assert.equal(error.retry, "never", `${error.code}: the next answer is as large`);
      }
      let requests = 0;
      instead = () => {
        requests += 1;
        return answerOf(200, {}, manyValues);
      };
      const error = failureOf(await read());
      assert.ok(error, "the answer held a million values, and the call claims a success");
      assert.deepEqual([error.retry, requests], ["never", 1], `${error.code}: the next answer holds as much`);
      const crowded = answeredBy(fetch, (body) => crowdedWithin(body, ids));
      await using crowdedOn = await connectedTo(withFetch(trial, crowded));
      const ended = failureOf(await ending(() => crowdedOn.stream(trial.capability.id, {}, patient).toArray()));
      if (ended) assert.equal(ended.retry, "never", `${ended.code}: the next page holds as many records`);
    },
  },
  {
    promise: "repeats a read whose answer was cut short, or is the page of a proxy",
    rules: [
      { rule: "a read whose answer was cut short is repeated", tried: "it answers with halves and pages of proxies" },
    ],
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read }) => {
        const whole = await read();
        for (const text of cutShort) {
          const given = await read((nth) => (nth === 0 ? answerOf(200, {}, text) : undefined));
          if (AtsError.is(given)) assert.fail(`"${text}": ${given.code} ${given.message}`);
          assert.deepEqual(comparable(given), comparable(whole), `"${text}"`);
          const error = failureOf(await read(() => answerOf(200, {}, text)));
          assert.ok(error, `every answer was "${text}", and the call claims a success`);
          assert.notEqual(error.retry, "never", `"${text}": the next answer may be whole`);
          const isPage = /html|page/i.test(error.message);
          assert.equal(isPage, text.startsWith("<"), `"${text}": ${error.message} Say so where it is a page`);
        }
      });
    },
  },
];
