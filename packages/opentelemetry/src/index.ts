export { openTelemetry, type OpenTelemetryOptions } from "./module.ts";
export { syncMetrics, type ObservedSync, type ObservedSyncEvent, type SyncMetrics } from "./sync-metrics.ts";
