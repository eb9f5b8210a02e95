import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, largeNumber, rewritingRecords, sendingDigits } from "../../worlds/tapped.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { ending, makes } from "../pieces/striking.ts";
import { patient, reading } from "./read-once-more.ts";

/** What one record may hold by accident, in a field that no adapter knows. */
const muchIn: Readonly<Record<string, () => unknown>> = {
  "nested deep": () => Array.from({ length: 1_000 }).reduce((held: unknown) => [held], 0),
  "one that holds very much": () => Array.from({ length: 60_000 }, () => 0),
};

/**
 * Finds a record in answers: an object that has its id and most of what the ATS sent for it. What has the id alone may
 * refer to it, or be of another kind, where each kind is counted from 1.
 */
async function finding(trial: Trial, fetch: typeof globalThis.fetch, id: string): Promise<(each: object) => boolean> {
  const hasTheId = (each: object) => String((each as { readonly id?: unknown }).id) === id;
  const named: object[] = [];
  const noting = (each: object) => void (hasTheId(each) && named.push(each));
  await using on = await connectedTo(withFetch(trial, rewritingRecords(fetch, noting)));
  const rows = await on.stream(trial.capability.id, {}, { ...patient, raw: true }).toArray();
  const { raw } =
    (rows as readonly { readonly id: string; readonly raw?: unknown }[]).find((row) => row.id === id) ?? {};
  const sent = Object(raw) as Readonly<Record<string, unknown>>;
  const isMost = (each: object) => {
    const same = Object.entries(each).filter(([name, held]) => isDeepStrictEqual(held, sent[name]));
    return same.length * 2 > Object.keys(sent).length;
  };
  // What is given as `raw` may be made of several.
  return named.some(isMost) ? (each) => hasTheId(each) && isMost(each) : hasTheId;
}

/** What reads promise of records that they cannot read. */
export const setAsidePromises: readonly ContractPromise[] = [
  {
    promise: "loses at most the record that is nested deep or holds very much",
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const all = trial.world.ids("jobs");
      const odd = all[1];
      if (!fetch || odd === undefined) return;
      const isIt = await finding(trial, fetch, odd);
      /** Reads the jobs where that one is another. */
      const reading = async (what: string, other: object, sending = (way: typeof fetch) => way) => {
        const changed = (record: object) => (isIt(record) ? { ...record, ...other } : undefined);
        await using on = await connectedTo(withFetch(trial, sending(rewritingRecords(fetch, changed))));
        const aside: (string | null)[] = [];
        on.ats.on("quarantine", ({ id }) => aside.push(id));
        const given = await ending(() => on.stream(trial.capability.id, {}, patient).toArray());
        if (AtsError.is(given)) assert.fail(`one record is ${what}: ${given.code} ${given.message}`);
        const found = (given as readonly { readonly id: string }[]).map(({ id }) => id);
        const others = all.filter((id) => id !== odd && !found.includes(id));
        assert.deepEqual(others, [], `one record is ${what}, and others were lost with it`);
        const lost = all.length - found.length;
        assert.equal(aside.length, lost, `one record is ${what}: \`quarantine\` events`);
        return aside;
      };
      for (const [what, value] of Object.entries(muchIn)) {
        const aside = await reading(what, { kit_field_4837: value() });
        assert.ok(
          aside.every((id) => id === odd),
          `record ${odd} is ${what}, and \`quarantine\` names ${aside.join(", ")}`,
        );
      }
      // Nobody finds a record by an id that has lost digits.
      const { mark, digits } = largeNumber;
      const other = { id: mark, kit_field_4837: muchIn["nested deep"]!() };
      for (const id of await reading("nested deep", other, sendingDigits))
        assert.ok(id === null || id === digits, `the id of a record is ${digits}, and \`quarantine\` names ${id}`);
    },
  },
  {
    promise: "names a record that it sets aside, and asks for no page larger than it can be",
    rules: [
      {
        rule: "a record that is set aside is reported with its id, place and problem; if operations use another field than `id`, `idOf` of the reading returns it",
        tried: "`unreadable-record` spoils a record",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read, way, on }) => {
        const all = (await read()) as readonly { readonly id: string }[];
        const much = 7_654_321;
        const atOnce = (await read(undefined, { pageSize: much })) as readonly { readonly id: string }[];
        assert.deepEqual(comparable(atOnce), comparable(all), "the records, in pages as large as can be");
        for (const asked of way.asked())
          assert.ok(!asked.includes(String(much)), `a page of ${much} records was asked for: ${asked}`);
        const aside: { readonly id?: string | null; readonly path?: string; readonly problem?: string }[] = [];
        on.ats.on("quarantine", (event) => aside.push(event));
        if (!(await makes(trial, "unreadable-record"))) return;
        const given = (await read()) as readonly { readonly id: string }[];
        const missing = all.filter(({ id }) => !given.some((each) => each.id === id)).map(({ id }) => id);
        assert.equal(aside.length, missing.length, "a `quarantine` event for each record that is missing");
        // Where its id came as it should, a person can look the record up.
        for (const id of missing)
          if (way.answers().some((text) => text.includes(`"id":"${id}"`) || text.includes(`"id":${id},`)))
            assert.ok(
              aside.some((each) => each.id === id),
              `the \`quarantine\` event of ${id} names ${aside.map((each) => each.id).join(", ")}`,
            );
        for (const { path = "", problem = "" } of aside)
          assert.ok(
            path.startsWith("$") && problem.length > 3,
            `the \`quarantine\` event says "${path}", "${problem}"`,
          );
      });
    },
  },
  {
    promise: "reports a record that it cannot read, also where it looks for another",
    applies: ({ capability }) => capability === "candidates.find",
    async run(trial) {
      await using on = await connectedTo(trial);
      const aside: unknown[] = [];
      on.ats.on("quarantine", (event) => aside.push(event));
      if (!(await makes(trial, "unreadable-record"))) return;
      const found = await ending(() => on.call(trial.capability.id, { lastName: "Nobody-4787" }));
      if (AtsError.is(found) || trial.world.struck?.() !== 1) return; // Names are not compared here.
      const { compared = 0 } = found as { readonly compared?: number };
      if (compared > 0) assert.equal(aside.length, 1, "`quarantine` events, where one record could not be read");
    },
  },
];
