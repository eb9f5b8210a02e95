import type { AtsError, CallFacts, ObservedCall } from "@anyats/core";
import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
import { attributesOf, errorType } from "./names.ts";

/** Bounds of the histograms, in seconds: from a list at once to the longest deadline. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** A histogram of times, in seconds. */
export function timeHistogram(meter: Meter, name: string, description: string): Histogram {
  return meter.createHistogram(name, { unit: "s", description, advice: { explicitBucketBoundaries: seconds } });
}

/** Counts what calls did. */
export class CallMetrics {
  readonly #duration: Histogram;
  readonly #counters: Readonly<Record<string, Counter>>;
  readonly #unread: Counter;

  constructor(meter: Meter) {
    this.#duration = timeHistogram(meter, "anyats.call.duration", "How long calls took, waits included.");
    const counter = (name: string, unit: string, description: string) =>
      meter.createCounter(name, { unit, description });
    this.#unread = counter("anyats.pages.unreadable", "{page}", "Pages that came, and could not be read.");
    this.#counters = {
      attempts: counter("anyats.requests", "{request}", "Requests that were sent, repeats included."),
      bytes: counter("anyats.response.size", "By", "Bytes of the answers, unpacked."),
      records: counter("anyats.records", "{record}", "Records that were read."),
      quarantined: counter("anyats.records.quarantined", "{record}", "Records that could not be read."),
    };
  }

  /** A call has ended. @param duration In seconds. */
  ended(call: ObservedCall, facts: CallFacts, error: AtsError | undefined, duration: number): void {
    const failure: Attributes = error ? { "error.type": errorType(error.code) } : {};
    this.#duration.record(duration, { ...attributesOf(call), ...failure });
    this.counted(call, facts);
  }

  /** A page was read, or could not be: its request has ended well before. */
  read(call: ObservedCall, facts: CallFacts, error: AtsError | undefined): void {
    if (error) this.#unread.add(1, { ...attributesOf(call), "error.type": errorType(error.code) });
    this.counted(call, facts);
  }

  /** Adds what is known now. */
  counted(call: ObservedCall, facts: CallFacts): void {
    const attributes = attributesOf(call);
    for (const [fact, counter] of Object.entries(this.#counters)) {
      const value = facts[fact];
      if (value) counter.add(value, attributes);
    }
  }
}
