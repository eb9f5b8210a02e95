import { describe, expect, it } from "vitest";
import { isIn } from "../src/contracts/records/exchanged-fields.ts";
import { ofNothing } from "../src/contracts/pieces/empty-pages.ts";
import { namesPlace, withoutIndexes } from "../src/contracts/pieces/one-place-each.ts";
import { unquoted } from "../src/contracts/pieces/requests.ts";
import { rewritten } from "../src/contracts/pieces/wall-clock.ts";

describe("a query as it reads", () => {
  it.for([
    ["tolower(e/Address) eq 'a+b''q@example.com'", "a+b'q@example.com"],
    [String.raw`WHERE Email = 'a+b\'q@example.com'`, "a+b'q@example.com"],
    [String.raw`email:a\+b\&c'q@example.com`, "a+b&c'q@example.com"],
  ])("holds the text that %s quotes", ([query, text]) => expect(unquoted(query!)).toContain(text));

  it("reads two apostrophes as one in a quoted text alone", () => expect(unquoted("a''b")).toBe("a''b"));
});

describe("the place of an event", () => {
  it.for(["$", "$.tags[].name", "$.tags[3][0]", "$.cost-center", "$.fields[fld_0032]", "$[7].name"])(
    "may be %s",
    (place) => namesPlace(place),
  );

  it.for(["name", "$.name of Ada", "$.fields['Cost center']", "$.tags[0"])("is named where it is %s", (place) =>
    expect(() => namesPlace(place)).toThrow(`an event names "${place}", which is not a place such as "$.tags[].name"`),
  );

  it("is compared without indexes, and by ids as by names", () =>
    expect(withoutIndexes("$.tags[3].fields[fld_1][0]")).toBe("$.tags.fields.fld_1"));
});

describe("an answer of an ATS that has nothing", () => {
  it("counts nothing, and keeps what counts nothing", () => {
    const page = { value: [{ Id: 1 }], "@odata.count": 55, meta: { total_pages: 2, page: 1, hits: 55 }, countryId: 7 };
    const empty = { value: [], "@odata.count": 0, meta: { total_pages: 0, page: 1, hits: 0 }, countryId: 7 };
    expect(ofNothing(page)).toEqual(empty);
    expect(ofNothing([{ id: 1 }])).toEqual([]);
  });
});

describe("another time without a zone", () => {
  const american = (day: string) => `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)}`;

  it.for([
    ["2026-11-23T09:00:00", "2028-02-29T00:30:59"],
    ["2026-11-23 09:00:00", "2028-02-29 00:30:59"],
    ["2026-11-23 09:00", "2028-02-29 00:30"],
    ["2026-11-23 09:00 PM", "2028-02-29 12:30 AM"],
    ["11/23/2026 09:00:00 AM", "02/29/2028 12:30:59 AM"],
  ])("is written as %s is", ([text, other]) => {
    expect(rewritten(text!, "2028-02-29T00:30:59", american)).toBe(other);
  });

  it.for(["Shift from 9:00", "2026-11-23", "09:00 AM"])("is not put in the place of %s", (text) =>
    expect(rewritten(text, "2028-02-29T00:30:59", american)).toBeUndefined(),
  );
});

describe("a record as it comes", () => {
  const whole = { id: "C1", tags: ["a", "b"], applications: { edges: [{ id: "A1" }, { id: "A2" }], more: false } };

  it.for([
    ["says less", { id: "C1", tags: ["a", "b"] }],
    ["has the first page of a list that is read on", { id: "C1", applications: { edges: [{ id: "A1" }] } }],
  ] as const)("is in the record that is kept where it %s", ([, part]) => expect(isIn(part, whole)).toBe(true));

  it.for([
    ["says something else", { id: "C2" }],
    ["has another list", { id: "C1", tags: ["b"] }],
    ["says something else inside", { id: "C1", applications: { more: true } }],
    ["has a list where there is none", { id: ["C1"] }],
  ] as const)("is not in it where it %s", ([, part]) => expect(isIn(part, whole)).toBe(false));
});
