import { testLedger } from "@anyats/conformance/ledger";
import { testDatabase } from "@anyats/postgres/testing";
import { postgresLedger } from "../src/index.ts";
import { endLeases, withTables } from "./fixtures/ledger-table.ts";

for (const version of [18, 15] as const)
  testLedger(`the ledger on PostgreSQL ${version}`, {
    histories: 150,
    open: async () => {
      const test = await withTables(await testDatabase({ version }));
      return {
        ledger: postgresLedger(test.database),
        endLeases: () => endLeases(test),
        [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
      };
    },
  });
