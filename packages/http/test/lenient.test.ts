import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InstantInput } from "@anyats/core";
import { entries, orElse, orNull, parsedLeniently, readRecord } from "../src/index.ts";

const schema = z.looseObject({
  id: z.string(),
  title: orNull(z.string()),
  size: orElse(z.number().optional(), 0),
  code: orElse(z.string().optional(), "none"),
  kind: orElse(z.enum(["small", "large"]).optional(), "small"),
  owner: orElse(z.object({ id: z.string() }).optional(), { id: "?" }),
  places: entries(z.looseObject({ name: z.string(), zip: orNull(z.string()) })),
});

function read(raw: object) {
  const drift: string[] = [];
  const read = readRecord({ schema, map: (wire) => wire }, raw, false, (path, kind) => drift.push(`${path} ${kind}`));
  return { read, drift };
}

describe("a value of another form", () => {
  it.each([
    { id: "7", title: "A", odd: 1, either: 7, dated: "2026-11-29T10:00:00+01:00", by: { a: { name: "x" } } },
    { id: "7", either: "seven", dated: null, by: { a: { name: null } }, places: null },
    { id: "7", either: [], dated: "soon", by: { a: { name: 7 } }, places: [{ name: "York" }, 3], size: "big" },
    { id: "7" },
    { title: "A" },
  ])("is read as the schema reads it, whether or not it needs a stand-in: %j", async (raw) => {
    const all = schema.extend({
      either: z.union([orNull(z.string()), z.number()]),
      dated: z.pipe(
        orElse(z.nullish(InstantInput), null),
        z.transform((value) => value ?? "never"),
      ),
      by: orNull(z.record(z.string(), z.looseObject({ name: orNull(z.string()) }))),
    });
    for (let nth = 0; nth < 300; nth += 1) parsedLeniently(all, { id: "7" }, () => {}); // From some on, it is compiled.
    await import("../src/schemas/compiler.ts");
    const { success, data } = all.safeParse(raw);
    const read = parsedLeniently(all, raw, () => {});
    expect([read.success, read.data]).toEqual([success, data]);
  });

  it("is read in records that contain others of their kind, also once there were many", async () => {
    interface Place {
      readonly name?: string | null | undefined;
      readonly places?: readonly Place[] | null | undefined;
    }
    const place: z.ZodType<Place> = z.object({
      name: orNull(z.string()),
      get places() {
        return entries(place);
      },
    });
    const raw = { name: "York", places: [{ name: 7, places: [{ name: "Hull" }, 4] }] };
    const read = { name: "York", places: [{ name: null, places: [{ name: "Hull" }] }] };
    for (let nth = 0; nth < 300; nth += 1) expect(parsedLeniently(place, raw, () => {}).data).toEqual(read);
    await import("../src/schemas/compiler.ts");
    expect(parsedLeniently(place, raw, () => {}).data).toEqual(read);
    expect(parsedLeniently(place, { name: "York", places: [{ name: "Hull" }] }, () => {}).data).toEqual({
      name: "York",
      places: [{ name: "Hull" }],
    });
  });

  it("costs itself, and is reported by its place", () => {
    const { read: record, drift } = read({
      id: "7",
      title: { odd: true },
      size: "big",
      places: [{ name: "York", zip: 7 }, { name: "Hull" }],
    });
    expect(record).toEqual({
      record: { id: "7", title: null, size: 0, places: [{ name: "York", zip: null }, { name: "Hull" }] },
    });
    expect(drift).toEqual(["$.title unreadable-value", "$.size unreadable-value", "$.places[].zip unreadable-value"]);
  });

  it.each([
    ["code", 7, "none"],
    ["code", { odd: true }, "none"],
    ["kind", "middling", "small"],
    ["owner", { id: 7 }, { id: "?" }],
    ["owner", "Ann", { id: "?" }],
  ])("is reported where the stand-in is of its form: %s of %j", (name, given, standIn) => {
    const { read: record, drift } = read({ id: "7", [name]: given, places: [] });
    expect(record).toMatchObject({ record: { [name]: standIn } });
    expect(drift).toEqual([`$.${name} unreadable-value`]);
  });

  it("costs its entry of a list and no other", () => {
    const { read: record, drift } = read({ id: "7", places: [{ name: "York" }, 12, null, { name: "Hull" }] });
    expect(record).toEqual({ record: { id: "7", size: undefined, places: [{ name: "York" }, { name: "Hull" }] } });
    expect(drift).toEqual(["$.places unreadable-value"]);
  });

  it("costs the whole list where a list should be", () => {
    for (const places of ["York", { name: "York" }]) {
      const { read: record, drift } = read({ id: "7", places });
      expect(record).toMatchObject({ record: { places: [] } });
      expect(drift).toEqual(["$.places unreadable-value"]);
    }
  });

  it("costs the record where the record cannot do without it", () => {
    expect(read({ id: 7 })).toMatchObject({ read: { quarantined: { path: "$.id" } }, drift: [] });
  });

  it("is not what is missing, null or of the right form", () => {
    for (const raw of [
      { id: "7" },
      { id: "7", title: null, places: null },
      { id: "7", title: "", size: 1, places: [] },
    ])
      expect(read(raw).drift).toEqual([]);
  });
});

describe("a record that is set aside", () => {
  const ofTwo = z.looseObject({ own: z.string(), of: z.looseObject({ _id: z.string() }), title: z.string() });
  const reading = {
    schema: ofTwo,
    map: (wire: object) => wire,
    idOf: ({ own, of }: Readonly<Record<string, unknown>>) => `${(of as { _id: string })._id}:${String(own)}`,
  };
  const aside = (raw: object) => readRecord(reading, raw, false, () => {});

  it("is named by the id that operations take, where the adapter says how it is made", () => {
    const quarantined = { id: "c1:a2", path: "$.title", problem: expect.any(String) as string };
    expect(aside({ id: "other", own: "a2", of: { _id: "c1" } })).toEqual({ quarantined });
  });

  it("is named by an id with a slash or a dot, and by no address", () => {
    const idOf = (id: string) => readRecord({ schema: ofTwo, map: (wire) => wire }, { id }, false, () => {});
    for (const id of ["REQ-2026/017", "ORG/7.2", "c1:a2"]) expect(idOf(id)).toMatchObject({ quarantined: { id } });
    for (const id of ["https://jane.example.com/7", "jane@example.com", "..", "/", "a b", "a?b", "a\\b"])
      expect(idOf(id)).toMatchObject({ quarantined: { id: null } });
  });

  it("is looked at quickly, however long its id is", () => {
    const began = process.cpuUsage();
    const id = "@".repeat(100_000);
    expect(readRecord({ schema: ofTwo, map: (wire) => wire }, { id }, false, () => {})).toMatchObject({
      quarantined: { id: null },
    });
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(500);
  });

  it("has no name where what makes it is missing", () => {
    expect(aside({ own: "a2" })).toMatchObject({ quarantined: { id: null, path: "$.of" } });
  });
});
