import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewording, rewriting } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";
import { rewritten, shownIn, shownTwice } from "../pieces/wall-clock.ts";

/** Instants at which reckoning goes wrong: nought milliseconds, before them, the last moment of a leap day and of a year. */
const edges = ["1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.000Z", "2028-02-29T23:59:59.000Z"] as const;

/** Where an ATS writes instants as numbers, also such as are small for their unit: it is not to be guessed. */
const edgesOfNumbers = [...edges, "1972-04-30T10:20:30.000Z", "1999-10-11T12:13:14.000Z"] as const;

/** An instant as most ATS write it. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Without a zone, with a blank, as databases write it. */
const ofDatabases = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Another instant in the same way of writing; other texts stay, and so does the year 1, which stands for no date. */
const inItsWay = (text: string, edge: string): string => {
  if (ofDatabases.test(text)) return edge.slice(0, 19).replace("T", " ");
  if (!instant.test(text) || text.startsWith("0001-")) return text;
  const digits = text.length - "2026-01-01T00:00:00Z".length;
  return digits === 0 ? `${edge.slice(0, 19)}Z` : `${edge.slice(0, 19)}.${"0".repeat(digits - 1)}Z`;
};

/** Every instant that arrived. */
function instantsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return instant.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(instantsIn) : [];
}

/** How many milliseconds a number counts by, where it is one of some instants; undefined where it is none. */
function unitOf(value: number, instants: ReadonlySet<string>): number | undefined {
  return [1, 1_000].find((unit) => {
    const time = new Date(value * unit);
    return value > 1_000_000 && !Number.isNaN(time.getTime()) && instants.has(time.toISOString());
  });
}

/** A body with another instant in the place of each that it has, in the same way of writing. */
const withInstant = (value: unknown, edge: string, instants: ReadonlySet<string>): unknown =>
  changedWithin(value, (held) => {
    if (typeof held === "string") return inItsWay(held, edge);
    const unit = typeof held === "number" ? unitOf(held, instants) : undefined;
    return unit === undefined ? undefined : Date.parse(edge) / unit;
  });

/** Whether something holds one of some instants as a number. */
function hasNumbers(value: unknown, instants: ReadonlySet<string>): boolean {
  if (typeof value === "number") return unitOf(value, instants) !== undefined;
  return typeof value === "object" && value !== null && Object.values(value).some((each) => hasNumbers(each, instants));
}

/** What an adapter passes on as it came, and links, which may be signed again. */
const asItCame = new Set(["raw", "native", "customFields", "integrationFields", "url"]);

/** Where an instant that arrived before arrives as neither the same nor the other one. */
function lostIn(before: unknown, after: unknown, edge: string, at: string): string | undefined {
  if (typeof before === "string")
    return instant.test(before) && after !== before && after !== edge ? `${at} is ${JSON.stringify(after)}` : undefined;
  if (typeof before !== "object" || before === null) return undefined;
  for (const [name, held] of Object.entries(before)) {
    if (asItCame.has(name)) continue;
    const other = (after as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    const found = lostIn(held, other, edge, at === "" ? name : `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Row {
  readonly id: string;
  readonly changedAt?: unknown;
}

type Read = (on: Pick<Trial, "adapter" | "world">, filter?: object) => Promise<readonly Row[]>;

/** What is read by a way on which the ATS writes an instant. */
async function readBy(way: typeof globalThis.fetch, edge: string, trial: Trial, read: Read): Promise<readonly Row[]> {
  const after = await ending(() => read(withFetch(trial, way)));
  if (AtsError.is(after)) assert.fail(`an ATS that writes ${edge} made it fail: ${after.code} ${after.message}`);
  return after as readonly Row[];
}

/**
 * In no record arrives something else than the instant, or what arrived before. Of fields that one of the ATS says together,
 * one shows the instant: an end may follow from a start and a length.
 */
function losesNone(
  { adapter, cell }: Trial,
  before: readonly Row[],
  after: readonly Row[],
  edge: string,
  what: string,
) {
  const joint = adapter.facts.traits?.jointFields?.[cell.group] ?? [];
  for (const row of after) {
    const shown = new Set(Object.entries(row).flatMap(([name, value]) => (value === edge ? [name] : [])));
    const follows = joint.filter((names) => names.some((name) => shown.has(name))).flat();
    const usual = Object.entries(before.find(({ id }) => id === row.id) ?? {});
    const lost = lostIn(Object.fromEntries(usual.filter(([name]) => !follows.includes(name))), row, edge, "");
    assert.equal(lost, undefined, `${what}, and of record ${row.id} ${lost}`);
  }
}

/** The last instants at which the clocks of a zone show half past midnight and half past noon. */
function atTwelve(zone: string, before: Date): readonly string[] {
  const halfHours = Array.from({ length: 48 }, (_each, nth) =>
    new Date((Math.floor(before.getTime() / 1_800_000) - nth) * 1_800_000).toISOString(),
  );
  return halfHours.filter((each) => /T(?:00|12):30/.test(shownIn(zone, each)));
}

/** Zones whose names are of other forms than `America/Chicago`: an account may be in any. */
const [ofThreeParts, ofNoPlace, withHyphens] = [
  "America/Argentina/Buenos_Aires",
  "UTC",
  "America/Port-au-Prince",
] as const;

/** Whether a text stands somewhere in answers, as the whole of a value. */
const says = (value: unknown, text: string): boolean =>
  value === text ||
  (typeof value === "object" && value !== null && Object.values(value).some((each) => says(each, text)));

/**
 * Where the ATS writes times without a zone: they are those of its zone, whatever the time of the year.
 * @param bodies What it answers. Where that names the zone, an account may be in another one.
 */
async function readsTheZone(trial: Trial, before: readonly Row[], read: Read, bodies: unknown): Promise<void> {
  const { zone, writtenTime, settings } = trial.world;
  const fetch = fetchIn(settings);
  if (zone === undefined || !fetch) return;
  const isNamed = says(bodies, zone);
  let isOfMinutes = false;
  const readAs = (instant: string, named = zone) => {
    const way = rewording(fetch, (text) => {
      if (text === zone) return named;
      const other = rewritten(text, shownIn(named, instant), writtenTime);
      isOfMinutes ||= other !== undefined && !/:\d\d:/.test(other);
      return other ?? text;
    });
    return readBy(way, instant, trial, read);
  };
  const twice = shownTwice(zone, trial.world.now());
  const hours = (from: string, count: number) => new Date(Date.parse(from) + count * 3_600_000).toISOString();
  const around = twice ? [hours(twice.first, -3), hours(twice.second, 3)] : [];
  const others = isNamed ? ([zone, ofThreeParts, ofNoPlace] as const) : ([zone, zone, zone] as const);
  const inZones: readonly (readonly [edge: string, zone: string])[] = [
    ...edges.map((edge, nth) => [edge, others[nth]!] as const),
    ...around.map((edge) => [edge, zone] as const),
    ...(isNamed ? [zone, withHyphens] : [zone]).flatMap((each) =>
      atTwelve(each, trial.world.now()).map((edge) => [edge, each] as const),
    ),
  ];
  for (const [edge, named] of inZones) {
    const found = await readAs(edge, named);
    const written = isOfMinutes ? `${edge.slice(0, 17)}00.000Z` : edge;
    losesNone(trial, before, found, written, `the ATS writes ${written} as the clocks of ${named} show it`);
    const lost = before.length - found.length;
    assert.ok(lost <= 0, `the zone of the account is ${named}, and ${lost} records are missing`);
  }
  if (!twice) return;
  for (const { id, changedAt } of await readAs(twice.first)) {
    const usual = before.find((row) => row.id === id)?.changedAt;
    assert.ok(
      changedAt === usual || changedAt === twice.first,
      `clocks of ${zone} show ${shownIn(zone, twice.first)} twice, and record ${id} changed at ${String(changedAt)}: read it as the first time, ${twice.first}, or an app that goes on from its newest change misses some`,
    );
  }
  // It may have changed at the second time: within a quarter of an hour before that, or after the first.
  for (const [from, quarters] of [
    [twice.first, 1],
    [twice.second, -1],
  ] as const) {
    const updatedAfter = hours(from, quarters / 4);
    const asked: Read = (on) => read(on, { updatedAfter });
    const usual = await ending(() => asked(trial));
    if (AtsError.is(usual)) return;
    const way = rewording(fetch, (text) => rewritten(text, shownIn(zone, twice.first), writtenTime) ?? text);
    const found: ReadonlySet<string> = new Set((await readBy(way, twice.first, trial, asked)).map(({ id }) => id));
    const lost = (usual as readonly Row[]).find(({ id }) => !found.has(id));
    assert.ok(
      !lost,
      `clocks of ${zone} show ${shownIn(zone, twice.first)} twice, record ${lost?.id} changed then, and is missing where \`updatedAfter\` is ${updatedAfter}: it may have changed at ${twice.second}. Ask, and compare, from the beginning of the first of the two hours`,
    );
  }
}

/** What every stream promises of instants that are rare. */
export const edgeInstantsPromise: ContractPromise = {
  promise: "passes on instants of 1970, before it, and of a leap day",
  rules: [
    {
      rule: "an instant is an instant, also midnight of 1 January 1970 and the end of a leap day; where it is a number, its unit is known and not guessed by its size",
      tried: "it puts such instants into each record; of `jointFields`, one must show it",
    },
    {
      rule: "a time without a zone is one of the ATS's zone, at its own time of the year; one that clocks show twice, as they are set back, is the first; of a clock with twelve hours, 12 AM is midnight and 12 PM noon",
      tried:
        "where the world names the `zone`, it writes times around the day on which clocks were set back, and at half past twelve",
    },
    {
      rule: "`updatedAfter` within the two hours that clocks show twice gives what changed in either: ask, and compare with `filteredPage`, from the beginning of the first",
      tried:
        "where the world names the `zone`, it writes such times, and asks for what changed after the first and before the second",
    },
    {
      rule: "the time zone of an account may be any of the names that IANA has",
      tried: "where answers name the `zone` of the world, it names one of three parts, one with hyphens, and `UTC`",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial: Trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const read: Read = async (on, filter = {}) => {
      await using fresh = await connectedTo(on);
      return await firstPage(fresh, trial.capability.id, filter);
    };
    const bodies: unknown[] = [];
    const looking = rewriting(fetch, (body) => {
      bodies.push(body);
      return body;
    });
    const before = await read(withFetch(trial, looking));
    await readsTheZone(trial, before, read, bodies);
    const instants = new Set(instantsIn(before));
    const asNumbers = bodies.some((body) => hasNumbers(body, instants));
    for (const edge of asNumbers ? edgesOfNumbers : edges) {
      let isThere = asNumbers;
      const way = asNumbers
        ? rewriting(fetch, (body) => withInstant(body, edge, instants))
        : rewording(fetch, (text) => {
            const other = inItsWay(text, edge);
            isThere ||= other !== text;
            return other;
          });
      const after = await readBy(way, edge, trial, read);
      if (!isThere) return; // It writes no instants, or in another way.
      losesNone(trial, before, after, edge, `the ATS writes ${edge}`);
    }
  },
};
