export type { ContractPromise, ContractTest, Trial } from "./contract-test.ts";
export { runTest, runTests, type TestResult } from "./run.ts";
export { contractTests } from "./suite.ts";
export type { ApplicationState, Kind, Trouble, World, WorldSession } from "./world.ts";
export { emulatorWorld } from "./worlds/emulator-world.ts";
export { instantClock } from "./worlds/instant-clock.ts";
export { checkEvidence, EvidenceFile, evidenceOf, Exemption, withEvidence } from "./evidence/evidence-file.ts";
export { readEvidence } from "./evidence/read-evidence.ts";
