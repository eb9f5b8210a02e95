import { customFieldTypes } from "@anyats/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldType } from "./field-types.ts";
import { readValue, writeValue } from "./values.ts";

const contents = {
  number: fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
    .map((value) => Math.round(value * 100) / 100 + 0),
  boolean: fc.boolean(),
  date: fc
    .date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  "date-time": fc
    .date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  "multi-select": fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
  text: fc.string({ minLength: 1 }),
} as const;

describe("custom field values", () => {
  it.for(Object.entries(contents))("of type %s survive the way there and back", ([type, arbitrary]) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<string>, (content) => {
        const kind = type as (typeof customFieldTypes)[number];
        expect(readValue(kind, writeValue(kind, content))).toEqual(content);
      }),
    );
  });

  it("are null where the ATS has nothing", () => {
    for (const type of customFieldTypes) {
      expect(readValue(type, null)).toBeNull();
      expect(readValue(type, "")).toBeNull();
      expect(writeValue(type, null)).toBeNull();
    }
  });

  it("are not read as a number that would be written back as another one", () => {
    expect(readValue("number", "0012.50")).toBe(12.5);
    expect(readValue("number", "12345678901234567890.12")).toBeUndefined();
    expect(readValue("number", "twelve")).toBeUndefined();
  });

  it("are none where a word for yes or no is called like a part of every object", () => {
    for (const native of ["constructor", "__proto__", "toString"]) expect(readValue("boolean", native)).toBeUndefined();
  });

  it("have a type in one vocabulary, and an unknown word is said to be unknown", () => {
    expect(fieldType("Multi-Select")).toBe("multi-select");
    expect(fieldType("Drop Down")).toBe("single-select");
    expect(fieldType("GeoPoint")).toBe("unknown");
    expect(fieldType("constructor")).toBe("unknown");
  });
});
