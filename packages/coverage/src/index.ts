export { fieldCoverageOf, isFilled, renderFieldTable, type FieldCell, type FieldCoverage } from "./fields.ts";
export { deprecationWarnings } from "./deprecations.ts";
export { diffCoverage, type CoverageChange, type CoverageDiff } from "./diff.ts";
export { renderMatrixHtml } from "./matrix-html/document.ts";
export { renderMatrixMarkdown } from "./matrix-markdown.ts";
export { renderMatrixTable } from "./matrix-table.ts";
export { CoverageMatrix, coverageMatrixJsonSchema, matrixOf, MatrixColumn, MatrixRow } from "./matrix.ts";
export { renderMarkdown } from "./render-markdown.ts";
export { renderTable } from "./render-table.ts";
