import { customFieldTypes } from "@anyats/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldType } from "./field-types.ts";
import { readValue, writeValue } from "./values.ts";

const contents = {
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  currency: fc.constantFrom(1e-7, 1e21, -1e-7, -1e21, 1.5e300, 5e-324, 0.1, 1234567.89, 0),
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

  it.for([
    ["boolean", 0, false],
    ["boolean", 1, true],
    ["boolean", "0", false],
    ["boolean", " Yes ", true],
    ["boolean", 2, undefined],
    ["boolean", "2", undefined],
    ["boolean", [], undefined],
    ["date", 1_767_225_600, "2026-01-01"],
    ["date", 1_767_225_600_000, "2026-01-01"],
    ["date", "1767225600", "2026-01-01"],
    ["date", "/Date(1767225600000)/", "2026-01-01"],
    ["date", 1_767_229_200, undefined],
    ["date", 46_000, undefined],
    ["date", 20_260_101, undefined],
    ["date", 0, undefined],
    ["date", -1, undefined],
    ["date", 1.5, undefined],
    ["date", "0001-01-01", null],
    ["date", "0001-01-01T00:00:00", null],
    ["date", "2026-02-30", undefined],
    ["date", "2026-13-01", undefined],
    ["date", "2026-01-01T25:00:00Z", undefined],
    ["date", "2026-01-01 and later", undefined],
    ["date", "2026-01-01T23:30:00-05:00", "2026-01-01"],
    ["date", "01/02/2026", undefined],
    ["date", true, undefined],
    ["date-time", 1_767_225_600, "2026-01-01T00:00:00.000Z"],
    ["date-time", 1_767_225_600_123, "2026-01-01T00:00:00.123Z"],
    ["date-time", "0001-01-01T00:00:00", null],
    ["date-time", "2026-02-30T00:00:00Z", undefined],
    ["date-time", 12, undefined],
    ["number", 1e-7, 1e-7],
    ["number", "1e-7", 1e-7],
    ["number", "0.0000001", 1e-7],
    ["number", "1000000000000000000000", 1e21],
    ["number", "1E+21", 1e21],
    ["number", "1e999", undefined],
    ["number", "0x10", undefined],
    ["number", "1,234.56", undefined],
    ["number", "$20", undefined],
    ["number", true, undefined],
    ["currency", "23.50", 23.5],
    ["text", 5, "5"],
    ["text", 1e21, "1000000000000000000000"],
    ["text", true, undefined],
    ["text", ["a"], undefined],
    ["email", 5, undefined],
    ["url", "javascript:alert(1)", undefined],
    ["url", "data:text/html,x", undefined],
    ["url", "www.example.com:8080/a", "www.example.com:8080/a"],
    ["url", "HTTPS://example.com", "HTTPS://example.com"],
    ["unknown", true, true],
    ["unknown", 7, 7],
    ["unknown", ["a", "b"], ["a", "b"]],
    ["unknown", { a: 1 }, undefined],
  ] as const)("of type %s: %j reads as %j", ([type, native, content]) => {
    expect(readValue(type, native)).toEqual(content);
  });

  const colours = ["Red", "Blue", "Red, dark"];
  it.for([
    ["Red; Blue", ["Red", "Blue"]],
    ["Red,Blue", ["Red", "Blue"]],
    ["Red|Blue|", ["Red", "Blue"]],
    ["Red\nBlue", ["Red", "Blue"]],
    ['["Red","Blue"]', ["Red", "Blue"]],
    ["Red, dark", ["Red, dark"]],
    ["Red, dark; Blue", ["Red, dark", "Blue"]],
    ["Green", ["Green"]],
    ["Red; Green", undefined],
    ["[1]", ["[1]"]],
    [["Red", 1], undefined],
    [7, undefined],
  ] as const)("of several choices: %j reads as %j", ([native, choices]) => {
    expect(readValue("multi-select", native, colours)).toEqual(choices);
  });

  it("of several choices are not guessed where the options are unknown", () => {
    expect(readValue("multi-select", "Red; Blue")).toBeUndefined();
    expect(readValue("multi-select", "Red")).toEqual(["Red"]);
  });

  it.for([
    ["Red", "Red"],
    [["Red"], "Red"],
    [["Red", "Blue"], undefined],
    [5, "5"],
    [6, undefined],
    [true, undefined],
  ] as const)("of one choice: %j reads as %j", ([native, choice]) => {
    expect(readValue("single-select", native, ["Red", "5"])).toEqual(choice);
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
