import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { expect, it } from "vitest";
import { syncMetrics, type ObservedSync, type ObservedSyncEvent } from "../src/index.ts";

const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });

/** What is exported next: each series with its unit, and a number or the sum of a histogram. */
async function exported(): Promise<Readonly<Record<string, number>>> {
  exporter.reset();
  await reader.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
  const points = metrics.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => {
      const labels = Object.entries(attributes).map(([key, label]) => `${key.replace("anyats.", "")}=${String(label)}`);
      const name = [descriptor.name.replace("anyats.sync.", ""), descriptor.unit, ...labels.toSorted()].join(" ");
      return [name, typeof value === "number" ? value : value.sum!] as const;
    }),
  );
  return Object.fromEntries(points);
}

it("metrics of a copy give each number of its state once, in the unit that they name", async () => {
  const summary: Awaited<ReturnType<ObservedSync["summary"]>> = {
    connections: { active: 2, paused: 3 },
    streams: { total: 999, first: 5, working: 7, due: 11, failing: 13, held: 17 },
    freshness: { medianMs: 19_000, p95Ms: 23_000, oldestMs: 29_000 },
    records: 31,
    setAside: 37,
    writes: { queued: 41, unknown: 43, failed: 47, oldestMs: 53_000 },
    quota: { waiting: 59, blocked: 61 },
    consumers: [
      { consumer: "search", behind: 67 },
      { consumer: "mail", behind: 71 },
    ],
  };
  const metrics = syncMetrics({ meterProvider });
  const end = metrics.observe({ summary: () => Promise.resolve(summary) });
  expect(await exported()).toEqual({
    "connections {connection} sync.state=active": 2,
    "connections {connection} sync.state=paused": 3,
    "streams {stream} sync.state=first": 5,
    "streams {stream} sync.state=working": 7,
    "streams {stream} sync.state=due": 11,
    "streams {stream} sync.state=failing": 13,
    "streams {stream} sync.state=held": 17,
    "staleness s sync.quantile=0.5": 19,
    "staleness s sync.quantile=0.95": 23,
    "staleness s sync.quantile=1": 29,
    "stored {record}": 31,
    "set_aside.now {record}": 37,
    "outbox {write} sync.state=queued": 41,
    "outbox {write} sync.state=unknown": 43,
    "outbox {write} sync.state=failed": 47,
    "outbox.age s": 53,
    "quota {request} sync.state=waiting": 59,
    "quota {request} sync.state=blocked": 61,
    "consumer.behind {change} sync.consumer=search": 67,
    "consumer.behind {change} sync.consumer=mail": 71,
  });
  end();
  expect(await exported()).toEqual({});
});

it("metrics of a copy count what each event says, and name no connection", async () => {
  const { onEvent } = syncMetrics({ meterProvider });
  const at = { connection: "acme", stream: "jobs.stream" };
  const events: readonly ObservedSyncEvent[] = [
    { type: "page", ...at, kind: "first", records: 2, changes: 3, setAside: 5, ms: 7_000 },
    { type: "pass", ...at, kind: "first", records: 900, ms: 11_000 },
    { type: "failed", ...at, code: "network.interrupted" },
    { type: "failed", ...at, code: "a person's name" },
    { type: "database", code: "database.away" },
    { type: "held", ...at, deletions: 900 },
    { type: "lease-lost", ...at },
    { type: "quota", ...at, capability: "jobs.get", ms: 13_000 },
    { type: "write", ...at, capability: "applications.addNote", outcome: "done" },
    { type: "state", ...at, code: "sync.key-missing" },
  ];
  for (const event of [...events, ...events]) onEvent(event);
  expect(await exported()).toEqual({
    "records {record} operation=jobs.stream sync.pass=first": 4,
    "changes {record} operation=jobs.stream sync.pass=first": 6,
    "set_aside {record} operation=jobs.stream sync.pass=first": 10,
    "page.duration s operation=jobs.stream sync.pass=first": 14,
    "pass.duration s operation=jobs.stream sync.pass=first": 22,
    "failures {slice} error.type=network.interrupted operation=jobs.stream": 2,
    "failures {slice} error.type=_OTHER operation=jobs.stream": 2,
    "failures {slice} error.type=database.away": 2,
    "held {pass} operation=jobs.stream": 2,
    "leases_lost {slice} operation=jobs.stream": 2,
    "quota.wait.duration s operation=jobs.get": 26,
    "writes {write} operation=applications.addNote sync.outcome=done": 2,
  });
});
