import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewording } from "../../worlds/tapped.ts";
import { performing } from "../pieces/calling.ts";
import { differenceOf } from "../pieces/records.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** An instant as RFC 3339 writes it. Some ATS leave out the zone. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;

const offsets = ["+05:30", "-03:30", "+02:00", "-08:00"] as const;

/** Milliseconds of an offset such as `-03:30`. */
function spanOf(offset: string): number {
  const [hours, minutes] = offset.slice(1).split(":").map(Number) as [number, number];
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The same instant with one of some offsets; the day stays as it was written, for a day may be what is meant. */
function withOffset(text: string, wanted: readonly string[], digits: string): string | undefined {
  for (const offset of wanted) {
    const local = new Date(Date.parse(text) + spanOf(offset)).toISOString();
    if (local.startsWith(text.slice(0, 10))) return `${local.slice(0, 19)}.${digits}${offset}`;
  }
  return undefined;
}

/** Ways of writing one instant. The last digits are small, so it is the same whether they are cut off or rounded. */
const ways: readonly ((text: string, digits: string, zone: string) => string | undefined)[] = [
  (text, digits) => withOffset(text, offsets, digits),
  (text, digits, zone) => `${text.slice(0, 19)}.${digits}4321${zone}`,
  (text, digits, zone) =>
    `${text.slice(0, 19)}${String(Number(`0.${digits}`)).slice(1)}${zone === "Z" ? "+00:00" : zone}`,
  (text, digits) => withOffset(text, offsets.toReversed(), `${digits}4321`),
  // As most write it, where nothing stands behind the second.
  (text, digits, zone) => `${text.slice(0, 19)}${String(Number(`0.${digits}`)).slice(1)}${zone}`,
];

/** The same instant, written in the nth way; a text that is none stays. The year 1 stands for no date. */
function writtenOtherwise(text: string, nth: number): string {
  const [, fraction = "", zone = ""] = instant.exec(text) ?? [];
  if (!instant.test(text) || text.startsWith("0001-") || Number.isNaN(Date.parse(text))) return text;
  const digits = fraction.slice(0, 3).padEnd(3, "0");
  // Without a zone it is not said here which one is meant.
  const way = zone === "" ? ways[1]! : ways[nth % ways.length]!;
  return way(text, digits, zone) ?? text;
}

/** What an adapter passes on as it came. */
const asItCame = new Set(["raw", "rawFormat", "native", "integrationFields", "url", "cursor"]);

const read = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer ?? null, (name, held: unknown) => {
      if (asItCame.has(name)) return null;
      return name === "customFields" && !Array.isArray(held) ? null : held;
    }),
  ) as unknown;

/** What every stream and query promises of the times that an ATS may write in several ways. */
export const timesPromise: ContractPromise = {
  promise: "reads an instant in each way in which the ATS may write it",
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    if (!trial.world.freeTimes) return;
    const fetch = fetchIn(trial.world.settings);
    const run = fetch && (await performing(trial));
    if (!run) return;
    const answer = async (on: Pick<Trial, "adapter" | "world">) => {
      await using fresh = await connectedTo(on);
      return await ending(() => run(fresh));
    };
    const before = await answer(trial);
    if (isDeclared(before)) return;
    if (AtsError.is(before)) throw before;
    let nth = 0;
    // One more with each, so that each field of a record meets every way as the records go by.
    const reworded = (text: string) => {
      const other = writtenOtherwise(text, nth + Math.floor(nth / ways.length));
      if (other !== text) nth += 1;
      return other;
    };
    const after = await answer(withFetch(trial, rewording(fetch, reworded)));
    if (AtsError.is(after))
      assert.fail(`an instant in another way of writing made it fail: ${after.code} ${after.message}`);
    const found = differenceOf({ it: read(after) }, { it: read(before) });
    assert.equal(found, undefined, `the same instants, written otherwise, arrive as others: ${found}`);
  },
};
