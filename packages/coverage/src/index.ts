export { FieldClaims, type FieldClaim } from "./field-claims.ts";
export {
  fieldCoverageOf,
  isFilled,
  lostFields,
  readFieldCoverage,
  renderFieldTable,
  type FieldCell,
  type FieldCoverage,
  type FieldSample,
  type FieldShares,
  type FieldSource,
  type LostField,
} from "./fields.ts";
export { deprecationWarnings } from "./deprecations.ts";
export { diffCoverage, type CoverageChange, type CoverageDiff } from "./diff.ts";
export { renderMatrixHtml } from "./matrix-html/document.ts";
export { renderMatrixMarkdown } from "./matrix-markdown.ts";
export { renderMatrixTable } from "./matrix-table.ts";
export { CoverageMatrix, coverageMatrixJsonSchema, matrixOf, MatrixColumn, MatrixRow } from "./matrix.ts";
export { renderMarkdown } from "./render-markdown.ts";
export { renderTable } from "./render-table.ts";
