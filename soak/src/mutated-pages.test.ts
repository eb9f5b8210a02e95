import { describe, expect, it } from "vitest";
import { lists, mutatedPages } from "./mutated-pages.ts";

describe("a page with one record that is not as it should be", () => {
  it.for(lists)("of %s survives, whatever the record looks like", async (list) => {
    const { pages, carried, setAside, drifts, ...broken } = await mutatedPages(list, 1, 200);
    expect(broken).toEqual({ lost: 0, othersHarmed: 0, silent: 0, misnamed: 0, untold: 0, polluted: false });
    expect(drifts).toBeGreaterThan(0);
    // Otherwise nothing would have been wrong with the records, or nothing right.
    expect(carried).toBeGreaterThan(0);
    expect(setAside).toBeGreaterThan(0);
    expect(carried + setAside).toBe(pages);
  });
});
