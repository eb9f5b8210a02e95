import { describe, expect, it } from "vitest";
import { CoverageReport } from "@anyats/core/coverage";
import { deprecationWarnings, matrixOf, renderMarkdown, renderMatrixHtml } from "../src/index.ts";
import { cell, report } from "./fixtures/hand-made-report.ts";

const route = { method: "GET", certainty: "documented", source: "the vendor's changelog" } as const;
const old = { ...route, path: "/v1/jobs", deprecated: { ends: "2027-08-31", instead: "/v3/jobs" } };
const sooner = { ...route, path: "/v1/users", deprecated: { ends: "2027-01-31" } };
const someDay = { ...route, path: "/v2/offers", deprecated: { ends: null } };
const acme = report("acme", [
  cell("jobs.stream", { routes: [old] }),
  cell("jobs.get", { routes: [old, { ...route, path: "/v3/jobs" }] }),
  cell("offers.stream", { routes: [someDay] }),
  cell("users.stream", { routes: [sooner] }),
]);

describe("a route whose end is announced", () => {
  it("emits one warning, earliest first, with the day, the successor and the use", () => {
    expect(deprecationWarnings(acme)).toEqual([
      "acme: GET /v1/users is deprecated, ends 2027-01-31 (users.stream)",
      "acme: GET /v1/jobs is deprecated, ends 2027-08-31; instead: /v3/jobs (jobs.stream, jobs.get)",
      "acme: GET /v2/offers is deprecated, ends on a day that is not known (offers.stream)",
    ]);
    expect(
      deprecationWarnings(report("acme", [cell("jobs.get", { routes: [route].map((r) => ({ ...r, path: "/" })) })])),
    ).toEqual([]);
  });

  it("is marked on the pages, and survives JSON", async () => {
    expect(CoverageReport.parse(JSON.parse(JSON.stringify(acme)))).toEqual(acme);
    expect(renderMarkdown(acme)).toContain("(documented, deprecated, ends 2027-08-31; instead: /v3/jobs)");
    const page = await renderMatrixHtml(matrixOf([acme]));
    expect(page).toContain("deprecated, ends 2027-08-31; instead: /v3/jobs");
    expect(page.match(/unified · route ends/g)).toHaveLength(4);
  });
});
