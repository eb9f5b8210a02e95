export { coverageOf } from "./coverage/coverage-of.ts";
export { checkEvidence, EvidenceFile, Exemption, isEvidenceOf, withEvidence } from "./coverage/evidence.ts";
export {
  CoverageCell,
  CoverageLimitation,
  CoverageReport,
  Evidence,
  ExemptedPromise,
  coverageJsonSchema,
} from "./coverage/report.ts";
export { isOffered } from "./coverage/status.ts";
export { totalsOf } from "./coverage/totals.ts";
