export type { ContractPromise, ContractTest, Trial } from "./contract-test.ts";
export { runTest, runTests, type TestResult } from "./run.ts";
export { contractTests } from "./suite.ts";
export type { ApplicationState, Kind, Trouble, World, WorldSession } from "./world.ts";
export { emulatorWorld } from "./worlds/emulator-world.ts";
export { instantClock } from "./worlds/instant-clock.ts";
export { evidenceOf } from "./evidence/evidence-of.ts";
export { readEvidence } from "./evidence/read-evidence.ts";
