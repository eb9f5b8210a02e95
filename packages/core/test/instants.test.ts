import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InstantInput, toInstant } from "../src/index.ts";

const moments = fc.date({
  min: new Date("0001-01-02T00:00:00Z"),
  max: new Date("9999-12-30T00:00:00Z"),
  noInvalidDate: true,
});
const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
const two = (value: number) => String(Math.abs(value)).padStart(2, "0");

/** A moment as a clock in a zone so many minutes east of UTC shows it. */
function written(moment: Date, minutes: number, how: { separator: string; colon: string }): string {
  const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1).replace("T", how.separator);
  return `${local}${minutes < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}${how.colon}${two(minutes % 60)}`;
}

describe.each([["Pacific/Auckland"], ["America/New_York"]])("an instant, read on a machine in %s", (zone) => {
  let before: string | undefined;
  beforeAll(() => {
    before = process.env.TZ;
    process.env.TZ = zone;
    expect(new Date(2026, 0, 1).getTimezoneOffset()).not.toBe(0);
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it("is the same in whatever zone it is written", () => {
    const how = fc.record({ separator: fc.constantFrom("T", "t", " "), colon: fc.constantFrom(":", "") });
    fc.assert(
      fc.property(moments, offsets, how, (moment, minutes, form) => {
        expect(toInstant(written(moment, minutes, form))).toBe(moment.toISOString());
      }),
    );
  });

  it("without a zone is UTC", () => {
    fc.assert(
      fc.property(moments, fc.constantFrom("T", " "), (moment, separator) => {
        expect(toInstant(moment.toISOString().slice(0, -1).replace("T", separator))).toBe(moment.toISOString());
      }),
    );
  });

  it("is canonical, and reading it again changes nothing", () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const instant = InstantInput.parse(moment);
        expect(instant).toBe(moment.toISOString());
        expect(toInstant(instant)).toBe(instant);
      }),
    );
  });

  it.each([
    ["2026-11-23", "2026-11-23T00:00:00.000Z"],
    ["2026-11-23T09:30", "2026-11-23T09:30:00.000Z"],
    ["2026-11-23 09:30:00", "2026-11-23T09:30:00.000Z"],
    [" 2026-11-23T09:30:00z ", "2026-11-23T09:30:00.000Z"],
    ["2026-11-23T09:30:00.1234567Z", "2026-11-23T09:30:00.123Z"],
    ["2026-11-23T09:30:00,5+0130", "2026-11-23T08:00:00.500Z"],
    ["2026-11-23T09:30:00-05", "2026-11-23T14:30:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["0099-01-01", "0099-01-01T00:00:00.000Z"],
    ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["2026-11-23T09:30:00.1+00:00", "2026-11-23T09:30:00.100Z"],
    ["2026-11-23T09:30:60Z", "2026-11-23T09:31:00.000Z"],
    ["2026-11-23T24:00:00", "2026-11-24T00:00:00.000Z"],
    ["2026-11-30 23:59:59.999999", "2026-11-30T23:59:59.999Z"],
  ])("%j is %s", (text, instant) => {
    expect(toInstant(text)).toBe(instant);
  });
});

describe("what is not an instant is refused, never guessed", () => {
  it.each([
    [""],
    ["yesterday"],
    ["2026"],
    ["2026-11"],
    ["23.11.2026"],
    ["11/23/2026"],
    ["20261123"],
    ["1700000000000"],
    ["2026-13-01"],
    ["2026-00-10"],
    ["2026-02-30"],
    ["2026-02-29"],
    ["2026-11-31"],
    ["2100-02-29"],
    ["2026-11-00"],
    ["2026-11-23T24:00:01"],
    ["2026-11-23T25:00"],
    ["2026-11-23T09:30:61"],
    ["2026-11-23T09:60"],
    ["2026-11-23T9:00"],
    ["2026-11-23T09:00:00+25:00"],
    ["2026-11-23 (soon)"],
    ["2026-11-23T09:00 PST"],
    ["0000-01-01T00:00:00+10:00"],
    ["9999-12-31T23:59:59-10:00"],
  ])("%j", (text) => {
    expect(toInstant(text)).toBeUndefined();
    expect(InstantInput.safeParse(text).success).toBe(false);
  });

  it.each([[new Date(Number.NaN)], [new Date(8.64e15)], [1_700_000_000_000], [null]])("%o", (value) => {
    expect(InstantInput.safeParse(value).success).toBe(false);
  });
});
