export { partsOf, type Parts } from "./redaction/parts.ts";
export { personalFields } from "./redaction/personal-fields.ts";
export { redacted } from "./redaction/redacted.ts";
