import { isDeepStrictEqual } from "node:util";
import {
  capabilityIds,
  catalogue,
  connect,
  methodOf,
  type CapabilityId,
  type RecordPage,
  type RecordStream,
} from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { mutantsOf } from "./mutated-pages/mutants.ts";
import { holdsUnknownValue } from "./mutated-pages/unknown-values.ts";

type List = Extract<CapabilityId, `${string}.stream`>;

/** Every list that Kombo has. */
export const lists = capabilityIds.filter((id): id is List => id.endsWith(".stream"));

/** What came of pages on which one record was not as it should be. */
export interface MutatedPages {
  readonly pages: number;
  /** Pages that ended in an error. */
  readonly lost: number;
  /** Pages on which another record than the odd one was not read as it is. */
  readonly othersHarmed: number;
  /** Records that came neither as a record nor as one set aside, or were set aside without an event. */
  readonly silent: number;
  /** Events that name another place than the one that is wrong. */
  readonly misnamed: number;
  /** New values of an enum that were passed through without ever being told. */
  readonly untold: number;
  /** What came in a form that is not known and was passed through, told once for each place. */
  readonly drifts: number;
  /** Odd records that were given to the app with what could be read of them. */
  readonly carried: number;
  readonly setAside: number;
  /** Whether the prototype of all objects was changed. */
  readonly polluted: boolean;
}

interface Raw {
  readonly raw?: object;
}
/** Where Kombo's reference allows the ATS's own words, so an unknown one is not reported. */
const ownWords: Readonly<Record<string, readonly string[]>> = {
  "jobs.stream": ["status", "visibility", "employment_type", "remote_work_status", "salary_period"],
};

async function recordsOf(list: List): Promise<readonly object[]> {
  const emulator = createEmulator({ candidates: 120, coverage: "all" });
  await using ats = await connect(komboBase, emulator.settings());
  const records = await methodOf(ats, list)({}, { raw: true }).toArray();
  return records.flatMap(({ raw }) => (raw as object | undefined) ?? []);
}

/** A JSON path as a place: without the root and the places in lists. */
const placeOf = (path: string) => path.replace(/^\$\.?/, "").replaceAll(/\[\d*\]/g, "");

/** Whether a JSON path is that of a place, or of what it is in or holds. */
function isAt(path: string, place: string): boolean {
  const [said, is] = [`${placeOf(path)}.`, `${place}.`];
  return said.startsWith(is) || is.startsWith(said);
}

const size = (record: object) => JSON.stringify(record).length;

/** At most so many of a list, from all parts of it. */
function some<T>(all: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(all.length / most);
  return all.filter((_, index) => index % every === 0);
}

/**
 * Reads pages of three records, of which the middle one has one thing wrong.
 * @param fullest How many records of the list are varied: those with the most to them.
 * @param most At most so many variations of a record are tried.
 */
export async function mutatedPages(
  list: List,
  fullest: number,
  most = Number.POSITIVE_INFINITY,
): Promise<MutatedPages> {
  const raws = await recordsOf(list);
  const [before, after] = [raws[0]!, raws[1] ?? raws[0]!];
  const results: object[] = [];
  const fetch = async () => Response.json({ status: "success", data: { results, next: null }, warnings: [] });
  await using ats = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch });
  const told = { quarantines: [] as string[], drifts: [] as string[] };
  ats.on("quarantine", ({ path }) => told.quarantines.push(path));
  ats.on("drift", ({ path }) => told.drifts.push(path));
  const read = async (page: readonly object[]): Promise<RecordPage<Raw> | undefined> => {
    results.splice(0, results.length, ...page);
    for await (const one of (methodOf(ats, list)() as RecordStream<Raw>).pages()) return one;
    return undefined;
  };

  const { output } = catalogue[list];
  /** Each is told once. */
  const known = new Set<string>();
  const good = (await read([before, after]))!.records;
  const found = {
    pages: 0,
    lost: 0,
    othersHarmed: 0,
    silent: 0,
    misnamed: 0,
    untold: 0,
    drifts: 0,
    carried: 0,
    setAside: 0,
  };
  for (const record of raws.toSorted((one, other) => size(other) - size(one)).slice(0, fullest))
    for (const { record: mutated, place } of some(mutantsOf(record), most)) {
      const mutant = mutated();
      told.quarantines = [];
      told.drifts = [];
      const page = await read([before, mutant, after]).catch(() => undefined);
      found.pages += 1;
      if (!page) found.lost += 1;
      const { records, quarantined } = page ?? { records: [], quarantined: [] };
      if (page && !isDeepStrictEqual([records[0], records.at(-1)], good)) found.othersHarmed += 1;
      if (page && (records.length + quarantined.length !== 3 || told.quarantines.length !== quarantined.length))
        found.silent += 1;
      found.drifts += told.drifts.length;
      const paths = [...told.quarantines, ...told.drifts];
      found.misnamed += paths.filter((path) => !isAt(path, place)).length;
      for (const path of told.drifts) known.add(placeOf(path));
      const isReported = known.has(place) || (ownWords[list] ?? []).includes(place);
      if (records.length === 3 && holdsUnknownValue(output, records[1]) && !isReported) found.untold += 1;
      if (records.length === 3) found.carried += 1;
      found.setAside += quarantined.length;
    }
  return { ...found, polluted: ({} as Record<string, unknown>)["polluted"] !== undefined };
}
