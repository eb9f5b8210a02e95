import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { withParts } from "../../worlds/request-of.ts";
import { fetchIn, isIdName, rewriting } from "../../worlds/tapped.ts";
import { isDeleted } from "../pieces/records.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

type Fetch = typeof globalThis.fetch;

/** Some ids by others. */
type Names = ReadonlyMap<string, string>;

/** Where ids get one digit more. */
const border = 100_000;

/** Pages of such sizes seldom end at one place. */
const pageSizes = [4, 5] as const;

/** A day with slashes, such as `11/06/2026`: not an address, whose parts may be ids. */
const dayWithSlashes = /^\d{1,4}\/\d{1,2}\/\d{1,4}(?!\/)/;

/** A text with other ids in it: one that is an id, or an address that names some. */
function renamedText(text: string, names: Names): string {
  const whole = names.get(text);
  if (whole !== undefined) return whole;
  if (!text.includes("/") || dayWithSlashes.test(text)) return text;
  return withParts(text, (part) => names.get(part) ?? part);
}

/** The same with other ids. Numbers that stand for something else than ids stay. */
function renamed(value: unknown, names: Names, isId: boolean): unknown {
  if (typeof value === "string") return renamedText(value, names);
  if (typeof value === "number") return isId ? Number(names.get(String(value)) ?? value) : value;
  if (Array.isArray(value)) {
    // Some ATS name a record by its id and its title.
    const isNamed = value.length === 2 && typeof value[1] === "string";
    return value.map((each: unknown, nth) => renamed(each, names, isNamed ? nth === 0 : isId));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      renamed(held, names, isId || isIdName(name) || /[Ii]ds?$/.test(name)),
    ]),
  );
}

/** The same way to an ATS that calls its records by other ids. */
function renaming(fetch: Fetch, names: Names): Fetch {
  const back = new Map([...names].map(([own, other]) => [other, own]));
  const named: Fetch = async (...request) => {
    const asked = new Request(...request);
    const url = new URL(asked.url);
    url.pathname = renamedText(url.pathname, back);
    for (const [name, value] of url.searchParams)
      url.searchParams.set(
        name,
        value
          .split(",")
          .map((each) => back.get(each) ?? each)
          .join(","),
      );
    const text = asked.body === null ? undefined : await asked.text();
    const isJson = (asked.headers.get("content-type") ?? "").includes("json");
    const body = text !== undefined && isJson ? JSON.stringify(renamed(JSON.parse(text), back, true)) : text;
    const { method, headers, signal } = asked;
    const sent = { method, headers, signal, ...(body !== undefined && { body }) };
    return fetch(url.href, sent);
  };
  return rewriting(named, (body) => renamed(body, names, false));
}

/** Other ids in the order of the numbers that they are, those in the middle of which get a digit more. */
async function namesFor(trial: Trial, own: readonly string[]): Promise<Names | undefined> {
  const all = new Set(own);
  for (const group of ["jobs", "applications", "candidates"] as const)
    for (const { id } of await trial.world.records(group)) all.add(id);
  if ([...all].some((id) => !/^[1-9]\d*$/.test(id))) return undefined;
  const byNumber = (one: string, other: string) => Number(one) - Number(other);
  const sorted = [...all].toSorted(byNumber);
  const middle = sorted.indexOf(own.toSorted(byNumber)[Math.floor(own.length / 2)]!);
  return new Map(sorted.map((id, nth) => [id, String(border - middle + nth)]));
}

/** What a stream promises of an ATS that counts its records, when the count gets one digit more. */
export const longerIdsPromise: ContractPromise = {
  promise: "gives every record once where ids get one digit more",
  rules: [
    {
      rule: "ids that are numbers are compared as numbers: 99999 comes before 100000",
      tried: "where every id is a number, it calls the records by others, in the middle of which ids get a digit more",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const own = (await trial.world.records(trial.cell.group)).filter((each) => !isDeleted(each)).map(({ id }) => id);
    const names = own.length > 1 ? await namesFor(trial, own) : undefined;
    if (!fetch || !names) return;
    const expected = own.map((id) => names.get(id)!).toSorted();
    for (const pageSize of pageSizes) {
      await using fresh = await connectedTo(withFetch(trial, renaming(fetch, names)));
      const found: string[] = [];
      const reading = async () => {
        for await (const { id } of fresh.stream(trial.capability.id, {}, { pageSize })) {
          found.push(id);
          if (found.length > 3 * own.length) return;
        }
      };
      const ended = await ending(reading);
      if (isDeclared(ended)) return;
      const what = `the ids of the ATS go from ${border - 1} on to ${border}, with pages of ${pageSize}`;
      assert.ok(!AtsError.is(ended), `${what}: it failed (${AtsError.is(ended) ? ended.code : ""})`);
      assert.deepEqual(found.toSorted(), expected, `${what}: compare ids that are numbers as numbers`);
    }
  },
};
