import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import type { Database } from "@anyats/postgres";
import { createSync, type Sync } from "@anyats/sync";
import { tenantsOf } from "./tenants.ts";

/** The schema of its tables: in a database that an app of yours uses, its copies stay as they are. */
export const schema = "anyats_sync_service";

/** The synchronisation of the app: the same in the API and in each worker. */
export function openSync(database: Database | string | undefined): Promise<Sync> {
  const tenants = tenantsOf(process.env);
  return createSync({
    database,
    schema,
    adapters: [avionte, bullhorn],
    settings: ({ id }) => {
      const { apiKey, integrationId, baseUrl } = tenants[id]!;
      return { apiKey, integrationId, baseUrl };
    },
    streams: { "jobs.stream": { every: "15m", verify: "7d" }, "applications.stream": {}, "candidates.stream": {} },
    pageSize: 25,
  });
}
