export type { ContractPromise, ContractTest, Rule, Trial } from "./contract-test.ts";
export type { KeptSamples } from "./kept-samples.ts";
export { runTest, runTests, type TestResult } from "./run.ts";
export { contractTests } from "./suite.ts";
export {
  CannotTell,
  personalMark,
  type ApplicationState,
  type CustomFieldForm,
  type Customer,
  type ConnectionState,
  type DocumentedFields,
  type Kind,
  type ListChange,
  type OwnFailure,
  type RecordState,
  type ReferenceList,
  type RemovableKind,
  type SeenCall,
  type StoredFile,
  type Trouble,
  type Variant,
  type WebhookDelivery,
  type World,
  type WorldLimits,
  type WorldRecord,
  type WorldSession,
  type WorldWebhooks,
} from "./world.ts";
export { ashbyWorld } from "./worlds/ashby/world.ts";
export { emulatorWorld } from "./worlds/kombo/emulator-world.ts";
export { odooServerFromEnvironment, type LiveOdoo } from "./worlds/odoo/server.ts";
export { odooWorld } from "./worlds/odoo/world.ts";
export { komboAccountFromEnvironment, liveWorld, type LiveAccount } from "./worlds/live-world.ts";
export { instantClock } from "./worlds/instant-clock.ts";
export {
  noConnection,
  TroubledNetwork,
  type RecordsOptions,
  type Spoil,
  type TroubledNetworkOptions,
} from "./worlds/troubled-network.ts";
export { WorldFailed } from "./world-failed.ts";
export { evidenceOf } from "./evidence/evidence-of.ts";
export { readEvidence } from "./evidence/read-evidence.ts";
export { exploreWrites, type Explored, type ExploreOptions } from "./ledger/explore-writes.ts";
export type { LedgerTarget } from "./ledger/target.ts";
