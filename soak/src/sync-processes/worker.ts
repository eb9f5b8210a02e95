// A worker process of the soak: `worker.ts <settings as JSON>`. It works until it is ended, in whatever way.
import { avionte } from "@anyats/avionte";
import { createSync } from "@anyats/sync";

export interface WorkerSettings {
  readonly database: string;
  readonly source: { readonly apiKey: string; readonly integrationId: string; readonly baseUrl: string };
  readonly leaseMs: number;
}

const { database, source, leaseMs } = JSON.parse(process.argv[2]!) as WorkerSettings;
const open = () =>
  createSync({
    database,
    adapters: [avionte],
    settings: () => source,
    leaseMs,
    pageSize: 5,
    slice: { pages: 3 },
    margin: "1m",
    streams: { "jobs.stream": {}, "applications.stream": {}, "candidates.stream": {} },
  });
const sync = await open();
await sync.work({ concurrency: 4, sweepMs: 250 });
process.stdout.write("working\n");
