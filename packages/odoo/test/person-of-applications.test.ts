import { odooWorld, runTests } from "@anyats/conformance";
import { expect, it } from "vitest";
import { odoo } from "../src/index.ts";

/** What differs where a person is all applications with one address, as before and after Odoo 18. */
const otherwise = new Set([
  // Of `hr.candidate` nothing is read but whether it is there, which has no language; and nothing of `res.partner`.
  "uses each route that its cell claims",
  "has a value for each field in some record, or declares that the ATS lacks it",
  "does the same by each way of asking, and otherwise what a setting changes",
  // Of a person with several applications, one that cannot be read costs itself.
  "sets a record aside that cannot be read, and goes on",
  // A page only says whose applications are read then, by another request: what is odd in it alone is not shown.
  "reports unknown values and unreadable dates by place, and keeps the record",
  "sets a record aside if its time of change is unreadable, and no other",
]);

it.each(["candidates.stream", "candidates.get"])(
  "keeps what it promises of %s in Odoo 19",
  async (id) => {
    const results = await runTests(odoo, odooWorld({ version: 19 }), {
      only: ({ capability, promise }) => capability === id && !otherwise.has(promise),
    });
    expect(results.length).toBeGreaterThan(50);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
  },
  120_000,
);
