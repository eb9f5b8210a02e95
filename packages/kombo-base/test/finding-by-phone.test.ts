import { describe, expect, it } from "vitest";
import { connect } from "@anyats/core";
import { komboBase } from "../src/index.ts";

/** A connection to a customer whose candidates have these phone numbers; the ids are the places in the list. */
const customer = (numbers: readonly string[], defaultCountry?: string) => {
  const results = numbers.map((phone_number, index) => ({
    id: `c${index}`,
    remote_id: String(index),
    changed_at: "2026-01-01T00:00:00.000Z",
    phone_numbers: [{ phone_number }],
  }));
  const fetch = async () => Response.json({ status: "success", data: { results, next: null } });
  const country = defaultCountry === undefined ? {} : { defaultCountry };
  return connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch, ...country });
};

describe("finding a candidate by phone", () => {
  it("does not return the owner of another country's number", async () => {
    const ats = await customer(["+49 1512 5550100", "+1 512 555 0100"]);
    const { candidates, phoneMatches } = await ats.candidates.find({ phone: "+1 (512) 555-0100" });
    expect(candidates.map(({ id }) => id)).toEqual(["c1"]);
    expect(phoneMatches).toEqual([{ candidateId: "c1", grade: "same" }]);
  });

  it("finds numbers in national form, graded by whether their country is known", async () => {
    const french = ["06 12 34 56 78", "+33 6 12 34 56 78", "+31 6 12 34 56 78"];
    const unknown = await (await customer(french)).candidates.find({ phone: "+33 6 12 34 56 78" });
    expect(unknown.phoneMatches).toEqual([
      { candidateId: "c1", grade: "same" },
      { candidateId: "c0", grade: "perhaps" },
    ]);
    const known = await (await customer(french, "FR")).candidates.find({ phone: "06.12.34.56.78" });
    expect(known.phoneMatches).toEqual([
      { candidateId: "c0", grade: "same" },
      { candidateId: "c1", grade: "same" },
    ]);
  });

  it("returns a certain match before an uncertain one, also at the limit", async () => {
    const ats = await customer(["0612345678", "0033612345678 ext. 7", "+33612345678"]);
    const found = await ats.candidates.find({ phone: "+33612345678", limit: 1 });
    expect(found).toMatchObject({ phoneMatches: [{ candidateId: "c2", grade: "same" }], complete: false, compared: 3 });
    const all = await ats.candidates.find({ phone: "+33612345678", limit: 3 });
    expect(all.candidates.map(({ id }) => id)).toEqual(["c2", "c0", "c1"]);
    expect(all.complete).toBe(true);
  });

  it("counts digits of every script", async () => {
    const ats = await customer(["+33612345678"]);
    expect((await ats.candidates.find({ phone: "٠٠٣٣٦١٢٣٤٥٦٧٨" })).candidates).toHaveLength(1);
    await expect(ats.candidates.find({ phone: "٣٣٦" })).rejects.toMatchObject({ code: "input.invalid" });
  });

  it("grades nothing without a phone number", async () => {
    const ats = await customer(["+33612345678"]);
    expect(await ats.candidates.find({ lastName: "Lovelace" })).toMatchObject({ phoneMatches: [], compared: 0 });
  });

  it("rejects a default country that has no phone numbers", async () => {
    await expect(customer([], "fr")).rejects.toMatchObject({ code: "input.invalid" });
    const ats = await customer([], "XX");
    await expect(ats.candidates.find({ phone: "+33612345678" })).rejects.toThrow("defaultCountry");
  });
});
