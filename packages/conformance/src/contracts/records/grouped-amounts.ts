import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { rewording } from "../../worlds/tapped.ts";
import { readOtherwise } from "../pieces/read-otherwise.ts";

/** An amount as people write it: a sign between its thousands, and another one before its decimals. */
const grouped = /^\d{1,3}([.,'’ \u00A0\u202F])\d{3}(?:([.,])(\d+))?$/;

/** The number that such a text says, and a longer one that is written in the same way; undefined of any other text. */
function longerThan(text: string) {
  const [, between, point, decimals] = grouped.exec(text) ?? [];
  if (between === undefined || between === point) return undefined;
  const [whole, ending] = text.split(point ?? "\n") as [string, string?];
  const numberOf = (digits: string) => Number(`${digits}.${ending ?? 0}`);
  return {
    says: numberOf(whole.replaceAll(between, "")),
    text: ["12", "345", "678"].join(between) + (decimals === undefined ? "" : `${point}${decimals}`),
    longer: numberOf("12345678"),
  };
}

/** What is passed on as it came. */
const asItCame = new Set(["raw", "native", "provenance", "customFields", "integrationFields"]);

/** Every number of what arrived, by its place. */
function* numbersIn(value: unknown, at = ""): Generator<readonly [place: string, number: number]> {
  if (typeof value === "number") yield [at, value];
  if (Array.isArray(value)) for (const [nth, each] of value.entries()) yield* numbersIn(each, `${at}[${nth}]`);
  if (!isFields(value)) return;
  for (const [name, held] of Object.entries(value))
    if (!asItCame.has(name)) yield* numbersIn(held, at === "" ? name : `${at}.${name}`);
}

/** What every read promises of amounts that come as texts. */
export const groupedAmountsPromise: ContractPromise = {
  promise: "reads an amount with signs between its thousands, however long it is",
  rules: [
    {
      rule: "of an amount that comes as a text, every sign between the thousands is taken out: `replaceAll`, not `replace`",
      tried: "where the ATS sends amounts such as `1.250,50`, it sends `12.345.678,50`",
    },
  ],
  applies: ({ capability }) => /^(jobs|offers|candidates|applications)\.(stream|get|getEnhanced)$/.test(capability),
  async run(trial) {
    const reading = await readOtherwise(trial);
    if (!reading) return;
    const before = [...numbersIn(reading.usual)].filter(([, number]) => number >= 1_000);
    const held = new Set(before.map(([, number]) => number));
    if (held.size === 0) return;
    const sent = new Map<number, number>();
    const reworded = (text: string) => {
      const other = longerThan(text);
      if (!other || !held.has(other.says)) return text;
      sent.set(other.says, other.longer);
      return other.text;
    };
    const answer = await reading.by((fetch) => rewording(fetch, reworded));
    if (AtsError.is(answer)) assert.fail(`an amount that the ATS may hold made it fail: ${answer.code}`);
    const after = new Map(numbersIn(answer));
    for (const [place, number] of before) {
      const [wanted, found] = [sent.get(number), after.get(place)];
      if (wanted === undefined || found === undefined || found === number) continue;
      assert.equal(found, wanted, `${place}, where the ATS sends ${wanted} as it writes amounts`);
    }
  },
};
