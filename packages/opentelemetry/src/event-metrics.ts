import type { EventHub } from "@anyats/core";
import type { Meter } from "@opentelemetry/api";
import { timeHistogram } from "./call-metrics.ts";
import { errorType } from "./names.ts";

/** Counts what happens on a connection besides its calls. */
export function countEvents(meter: Meter, events: EventHub, adapter: string): void {
  const at = (capability: string) => ({ "anyats.operation": capability, "anyats.adapter": adapter });
  const counter = (name: string, description: string) => meter.createCounter(name, { unit: "{event}", description });

  const retries = counter("anyats.retries", "Requests that were made again.");
  events.on("retry", ({ capability, because }) =>
    retries.add(1, { ...at(capability), "error.type": errorType(because) }),
  );

  const waits = timeHistogram(meter, "anyats.quota.wait.duration", "Waits for a limit of the aggregator or the ATS.");
  events.on("quota", ({ capability, waitMs, limit }) =>
    waits.record(waitMs / 1000, { ...at(capability), "anyats.limit": limit }),
  );

  const drift = counter("anyats.drift", "Forms that the schemas do not know.");
  events.on("drift", ({ capability }) => drift.add(1, at(capability)));

  const unknown = counter("anyats.outcomes.unknown", "Writes of which nothing could settle whether they were made.");
  events.on("unknown-outcome", ({ capability, code }) =>
    unknown.add(1, { ...at(capability), "error.type": errorType(code) }),
  );
}
