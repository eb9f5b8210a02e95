import { describe, expect, it } from "vitest";
import { coverageOf } from "@anyats/core/coverage";
import {
  CoverageMatrix,
  coverageMatrixJsonSchema,
  matrixOf,
  renderMatrixMarkdown,
  renderMatrixTable,
} from "../src/index.ts";
import { cell, gap, limitation, report } from "./fixtures/hand-made-report.ts";
// @boundaries-ignore one fixture serves the tests of both
import { toy } from "../../core/test/fixtures/toy-adapter.ts";

const acme = report("acme", [
  cell("candidates.get", { gap: gap({ reason: "ats-cannot" }) }),
  cell("jobs.get"),
  cell("acme.openSafe", { lane: "native" }),
]);
const other = report("other", [
  cell("jobs.get", { lane: "passthrough", limitations: [limitation("other.slow")] }),
  cell("candidates.get"),
  cell("jobs.stream"),
]);

describe("a matrix of several adapters", () => {
  it("has the catalogue's rows in its order, then what adapters brought themselves", () => {
    expect(matrixOf([acme, other]).rows.map(({ capability }) => capability)).toEqual([
      "jobs.stream",
      "jobs.get",
      "candidates.get",
      "acme.openSafe",
    ]);
  });

  it("has the adapters' own cells, and none for an operation that another adapter owns", () => {
    const { adapters, rows } = matrixOf([other, acme]);
    expect(adapters.map(({ id, totals }) => [id, totals.capabilities])).toEqual([
      ["other", 3],
      ["acme", 3],
    ]);
    expect(rows.find(({ capability }) => capability === "jobs.get")?.cells).toEqual({
      other: other.cells.find(({ capability }) => capability === "jobs.get"),
      acme: acme.cells.find(({ capability }) => capability === "jobs.get"),
    });
    expect(Object.keys(rows.find(({ capability }) => capability === "acme.openSafe")!.cells)).toEqual(["acme"]);
  });

  it("comes from real adapters, too, and survives JSON", () => {
    const matrix = matrixOf([coverageOf(toy), acme]);
    expect(CoverageMatrix.parse(JSON.parse(JSON.stringify(matrix)))).toEqual(matrix);
    expect(coverageMatrixJsonSchema()).toMatchObject({
      type: "object",
      required: ["schemaVersion", "adapters", "rows"],
    });
  });

  it("refuses two reports of one adapter", () => {
    expect(() => matrixOf([acme, other, acme])).toThrow(/two reports are of the adapter "acme"/);
  });

  it("is empty when there are no adapters", () => {
    expect(matrixOf([])).toEqual({ schemaVersion: 1, adapters: [], rows: [] });
  });
});

describe("a matrix to read", () => {
  it("is a compact table in a terminal", () => {
    expect(`\n${renderMatrixTable(matrixOf([acme, other]))}`).toMatchInlineSnapshot(`
      "
                        acme      other
      offered           2 of 3    3 of 3

      Jobs
        jobs.stream     -         yes
        jobs.get        yes       limited

      Candidates
        candidates.get  no        yes

      Acme
        acme.openSafe   yes       -
      "
    `);
  });

  it("is a Markdown page, with the reason of each no", () => {
    const page = renderMatrixMarkdown(matrixOf([acme, other]));
    expect(page).toContain("| `jobs.get` | ✅ unified | ⚠️ limited, passthrough |");
    expect(page).toContain("| `candidates.get` | ❌ the ATS cannot | ✅ unified |");
    expect(page).toContain("| `acme.openSafe` | ✅ native | – |");
    expect(page).toContain("| [ACME](acme.md) | beta | 2 of 3 |");
  });

  it("keeps an author's texts from changing the Markdown page", () => {
    const hostile = report("h](x)", [cell("h.`a`|b\nc")], { name: "<script>alert(1)</script> | [x](y)\n# Z" });
    const page = renderMatrixMarkdown(matrixOf([hostile]));
    expect(page).not.toMatch(/(^|[^\\])<script>/);
    expect(page).not.toMatch(/^# Z/m);
    expect(page).toContain("`h.'a'\\|b c`");
    const widths = page
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(widths)).toEqual(new Set([10, 4]));
  });
});
