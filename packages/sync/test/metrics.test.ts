import { syncMetrics } from "@anyats/opentelemetry";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { expect, it } from "vitest";
import { startApp } from "./support/app.ts";

it("OpenTelemetry metrics say how all copies stand, and name no connection", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const metrics = syncMetrics({ meterProvider });
  await using app = await startApp({ sync: { onEvent: metrics.onEvent } });
  const { sync, emulator } = app;
  metrics.observe(sync);
  emulator.faults.inject({ kind: "malformedRecord", match: { path: "/ats/candidates" }, times: 1 });
  emulator.faults.inject({ kind: "status", status: 503, match: { path: "/ats/jobs" }, times: 1 });
  await sync.workUntilIdle();
  for await (const batch of sync.changes({ consumer: "search", batchSize: 10, once: true }).batches()) {
    await batch.commit();
    break;
  }
  await reader.forceFlush();
  const found = (exporter.getMetrics().at(-1)?.scopeMetrics ?? []).flatMap((one) => one.metrics);
  const points = found.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, attributes, value })),
  );
  const value = (name: string, attributes: object = {}) =>
    points.find((point) => {
      const wanted = Object.entries(attributes);
      return point.name === `anyats.sync.${name}` && wanted.every(([key, text]) => point.attributes[key] === text);
    })?.value;
  const [status] = await sync.status("acme");
  const stored = status!.streams.reduce((sum, { records }) => sum + records, 0);
  expect(value("stored")).toBe(stored);
  expect(value("connections", { "anyats.sync.state": "active" })).toBe(1);
  expect(value("staleness", { "anyats.sync.quantile": "1" })).toBeGreaterThanOrEqual(0);
  expect(value("streams", { "anyats.sync.state": "first" })).toBe(0);
  expect(value("set_aside", { "anyats.operation": "candidates.stream", "anyats.sync.pass": "first" })).toBe(1);
  expect(value("pass.duration", { "anyats.operation": "jobs.stream", "anyats.sync.pass": "first" })).toMatchObject({
    count: 1,
  });
  expect(value("outbox", { "anyats.sync.state": "unknown" })).toBe(0);
  expect(value("quota", { "anyats.sync.state": "waiting" })).toBe(0);
  const { rows } = await app.database.query<{ n: number }>("select feed_seq::int - 10 as n from anyats.connections");
  expect(value("consumer.behind", { "anyats.sync.consumer": "search" })).toBe(rows[0]!.n);
  expect(JSON.stringify(points)).not.toContain("acme");
  await meterProvider.shutdown();
});
