import { createAllowance, fewGoAhead, learnNewWindows } from "./allowance/allowance-sql.ts";
import type { MigrationSet } from "./database/migrate.ts";
import { createLedger } from "./ledger/ledger-sql.ts";
import { createSeenEvents, indexSeenEventsByScope } from "./webhooks/seen-events-sql.ts";

/** The tables of this package. A step that was released never changes; a new one is added at the end. */
export const postgresMigrations: MigrationSet = {
  name: "postgres",
  steps: [
    { id: "001-ledger", sql: createLedger },
    { id: "002-seen-events", sql: createSeenEvents },
    { id: "003-allowance", sql: createAllowance },
    { id: "004-seen-events-by-scope", sql: indexSeenEventsByScope },
    { id: "005-new-windows", sql: learnNewWindows },
    { id: "006-few-go-ahead", sql: fewGoAhead },
  ],
};
