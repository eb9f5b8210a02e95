import { describe, expect, it } from "vitest";
import { z } from "zod";
import { entries, orElse, orNull, readRecord } from "../src/index.ts";

const schema = z.looseObject({
  id: z.string(),
  title: orNull(z.string()),
  size: orElse(z.number().optional(), 0),
  places: entries(z.looseObject({ name: z.string(), zip: orNull(z.string()) })),
});

function read(raw: object) {
  const drift: string[] = [];
  const read = readRecord({ schema, map: (wire) => wire }, raw, false, (path, kind) => drift.push(`${path} ${kind}`));
  return { read, drift };
}

describe("a value of another form", () => {
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
