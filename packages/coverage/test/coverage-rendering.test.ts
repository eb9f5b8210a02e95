import { describe, expect, it } from "vitest";
import { coverageOf, totalsOf } from "@anyats/core/coverage";
import { matrixOf, renderMarkdown, renderMatrixMarkdown, renderTable } from "../src/index.ts";
import { cell, gap, limitation, report } from "./fixtures/hand-made-report.ts";
// @boundaries-ignore one fixture serves the tests of both
import { measured, measuredChild } from "../../core/test/fixtures/measured-adapter.ts";
// @boundaries-ignore one fixture serves the tests of both
import { toy } from "../../core/test/fixtures/toy-adapter.ts";

/** A report with the few cells that a reader can take in. */
function short(adapter: typeof measured) {
  const report = coverageOf(adapter);
  const shown = ["jobs.stream", "jobs.get", "candidates.get"];
  const cells = report.cells.filter(({ capability }) => shown.includes(capability));
  return { ...report, cells, totals: totalsOf(cells) };
}

describe("coverage as Markdown", () => {
  it("is a page with all that is known", () => {
    expect(renderMarkdown(short(measured))).toMatchInlineSnapshot(`
      "# Measured: coverage

      Generated from what the adapter registers; do not edit. \`npm run update\` refreshes it.

      ## Overview

      |  |  |
      | --- | --- |
      | Adapter | \`measured\` |
      | Package | \`@example/measured\` 3.1.0 |
      | Made of | \`measured\` |
      | Maturity | beta |
      | Offered | 2 of 3 capabilities |
      | Proved by tests | 0 of 3 cells |

      ## Configuration

      |  |  |
      | --- | --- |
      | Provider id | \`measured\` |
      | Note format | plain |
      | Passthrough | \`measured/v1\`, base \`https://api.example\` |

      | Setting | Required | What it is |
      | --- | --- | --- |
      | \`apiKey\` | yes | From the ATS's \\| admin page. |
      | \`region\` | no |  |

      Before a connection works:

      1. Ask for a key.

      ## Feature coverage

      ### Jobs

      | Method | Status | Code | Implemented by | Lane | Routes | Remarks | Evidence |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`jobs.stream\`<br>\`_stream_jobs(updated_after, statuses)\` | ✅ supported | own | \`@example/measured\` | native | \`GET /jobs\` (documented) | – | none yet |
      | \`jobs.get\`<br>\`get_job_by_job_id(job_id)\` | ⚠️ limited | own | \`@example/measured\` | native | – | Open \\| jobs only. | none yet |

      ### Candidates

      | Method | Status | Code | Implemented by | Lane | Routes | Remarks | Evidence |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`candidates.get\`<br>\`_get_candidate_by_id(candidate_id)\` | ❔ not known | – | – | – | – | not known, high priority: Nobody \\| tried. For users: We do not know yet whether this works with Measured. Plan: GET /people/{id}. Meanwhile: Use candidates.find. | none yet |

      ## Limitations

      ### \`measured.open-only\`

      Open \\| jobs only. Closed ones are gone.

      - Limits: \`jobs.get\`
      - Imposed by: ats (reported)
      - What it does here: checks input
      - What to do: Read \\| open jobs.
      - For users: Open \\| jobs only.

      ## Notes

      - Mind the \\| pipe.

      ## Progress

      |  | Count |
      | --- | --- |
      | capabilities | 3 |
      | supported | 1 |
      | limited | 1 |
      | unsupported | 0 |
      | unknown | 1 |
      | inherited | 0 |
      | override | 0 |
      | own | 2 |
      | proved | 0 |

      Missing: \`candidates.get\` (high).
      "
    `);
  });

  it("treats the texts of adapters and of the customer's integration as text only", () => {
    const evil =
      "a`<img src=x onerror=alert(1)>\n\n# Heading\n<script>|![p](https://evil.example/p.png) \\<b> [l](javascript:x)";
    const limited = limitation("own.limit", { summary: evil, reason: evil, advice: evil });
    const cells = [
      cell("jobs.stream", { summary: evil, limitations: [limited] }),
      cell("jobs.get", { sourceName: evil, gap: gap({ explanation: evil, plan: evil, workaround: evil }) }),
    ];
    const page = renderMarkdown(report("evil", cells, { name: evil, notes: [evil], prerequisites: [evil] }));
    const inText = page
      .replaceAll(/`[^`\n]*`/g, "")
      .replaceAll(/\\./g, "")
      .replaceAll("<br>", "");
    expect(inText).not.toMatch(/[<[]/);
    expect(page).not.toMatch(/^(# Heading|<)/m);
  });

  it("has as many cells in each row as in its head, whatever pipes the texts hold", () => {
    const columns = (line: string) => line.replaceAll("\\|", "").split("|").length;
    let head = 0;
    for (const line of renderMarkdown(coverageOf(measured)).split("\n")) {
      if (!line.startsWith("|")) head = 0;
      else if (head === 0) head = columns(line);
      else expect([columns(line), line]).toEqual([head, line]);
    }
  });

  it("is the same for the same report", () => {
    expect(renderMarkdown(coverageOf(measuredChild))).toBe(renderMarkdown(coverageOf(measuredChild)));
  });

  it("says so where nothing is limited", () => {
    expect(renderMarkdown(coverageOf(toy))).toContain("## Limitations\n\nNone are known.");
  });
});

describe("a promise that is not tested", () => {
  const denied = limitation("own.limit", { denies: ["shows a deletion only when asked to"] });
  const exemptions = [{ promise: "writes once", reason: "Acme's sandbox is closed.", expires: "2027-03-31" }];
  const cells = [
    cell("jobs.stream", { limitations: [denied] }),
    cell("applications.addNote", {
      exemptions,
      evidence: { tests: 18, tier: "emulator", result: "passed", date: "2026-11-25" },
    }),
  ];

  it("shows in the cell of the page, of the matrix and of the table", () => {
    const one = report("own", cells);
    const page = renderMarkdown(one);
    expect(page).toContain(
      "18 tests, emulator, passed<br>exempted until 2027-03-31: writes once (Acme's sandbox is closed.)",
    );
    expect(page).toContain("none yet<br>ruled out by `own.limit`: shows a deletion only when asked to");
    expect(renderTable(one)).toMatch(/applications\.addNote.*1 exempted/);
    expect(renderTable(one)).toMatch(/jobs\.stream.*own\.limit, 1 ruled out/);
    expect(renderMatrixMarkdown(matrixOf([one]))).toContain("✅ unified; 1 exempted");
  });
});

describe("coverage as a table for a terminal", () => {
  it("has a line for each capability", () => {
    expect(renderTable(short(measured))).toMatchInlineSnapshot(`
      "Measured (@example/measured 3.1.0, beta)
      2 of 3 capabilities: 1 supported, 1 limited, 0 unsupported, 1 unknown; 0 inherited, 0 overridden, 2 own

      Jobs
        jobs.stream     yes      own        native
        jobs.get        limited  own        native       measured.open-only

      Candidates
        candidates.get  unknown  -          -            not known (high)
      "
    `);
  });

  it("is the same for the same report", () => {
    expect(renderTable(coverageOf(measuredChild))).toBe(renderTable(coverageOf(measuredChild)));
  });
});
