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
import { internally } from "@anyats/http";

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
      if (signal?.aborted) throw new CallAborted();
      const details = await untilAborted(this.#read(refresh), signal);
      const { narrowReport } = await import("./narrow-report.ts");
      return narrowReport(this.#collaborators.adapter, report, details);
    } catch (error) {
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

/** Waits for what several may wait for, until this one gives up. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let leave: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new CallAborted());
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (leave) signal.removeEventListener("abort", leave);
  }
}
