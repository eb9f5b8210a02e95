export { AtsError, type AtsErrorFacts, type Concern, type Fault, type Retry } from "./ats-error.ts";
export * from "./batch-stopped.ts";
export * from "./capability-not-supported.ts";
export * from "./conditions.ts";
export * from "./invalid-input.ts";
export * from "./outcome-unknown.ts";
