// Keeping a copy, measured with PostgreSQL, the emulator and the workers on the same cores. Only the ratios mean something.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { writePart } from "../report.ts";
import { backfill } from "./backfill.ts";
import { consolePage } from "./console-page.ts";
import { pagesToTables, type Cpu } from "./pages-to-tables.ts";
import { quietConnections } from "./quiet-connections.ts";
import { Stage } from "./stage.ts";
import { webhookToRow } from "./webhook-to-row.ts";

const number = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    records: number,
    rounds: number,
    connections: number,
    events: number,
    backfill: number,
    only: { type: "string", multiple: true },
    write: { type: "boolean" },
  },
  allowPositionals: true,
});
const size = (name: "records" | "rounds" | "connections" | "events" | "backfill", usual: number) =>
  Number(values[name] ?? usual);

const parts = ["tables", "quiet", "webhook", "backfill", "console"] as const;
const unknown = values.only?.filter((name) => !parts.some((part) => part === name)) ?? [];
if (unknown.length > 0) {
  console.error(`bench: no part is called ${unknown.join(", ")}; there are: ${parts.join(", ")}`);
  process.exit(2);
}
/** `--only webhook --only backfill` measures these parts alone. */
const measures = (part: (typeof parts)[number]) => values.only?.includes(part) ?? true;

const lines: string[] = [];
const say = (line = "") => {
  lines.push(line);
  console.log(line);
};
const whole = (value: number) => Math.round(value).toLocaleString("en");
const percent = (value: number) => `${Math.round(value * 100)} %`;

await using stage = await Stage.open();
const { version } = (
  await stage.database.query<{ version: string }>("select current_setting('server_version') as version")
).rows[0]!;
say(`## Keeping a copy`);
say();
say(`PostgreSQL ${version.split(" ")[0]} with fsync, Node ${process.version}, ${cpus().length} cores for all of them.`);
say();

if (measures("tables")) {
  const tables = await pagesToTables(stage, size("records", 10_000), size("rounds", 3));
  say(`### ${whole(tables.records)} candidates of 2.9 kB from a server's pages into the tables`);
  say();
  say("| way | records/s | of bare SQL | wanted |");
  say("| --- | --- | --- | --- |");
  say(`| bare SQL: one jsonb parameter, one transaction a page, no reading | ${whole(tables.bare)} | 100 % | |`);
  say(
    `| storing, with fence, checkpoint, feed, indexes and hashes | ${whole(tables.storing)} | ${percent(tables.storing / tables.bare)} | at least 70 % |`,
  );
  say(`| first pass, reading included | ${whole(tables.first)} | ${percent(tables.first / tables.bare)} | |`);
  say(
    `| verifying pass, reading included | ${whole(tables.verifying)} | ${(tables.verifying / tables.first).toFixed(2)} × the first | at least 2 × |`,
  );
  say();
  if (tables.cpu) {
    const { bare, first, verifying } = tables.cpu;
    const sum = ({ postgres, worker }: Cpu) => postgres + worker;
    say("| CPU for a record | PostgreSQL | worker | |");
    say("| --- | --- | --- | --- |");
    say(`| bare SQL | ${whole(bare.postgres)} µs | ${whole(bare.worker)} µs | |`);
    say(
      `| first pass | ${whole(first.postgres)} µs | ${whole(first.worker)} µs | PostgreSQL: ${percent(bare.postgres / first.postgres)} of bare SQL's speed |`,
    );
    say(
      `| verifying pass | ${whole(verifying.postgres)} µs | ${whole(verifying.worker)} µs | both: ${(sum(first) / sum(verifying)).toFixed(2)} × the first |`,
    );
    say();
  }
}

if (measures("quiet")) {
  const quiet = await quietConnections(stage, size("connections", 1_000), 10_000);
  say(`### ${whole(quiet.connections)} quiet connections with 3 streams each, two workers and the emulator`);
  say();
  say("| figure | reached | wanted |");
  say("| --- | --- | --- |");
  say(`| one incremental pass of each stream | ${quiet.seconds.toFixed(1)} s | at most 60 s for 1,000 |`);
  say(`| passes a second | ${whole((quiet.connections * 3) / quiet.seconds)} | |`);
  say(`| CPU of the workers for a pass | ${quiet.workerMs.toFixed(1)} ms | |`);
  say(`| transactions for a pass | ${quiet.transactions.toFixed(1)} | |`);
  say(`| idle worker: share of a core | ${(quiet.idle.coreShare * 100).toFixed(2)} % | under 1 % |`);
  say(`| idle worker: transactions a second | ${quiet.idle.transactionsPerSecond.toFixed(1)} | at most 5 |`);
  say();
}

if (measures("webhook")) {
  const delays = await webhookToRow(stage, size("events", 40), size("backfill", 100_000));
  say(`### From a webhook's arrival to the changed row, ${size("events", 40)} events, one worker`);
  say();
  say("| while | p50 | p95 | wanted |");
  say("| --- | --- | --- | --- |");
  say(`| nothing else is due | ${whole(delays.quiet.p50)} ms | ${whole(delays.quiet.p95)} ms | 500 and 2,000 ms |`);
  say(
    `| another connection has its first pass (${whole(delays.backfilled)} records meanwhile) | ${whole(delays.busy.p50)} ms | ${whole(delays.busy.p95)} ms | at most twice |`,
  );
  say();
}

if (measures("backfill")) {
  const filled = await backfill(stage, size("backfill", 100_000));
  const [early, late] = filled.heldMb;
  say(`### A first pass of ${whole(filled.records)} candidates`);
  say();
  say(
    `${whole(filled.perSecond)} records/s. Held after a collection: ${early.toFixed(1)} MB in the first half, ${late.toFixed(1)} MB in the second (wanted: flat).`,
  );

  say();
}

if (measures("console")) {
  const page = await consolePage(stage, 10_000);
  say(`### The console's first page with 10,000 connections`);
  say();
  say(`${page.toFixed(0)} ms from the server, the best of ten (wanted: under 300 ms).`);
}

if (values.write && !values.only) writePart("keeping a copy", `${lines.join("\n")}\n`);
