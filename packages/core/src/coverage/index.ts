export { coverageOf } from "./coverage-of.ts";
export { COVERAGE_NARROWER, type CoverageNarrower } from "./narrower.ts";
export { renderMarkdown } from "./render-markdown.ts";
export { renderTable } from "./render-table.ts";
export { CoverageCell, CoverageLimitation, CoverageReport, Evidence, coverageJsonSchema, totalsOf } from "./report.ts";
