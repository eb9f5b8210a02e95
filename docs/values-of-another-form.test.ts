import { ashby } from "@anyats/ashby";
import { avionte } from "@anyats/avionte";
import { connect, methodOf, type Adapter, type AtsError, type RecordStream } from "@anyats/core";
import { coverageOf, isOffered } from "@anyats/core/coverage";
import { createEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { odoo } from "@anyats/odoo";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";

type Path = readonly (string | number)[];
interface Place {
  readonly request: string;
  readonly path: Path;
}
interface Streamed {
  readonly records: readonly unknown[];
  /** How many values and records were reported. */
  readonly reported: number;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The place of the first list of records in an answer. */
function firstRecord(body: unknown, path: Path = []): Path | undefined {
  if (Array.isArray(body)) return isObject(body[0]) && "id" in body[0] ? [...path, 0] : undefined;
  if (!isObject(body) || path.length > 2) return undefined;
  for (const [name, value] of Object.entries(body)) {
    const found = firstRecord(value, [...path, name]);
    if (found) return found;
  }
  return undefined;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce(
    (held: unknown, part) => (isObject(held) ? (held as Record<string | number, unknown>)[part] : undefined),
    value,
  );

/** Every place within a record, with the first entry of each list for all. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.length > 0 ? [[...path, 0], ...placesIn(value[0], [...path, 0])] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, held]) => [[...path, name], ...placesIn(held, [...path, name])]);
}

/** A value of another form than one that stood there. */
const another = (value: unknown): unknown => (typeof value === "number" || isObject(value) ? "odd" : { odd: 7 });

/** The emulator behind a fetch that notes the places of records, and puts another value at one of them. */
function emulated(tool: "avionte" | "ashby" | "odoo") {
  const settings = createEmulator({ tool, candidates: 6, coverage: "all" } as never).settings() as {
    readonly fetch: typeof globalThis.fetch;
  };
  const places = new Map<string, Place>();
  let spoilt: Place | undefined;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const model = /"model":\s*"([^"]+)"|"args":\s*\[[^[]*"(hr\.[^"]+|ir\.[^"]+|mail\.[^"]+|res\.[^"]+)"/.exec(
      await request.clone().text(),
    );
    const asked = `${new URL(request.url).pathname} ${model?.[1] ?? model?.[2] ?? ""}`;
    const response = await settings.fetch(request);
    const text = await response.text();
    const again = (content: string) => new Response(content, { status: response.status, headers: response.headers });
    if (!text.startsWith("{") && !text.startsWith("[")) return again(text);
    const body = JSON.parse(text) as unknown;
    const first = firstRecord(body);
    if (!first) return again(text);
    if (!spoilt)
      for (const path of placesIn(at(body, first))) {
        const place = { request: asked, path: [...first, ...path] };
        places.set(JSON.stringify(place), place);
      }
    else if (spoilt.request === asked) {
      const holder = at(body, spoilt.path.slice(0, -1));
      const last = spoilt.path.at(-1)!;
      if (isObject(holder) && last in holder) holder[last] = another(holder[last]);
    }
    return again(JSON.stringify(body));
  };
  return {
    settings: { ...settings, fetch },
    places: () => [...places.values()],
    spoil: (place: Place) => {
      spoilt = place;
    },
  };
}

async function streamed(adapter: Adapter, settings: unknown, id: string): Promise<Streamed> {
  await using ats = await connect(adapter as typeof komboBase, settings as never);
  let reported = 0;
  for (const event of ["drift", "quarantine"] as const) ats.on(event, () => (reported += 1));
  const stream = methodOf(ats, id)!({}) as RecordStream<object>;
  return { records: await stream.toArray(), reported };
}

const streams = (adapter: Adapter) =>
  coverageOf(adapter)
    .cells.filter((cell) => cell.kind === "stream" && isOffered(cell))
    .map(({ capability }) => capability);

/** Which notes are internal: a note that is not known to be so must not show as public. */
const mustBeKnown = "notes.stream: /jsonrpc mail.message result.0.id";

describe("a value of another form ends no stream, and changes no record in silence", () => {
  const cases = [
    { adapter: komboBase, tool: "avionte" },
    { adapter: avionte, tool: "avionte" },
    { adapter: ashby, tool: "ashby" },
    { adapter: odoo, tool: "odoo" },
  ] as const;
  it.each(cases)(
    "$adapter.name",
    async ({ adapter, tool }) => {
      const faults: string[] = [];
      let tried = 0;
      for (const id of streams(adapter)) {
        const world = emulated(tool);
        const sound = await streamed(adapter, world.settings, id);
        for (const place of world.places()) {
          world.spoil(place);
          tried += 1;
          const where = `${id}: ${place.request} ${place.path.join(".")}`;
          const read = await streamed(adapter, world.settings, id).catch((error: AtsError) => error);
          if (read instanceof Error) {
            if (where === mustBeKnown) continue;
            faults.push(`${where} ended the stream: ${read.code}`);
            continue;
          }
          const isPassedThrough = JSON.stringify(read.records).includes('"odd"');
          if (read.reported === 0 && !isPassedThrough && !isDeepStrictEqual(read.records, sound.records))
            faults.push(`${where} was lost in silence`);
        }
      }
      expect(tried).toBeGreaterThan(150);
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
