import { describe, expect, it } from "vitest";
import { matrixOf, renderMatrixHtml } from "../src/index.ts";
import { escapeHtml, markup } from "../src/matrix-html/html.ts";
import { cell, gap, limitation, report } from "./fixtures/hand-made-report.ts";

const evil = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
/** A report in which every text that an author can choose is an attack. */
const hostile = report(
  evil,
  [
    cell(`jobs.${evil}`, {
      summary: evil,
      sourceName: evil,
      implementedBy: { name: evil, version: evil },
      routes: [{ method: evil, path: evil, certainty: "documented", source: evil }],
      limitations: [limitation(evil, { summary: evil, reason: evil, advice: evil })],
    }),
    cell("candidates.get", { gap: gap({ explanation: evil, plan: evil, workaround: evil }) }),
    cell("jobs.\ud800lone"),
  ],
  { name: evil, package: { name: evil, version: evil } },
);

describe("the matrix as a page", () => {
  it("keeps every text of an author a text", async () => {
    const page = await renderMatrixHtml(matrixOf([hostile]));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain("<img");
    expect(page.match(/onerror=/g)!.length).toBeGreaterThan(10);
    expect(page).toContain(escapeHtml(evil));
  });

  it("escapes in elements and attributes, and only there", () => {
    expect(markup`<a title="${evil}">${[1, null, false, markup`<b>${"&"}</b>`]}</a>`.text).toBe(
      `<a title="${escapeHtml(evil)}">1<b>&amp;</b></a>`,
    );
    expect(escapeHtml(evil)).not.toMatch(/[<>"']/);
  });

  it("lets only its own style and script run, and loads nothing", async () => {
    const page = await renderMatrixHtml(matrixOf([report("acme", [cell("jobs.get")])]));
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; img-src data:; /,
    );
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(page).not.toMatch(/style="|url\(|@import/);
  });

  it("carries what the filters go by, and all details, without JavaScript", async () => {
    const acme = report("acme", [
      cell("jobs.get", { lane: "passthrough", limitations: [limitation("acme.slow")] }),
      cell("offers.stream", { gap: gap({ priority: "high", plan: "Ask the vendor", workaround: "Export by hand" }) }),
    ]);
    const page = await renderMatrixHtml(matrixOf([acme]));
    expect(page).toContain('<tbody role="rowgroup" data-group="jobs">');
    expect(page).toContain(
      '<td role="cell" data-column="0" data-adapter="ACME" data-status="limited" data-lane="passthrough"><a\nhref="#acme/jobs.get"',
    );
    expect(page).toContain(
      '<td role="cell" data-column="0" data-adapter="ACME" data-status="unsupported" data-lane="none"><a\nhref="#acme/offers.stream"',
    );
    expect(page).toContain('<article id="acme/jobs.get"');
    for (const said of ["Live with acme.slow.", "Ask the vendor", "Export by hand", "high priority"])
      expect(page).toContain(said);
    expect(page).toMatch(/<form id="filters"[^>]* hidden>/);
  });

  it("is the same each time", async () => {
    expect(await renderMatrixHtml(matrixOf([hostile]))).toBe(await renderMatrixHtml(matrixOf([hostile])));
  });
});
