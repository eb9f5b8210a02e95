import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../errors/index.ts";
import { phoneMatcher } from "./index.ts";
import { countDigits } from "./ascii-digits.ts";

const gradeOf = async (wanted: string, field: string, defaultCountry?: string) =>
  (await phoneMatcher(wanted, { defaultCountry }))(field);

describe("phone numbers", () => {
  const countries = [
    ["FR", "06 12 34 56 78", "+33 6 12 34 56 78"],
    ["NO", "412 34 567", "+47 412 34 567"],
    ["ES", "612 34 56 78", "+34 612 34 56 78"],
    ["SG", "9123 4567", "+65 9123 4567"],
    ["AU", "0412 345 678", "+61 412 345 678"],
    ["CH", "079 123 45 67", "+41 79 123 45 67"],
    ["US", "(512) 555-0100", "+1 512 555 0100"],
    ["IT", "06 1234 5678", "+39 06 1234 5678"],
    ["DE", "030/12345678", "+49 30 12345678"],
  ] as const;

  it.for(countries)("of %s are the same in national and international form", async ([country, national, full]) => {
    expect(await gradeOf(national, full, country)).toBe("same");
    expect(await gradeOf(full, national, country)).toBe("same");
    expect(await gradeOf(full.replace("+", "00"), national, country)).toBe("same");
  });

  it.for(countries)("of %s are perhaps the same when no country is known", async ([, national, full]) => {
    expect(await gradeOf(national, full)).toBe("perhaps");
    expect(await gradeOf(full, national)).toBe("perhaps");
    expect(await gradeOf(full, full.replace("+", ""))).toBe("perhaps");
    expect(await gradeOf(national, national)).toBe("perhaps");
  });

  it.for([
    ["+1 512 555 0100", "+49 1512 5550100"],
    ["+44 7911 123456", "+1 791 112 3456"],
    ["+33 6 12 34 56 78", "+31 6 12 34 56 78"],
    ["+1 512 555 0100", "555-0100"],
  ])("%s and %s differ, though they end alike", async ([one, other]) => {
    expect(await gradeOf(one!, other!)).toBe("different");
    expect(await gradeOf(one!, other!, "FR")).toBe("different");
  });

  it.for([
    ["AU", "0011 33 6 12 34 56 78"],
    ["SG", "001 33 6 12 34 56 78"],
    ["HK", "001 33 6 12 34 56 78"],
    ["KR", "002 33 6 12 34 56 78"],
    ["BR", "0021 33 6 12 34 56 78"],
    ["US", "011 33 6 12 34 56 78"],
    ["SG", "0033 6 12 34 56 78"],
    ["AU", "0033 6 12 34 56 78"],
  ])("of another country are known by the prefix for calls abroad: %s, %s", async ([country, number]) => {
    expect(await gradeOf(number!, "+33 6 12 34 56 78", country)).toBe("same");
    expect(await gradeOf("+33 6 12 34 56 78", number!, country)).toBe("same");
    expect(await gradeOf(number!, "+33 6 12 34 56 79", country)).toBe("different");
  });

  it("of another country differ from a national number of the default country", async () => {
    expect(await gradeOf("06 12 34 56 78", "+31 6 12 34 56 78")).toBe("perhaps");
    expect(await gradeOf("06 12 34 56 78", "+31 6 12 34 56 78", "FR")).toBe("different");
  });

  it.each([
    ["+49·151·12345678", "+4915112345678", "same"],
    ["+49_151_12345678", "+49 151 12345678", "same"],
    ["+49,151,12345678", "+4915112345678", "same"],
    ["+49\u00A0151\u00A012345678", "+49.151.12345678", "same"],
    ["+44 20 7946 0958, 12", "+442079460958", "same"],
    ["+44 20 7946 0958,+33 1 42 68 53 00", "+33142685300", "same"],
    ["030/1234567", "030·1234567", "perhaps"],
  ] as const)("written with other marks are the same: %s", async (field, phone, wanted) => {
    expect(await gradeOf(field, phone)).toBe(wanted);
    expect(await gradeOf(phone, field)).toBe(wanted);
  });

  it("without their `+` are perhaps the same, whatever the default country has", async () => {
    expect(await gradeOf("+49 151 12345678", "49 151 12345678", "DE")).toBe("perhaps");
    expect(await gradeOf("4915112345678", "+4915112345678", "DE")).toBe("perhaps");
    expect(await gradeOf("+49 151 12345678", "49 151 12345679", "DE")).toBe("different");
  });

  it("that the default country does not have may be another country's", async () => {
    expect(await gradeOf("06 12 34 56 78", "+33 6 12 34 56 78", "US")).toBe("perhaps");
  });

  it.for([
    ["+44 (0)20 7946 0958", "+44 20 7946 0958"],
    ["+47 (0) 412 34 567", "+47 412 34 567"],
    ["+41 (0)79 123 45 67", "0041 79 123 45 67"],
    ["+39 (0)6 1234 5678", "+39 06 1234 5678"],
    ["٠٠٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨", "+33 6 12 34 56 78"],
    ["+۳۳ ۶ ۱۲ ۳۴ ۵۶ ۷۸", "+33 6 12 34 56 78"],
    ["＋３３　６　１２　３４　５６　７８", "+33 6 12 34 56 78"],
    ["+३३ ६ १२ ३४ ५६ ७८", "+33 6 12 34 56 78"],
    ["\u202a+33\u202c 6\u00a012\u200934‑56–78", "+33 6 12 34 56 78"],
    ["tel:+33612345678", "+33 6 12 34 56 78"],
    ["+1 (512) 555-0100 ext. 7", "+1 512 555 0100;ext=7"],
    ["+1 512 555 0100 x123", "+1 512 555 0100, extension 123"],
    ["+1 512 555 0100 #7", "+1 512 555 0100 Ext: 007"],
  ])("%s and %s are the same", async ([one, other]) => {
    expect(await gradeOf(one!, other!)).toBe("same");
    expect(await gradeOf(other!, one!)).toBe("same");
  });

  it("match perhaps without their extensions, and not if the extensions differ", async () => {
    for (const extension of [" ext. 7", " x123", ";ext=7"])
      expect(await gradeOf("+1 512 555 0100", `+1 512 555 0100${extension}`)).toBe("perhaps");
    expect(await gradeOf("+1 512 555 0100 x1", "+1 512 555 0100 x2")).toBe("different");
  });

  it.for([
    "+33 6 12 34 56 78 / +1 512 555 0100",
    "+1 512 555 0100, +33 6 12 34 56 78",
    "+33612345678+15125550100",
    "home: +33 6 12 34 56 78; work: +1 512 555 0100 ext. 7",
    "+33 6 12 34 56 78\n+1 512 555 0100",
    "+1 512 555 0100 or +33 6 12 34 56 78",
  ])("are found in a field that holds two: %s", async (field) => {
    expect(await gradeOf("+33 6 12 34 56 78", field)).toBe("same");
    expect(await gradeOf("+1 512 555 0100", field)).toMatch(/same|perhaps/);
    expect(await gradeOf("+1 512 555 0199", field)).toBe("different");
  });

  it.for(["+49 30 1234567/68", "030/1234567/68", "030 1234567 / 8", "0049 30 1234567/89"])(
    "are found before the other ending of a second one: %s",
    async (field) => {
      expect(await gradeOf("+49 30 1234567", field, "DE")).toBe("same");
      expect(await gradeOf("+49 30 1234560", field, "DE")).toBe("different");
    },
  );

  it("of two national numbers in one field are each found", async () => {
    const pairs = ["0612345678/0798765432", "06 12 34 56 78 ou 07 98 76 54 32", "0612345678 0798765432"];
    const lines = [
      "06 12 34 56 78\n07 98 76 54 32",
      "06 12 34 56 78\r\n07 98 76 54 32",
      "06 12 34 56 78 - 07 98 76 54 32",
    ];
    for (const field of [...pairs, ...lines, "06 12 34 56 78 07 98 76 54 32"])
      for (const wanted of ["+33612345678", "+33798765432"])
        expect(await gradeOf(wanted, field, "FR"), field).toBe("same");
    for (const field of [
      "512 555 0100 512 555 0101",
      "512-555-0100\n512-555-0101",
      "512 - 555 - 0100 / 512 - 555 - 0101",
    ])
      for (const wanted of ["+15125550100", "+15125550101"])
        expect(await gradeOf(wanted, field, "US"), field).toBe("same");
    for (const field of ["030 1234567 0171 1234567", "0171 1234567 030 1234567", "030/1234567 - 0171/1234567"])
      for (const wanted of ["+49301234567", "+491711234567"])
        expect(await gradeOf(wanted, field, "DE"), field).toBe("same");
  });

  it("differ from a field without a number", async () => {
    for (const field of ["", "none", "ext. 7", "12", "+", "x".repeat(10_000), "+1".repeat(5_000)])
      expect(await gradeOf("+1 512 555 0100", field, "US")).toBe("different");
  });

  it("are the same as themselves, whatever a field holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (noise) => {
        expect(await gradeOf(noise, noise)).toBeTypeOf("string");
        expect(countDigits(`${noise}٤`)).toBeGreaterThan(0);
      }),
    );
  });

  it("reject a default country that does not exist", async () => {
    await expect(phoneMatcher("+1 512 555 0100", { defaultCountry: "XX" })).rejects.toThrow(InvalidInput);
  });
});
