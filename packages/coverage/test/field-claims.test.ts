import { describe, expect, it } from "vitest";
import { fieldClaimsOf } from "../src/field-claims.ts";
import { lostFields, type FieldCell, type FieldCoverage } from "../src/index.ts";

const source = { request: "GET /jobs", certainty: "reported", source: "the vendor's forum" } as const;
const cell = (field: string, said: Partial<FieldCell> = {}): FieldCell => ({
  field,
  from: ["$.name"],
  declared: "mapped",
  source,
  filled: 30,
  ...said,
});
const jobs = (adapterId: string, fields: readonly FieldCell[], records = 30): FieldCoverage => ({
  adapterId,
  adapter: adapterId,
  stream: "jobs.stream",
  route: null,
  of: "live",
  records,
  fields,
});

describe("the fields of several adapters side by side", () => {
  it("keep the place and the source of each, and say no more than is known", () => {
    const absent = cell("salary", { declared: "absent", from: ["$.pay"] });
    const unseen = cell("salary", { declared: "not-seen", from: [], source: null });
    const [one] = fieldClaimsOf([jobs("a", [cell("title"), absent]), jobs("b", [unseen])]);
    expect(one).toEqual({
      stream: "jobs.stream",
      fields: [
        { field: "title", claims: { a: { declared: "mapped", from: ["$.name"], source } } },
        {
          field: "salary",
          claims: {
            a: { declared: "absent", from: [], source: null },
            b: { declared: "not-seen", from: [], source: null },
          },
        },
      ],
    });
  });

  it("name no custom field of a customer", () => {
    const fields = [cell("customFields.Shift", { from: ["$.custom_fields.Shift"] }), cell("customFields.Bonus")];
    const [one] = fieldClaimsOf([jobs("a", fields)]);
    expect(one!.fields.map(({ field, claims }) => [field, claims["a"]!.from])).toEqual([
      ["customFields", ["$.custom_fields.…", "$.name"]],
    ]);
  });
});

describe("a field that is filled no longer", () => {
  const before = { "jobs.stream": { title: { share: 0.9, at: "2026-11-01T00:00:00.000Z" } } };
  const gone = cell("title", { filled: 0 });

  it("is lost, with when it was filled; also where no record names it any more", () => {
    const lost = { stream: "jobs.stream", field: "title", records: 30, last: before["jobs.stream"].title };
    expect(lostFields([jobs("a", [gone])], before)).toEqual([lost]);
    expect(lostFields([jobs("a", [])], before)).toEqual([lost]);
  });

  it("is not lost while one record has it, in a small sample, or where it was rare", () => {
    expect(lostFields([jobs("a", [cell("title", { filled: 1 })])], before)).toEqual([]);
    expect(lostFields([jobs("a", [gone], 19)], before)).toEqual([]);
    const rare = { "jobs.stream": { title: { share: 0.19, at: "2026-11-01T00:00:00.000Z" } } };
    expect(lostFields([jobs("a", [gone])], rare)).toEqual([]);
  });
});
