import {
  ADAPTER,
  AtsError,
  CallAborted,
  CLOCK,
  type CoverageNarrower,
  type CoverageOptions,
  type CoverageReport,
  type Injected,
  type IntegrationDetails,
} from "@anyats/core";
import { INTEGRATION } from "../reading/integration.ts";
import { internally, untilAborted } from "@anyats/http";

/** Narrows coverage by `GET /integrations/{id}`, which is read once for each connection. */
export class IntegrationCoverage implements CoverageNarrower {
  static readonly inject = { integration: INTEGRATION, adapter: ADAPTER, clock: CLOCK };
  readonly #collaborators: Injected<typeof IntegrationCoverage.inject>;
  readonly #closed = new AbortController();
  #details: Promise<IntegrationDetails> | undefined;

  constructor(collaborators: Injected<typeof IntegrationCoverage.inject>) {
    this.#collaborators = collaborators;
  }

  async narrow(report: CoverageReport, { refresh = false, signal }: CoverageOptions): Promise<CoverageReport> {
    const at = { capability: "coverage", adapter: this.#collaborators.adapter.id };
    try {
      signal?.throwIfAborted();
      const reading = this.#read(refresh);
      const details = await (signal ? untilAborted(reading, signal) : reading);
      const { narrowReport } = await import("./narrow-report.ts");
      return narrowReport(this.#collaborators.adapter, report, details);
    } catch (thrown) {
      const error = signal?.aborted ? new CallAborted() : thrown;
      throw AtsError.is(error) ? error.within(at) : error;
    }
  }

  /** The connection ends: so does a reading that is under way. */
  close(): void {
    this.#closed.abort();
  }

  #read(refresh: boolean): Promise<IntegrationDetails> {
    if (this.#details && !refresh) return this.#details;
    const { integration, adapter, clock } = this.#collaborators;
    const purpose = { capability: "coverage", adapter: adapter.id, signal: this.#closed.signal };
    const reading = internally(clock, purpose, (call) => integration.details(call));
    this.#details = reading;
    // A failure is not kept: the next one asks again.
    reading.catch(() => {
      if (this.#details === reading) this.#details = undefined;
    });
    return reading;
  }
}
