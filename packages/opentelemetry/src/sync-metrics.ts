import { metrics, type Attributes, type Meter, type MeterProvider } from "@opentelemetry/api";
import { timeHistogram } from "./call-metrics.ts";
import { errorType, scope } from "./names.ts";

/** What is read of `Sync` of `@anyats/sync` whenever metrics are collected. */
export interface ObservedSync {
  summary(): Promise<{
    readonly connections: Readonly<Record<string, number>>;
    readonly streams: Readonly<Record<"total" | "first" | "working" | "due" | "failing" | "held", number>>;
    readonly freshness: { readonly medianMs: number; readonly p95Ms: number; readonly oldestMs: number } | null;
    readonly records: number;
    readonly setAside: number;
    readonly writes: {
      readonly queued: number;
      readonly unknown: number;
      readonly failed: number;
      readonly oldestMs: number | null;
    };
    readonly quota: { readonly waiting: number; readonly blocked: number };
    readonly consumers: readonly { readonly consumer: string; readonly behind: number }[];
  }>;
}

/** What is read of a `SyncEvent` of `@anyats/sync`. */
export interface ObservedSyncEvent {
  readonly type: string;
  readonly stream?: string;
  readonly kind?: string;
  readonly capability?: string;
  readonly records?: number;
  readonly changes?: number;
  readonly setAside?: number;
  readonly deletions?: number;
  readonly ms?: number;
  readonly code?: string | null;
  readonly outcome?: string;
}

export interface SyncMetrics {
  /** Give it to `createSync` as `onEvent`, or call it from your own. */
  readonly onEvent: (event: ObservedSyncEvent) => void;
  /** Also reports the state of all connections whenever metrics are collected. @returns A function that ends it. */
  observe(sync: ObservedSync): () => void;
}

/**
 * Counts what a synchronisation does, and measures how its copies stand. Nothing in it names a connection or a person:
 * metrics of thousands of connections stay as few as those of one; `sync.statusPage()` shows single connections.
 */
export function syncMetrics(options: { readonly meterProvider?: MeterProvider } = {}): SyncMetrics {
  const meter = (options.meterProvider ?? metrics).getMeter(scope);
  return { onEvent: counting(meter), observe: (sync) => gauges(meter, sync) };
}

function counting(meter: Meter): SyncMetrics["onEvent"] {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(`anyats.sync.${name}`, { unit, description });
  const records = counter("records", "{record}", "Records that passes read.");
  const changes = counter("changes", "{record}", "Records that were created, changed or deleted in the copy.");
  const setAside = counter("set_aside", "{record}", "Records that could not be stored and wait to be read again.");
  const failures = counter("failures", "{slice}", "Slices of passes that failed and are tried again.");
  const held = counter("held", "{pass}", "Passes whose deletions are held until somebody confirms them.");
  const lapsed = counter("leases_lost", "{slice}", "Slices that another worker took over; they committed nothing.");
  const writes = counter("writes", "{write}", "Writes of the outbox that ended, by outcome.");
  const pages = timeHistogram(meter, "anyats.sync.page.duration", "How long a page took to be stored.");
  const passes = timeHistogram(meter, "anyats.sync.pass.duration", "How long a pass took, its pauses included.");
  const waits = timeHistogram(
    meter,
    "anyats.sync.quota.wait.duration",
    "Waits for a limit of the aggregator or the ATS.",
  );

  return (event) => {
    const { type, stream = "", kind = "", ms = 0 } = event;
    const of: Attributes = { "anyats.operation": stream, ...(kind && { "anyats.sync.pass": kind }) };
    if (type === "page") {
      records.add(event.records ?? 0, of);
      changes.add(event.changes ?? 0, of);
      setAside.add(event.setAside ?? 0, of);
      pages.record(ms / 1_000, of);
    } else if (type === "pass") passes.record(ms / 1_000, of);
    else if (type === "failed") failures.add(1, { ...of, "error.type": errorType(event.code ?? "") });
    else if (type === "database") failures.add(1, { "error.type": errorType(event.code ?? "") });
    else if (type === "held") held.add(1, of);
    else if (type === "lease-lost") lapsed.add(1, of);
    else if (type === "quota") waits.record(ms / 1_000, { "anyats.operation": event.capability ?? "" });
    else if (type === "write")
      writes.add(1, { "anyats.operation": event.capability ?? "", "anyats.sync.outcome": event.outcome ?? "" });
  };
}

function gauges(meter: Meter, sync: ObservedSync): () => void {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(`anyats.sync.${name}`, { unit, description });
  const connections = gauge("connections", "{connection}", "Connections by state.");
  const streams = gauge(
    "streams",
    "{stream}",
    "Streams that wait for a first pass, are read, are due, fail or are held.",
  );
  const staleness = gauge("staleness", "s", "How old the copies are: the median, the 95th percentile and the oldest.");
  const stored = gauge("stored", "{record}", "Living records in the copies.");
  const aside = gauge("set_aside.now", "{record}", "Records that wait to be read again.");
  const outbox = gauge("outbox", "{write}", "Writes that wait for a worker or for a person, and those that failed.");
  const outboxAge = gauge("outbox.age", "s", "How long the oldest queued write has waited.");
  const quota = gauge("quota", "{request}", "Requests that wait for a limit, and connections that it stops.");
  const behind = gauge("consumer.behind", "{change}", "Changes that a consumer of the feed has still to read.");
  const all = [connections, streams, staleness, stored, aside, outbox, outboxAge, quota, behind];

  const observe: Parameters<Meter["addBatchObservableCallback"]>[0] = async (result) => {
    // Without a database there is nothing to report; the failure is counted where the workers meet it.
    const now = await sync.summary().catch(() => undefined);
    if (!now) return;
    for (const [state, count] of Object.entries(now.connections))
      result.observe(connections, count, { "anyats.sync.state": state });
    for (const [state, count] of Object.entries(now.streams))
      if (state !== "total") result.observe(streams, count, { "anyats.sync.state": state });
    const { freshness, writes } = now;
    for (const [quantile, ms] of [
      ["0.5", freshness?.medianMs],
      ["0.95", freshness?.p95Ms],
      ["1", freshness?.oldestMs],
    ] as const)
      if (ms !== undefined) result.observe(staleness, ms / 1_000, { "anyats.sync.quantile": quantile });
    result.observe(stored, now.records);
    result.observe(aside, now.setAside);
    for (const state of ["queued", "unknown", "failed"] as const)
      result.observe(outbox, writes[state], { "anyats.sync.state": state });
    result.observe(outboxAge, (writes.oldestMs ?? 0) / 1_000);
    result.observe(quota, now.quota.waiting, { "anyats.sync.state": "waiting" });
    result.observe(quota, now.quota.blocked, { "anyats.sync.state": "blocked" });
    for (const { consumer, behind: count } of now.consumers)
      result.observe(behind, count, { "anyats.sync.consumer": consumer });
  };
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}
