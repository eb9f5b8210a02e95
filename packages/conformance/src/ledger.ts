export { exploreWrites, type Explored, type ExploreOptions } from "./ledger/explore-writes.ts";
export type { LedgerTarget } from "./ledger/target.ts";
export { testLedger, type TestLedgerOptions } from "./ledger/test-ledger.ts";
