import { describe, expect, it } from "vitest";
import { ofNothing } from "../src/contracts/pieces/empty-pages.ts";
import { unquoted } from "../src/contracts/pieces/requests.ts";

describe("a query as it reads", () => {
  it.for([
    ["tolower(e/Address) eq 'a+b''q@example.com'", "a+b'q@example.com"],
    [String.raw`WHERE Email = 'a+b\'q@example.com'`, "a+b'q@example.com"],
    [String.raw`email:a\+b\&c'q@example.com`, "a+b&c'q@example.com"],
  ])("holds the text that %s quotes", ([query, text]) => expect(unquoted(query!)).toContain(text));

  it("reads two apostrophes as one in a quoted text alone", () => expect(unquoted("a''b")).toBe("a''b"));
});

describe("an answer of an ATS that has nothing", () => {
  it("counts nothing, and keeps what counts nothing", () => {
    const page = { value: [{ Id: 1 }], "@odata.count": 55, meta: { total_pages: 2, page: 1, hits: 55 }, countryId: 7 };
    const empty = { value: [], "@odata.count": 0, meta: { total_pages: 0, page: 1, hits: 0 }, countryId: 7 };
    expect(ofNothing(page)).toEqual(empty);
    expect(ofNothing([{ id: 1 }])).toEqual([]);
  });
});
