import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import type { Database } from "@anyats/postgres";
import { createSync, type Sync } from "@anyats/sync";
import { tenantsOf } from "./tenants.ts";

/** The synchronisation of the app: the same in the API and in each worker. */
export function openSync(database: Database | string | undefined): Promise<Sync> {
  const tenants = tenantsOf(process.env);
  return createSync({
    database,
    adapters: [avionte, bullhorn],
    settings: ({ id }) => {
      const { apiKey, integrationId, baseUrl } = tenants[id]!;
      return { apiKey, integrationId, baseUrl };
    },
    streams: { "jobs.stream": { every: "15m", verify: "7d" }, "applications.stream": {}, "candidates.stream": {} },
    pageSize: 25,
  });
}
