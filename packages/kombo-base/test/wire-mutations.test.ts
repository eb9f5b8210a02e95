import { connect, type RecordStream } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { emulated } from "./fixtures/emulated.ts";

const lists = [
  "jobs",
  "applications",
  "candidates",
  "interviews",
  "offers",
  "notes",
  "scorecards",
  "attachments",
  "tags",
  "users",
  "roles",
] as const;
type List = (typeof lists)[number];

const deep = (): unknown => {
  let nested: unknown = "the innermost";
  for (let depth = 0; depth < 200; depth += 1) nested = { nested };
  return nested;
};

/** What may stand in a field instead of what belongs there. */
const replacements: readonly unknown[] = [
  null,
  17,
  -0.5,
  "a value that nobody knows",
  "",
  "x".repeat(100_000),
  "2026-13-45T99:00:00Z",
  true,
  [],
  [null],
  {},
  { __proto__: null, toString: 1 },
  deep(),
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
];

type Path = readonly (string | number)[];

/** Every place in a record: of a list, the first entry. */
function placesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const keys: (string | number)[] = Array.isArray(value) ? (value.length > 0 ? [0] : []) : Object.keys(value);
  return keys.flatMap((key) => [
    [...at, key],
    ...placesOf((value as Record<string | number, unknown>)[key], [...at, key]),
  ]);
}

function changed(
  record: object,
  place: Path,
  change: (holder: Record<string | number, unknown>, key: string | number) => void,
): object {
  const copy = structuredClone(record);
  const holder = place.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], copy);
  change(holder as Record<string | number, unknown>, place.at(-1)!);
  return copy;
}

/** Each field dropped, renamed, and given every replacement. */
function mutantsOf(record: object): object[] {
  return placesOf(record).flatMap((place) => [
    changed(record, place, (holder, key) => void delete holder[key]),
    changed(record, place, (holder, key) => {
      holder[`${key}_renamed`] = holder[key];
      delete holder[key];
    }),
    ...replacements.map((value) => changed(record, place, (holder, key) => void (holder[key] = value))),
  ]);
}

type Streams = Record<List, { stream(filter?: object, options?: object): RecordStream<{ id: string; raw?: object }> }>;

describe("a page with one record that is not as it should be", () => {
  it.for(lists)("of %s survives, whatever the record looks like", async (list) => {
    const { ats } = await emulated();
    const all = await (ats as unknown as Streams)[list].stream({}, { raw: true }).toArray();
    const raws = all.map(({ raw }) => raw!);
    const [before, after] = [raws[0]!, raws[1] ?? raws[0]!];
    // The record with the most to it.
    const fullest = raws.toSorted((one, other) => JSON.stringify(other).length - JSON.stringify(one).length)[0]!;
    const results: object[] = [];
    const fetch = async () => Response.json({ status: "success", data: { results, next: null }, warnings: [] });
    const mutated = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch });
    const drifts: string[] = [];
    mutated.on("drift", ({ path }) => drifts.push(path));
    const read = async (page: readonly object[]) => {
      results.splice(0, results.length, ...page);
      const pages = [];
      for await (const one of (mutated as unknown as Streams)[list].stream().pages()) pages.push(one);
      return pages[0]!;
    };

    const good = (await read([before, after])).records;
    expect(good).toHaveLength(2);
    let [carried, aside] = [0, 0];
    for (const mutant of mutantsOf(fullest)) {
      const { records, quarantined } = await read([before, mutant, after]);
      expect(records.length + quarantined.length).toBe(3);
      expect([records[0], records.at(-1)]).toEqual(good);
      carried += records.length - 2;
      aside += quarantined.length;
      for (const { path } of quarantined) expect(path).toMatch(/^\$/);
    }
    expect(carried).toBeGreaterThan(0);
    expect(aside).toBeGreaterThan(0);
    for (const path of drifts) expect(path).not.toContain("nobody knows");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    await mutated.close();
  });
});
