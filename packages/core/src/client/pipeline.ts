import type { Container } from "inversify";
import type { Adapter } from "../adapter/adapter.ts";
import type { Call, CallOptions } from "../adapter/call.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import { gapOf } from "../adapter/gap.ts";
import { handlerToken, type CallHandler, type HandlerFacts, type StreamHandler } from "../adapter/handler.ts";
import { LIMITATIONS } from "../adapter/limitation.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { CLOCK } from "../collaborators/clock.ts";
import { EVENTS } from "../collaborators/events.ts";
import { LEDGER } from "../collaborators/ledger.ts";
import { LOGGER } from "../collaborators/logger.ts";
import { OBSERVER } from "../collaborators/observer.ts";
import { AtsError, CapabilityNotSupported, ConnectionClosed, InvalidInput, UnexpectedFailure, inputIssues } from "../errors/index.ts";
import type { Warning } from "../models/receipt.ts";
import { PagedRecordStream, type RecordStream, type StreamOptions } from "../stream/record-stream.ts";
import { within } from "./deadline.ts";
import { checkLimitations } from "./limitation-checks.ts";
import { safeWrite } from "./safe-write.ts";

/** How long a call may take when the caller does not say, in milliseconds. A write may have to wait for the ATS. */
const defaultTimeoutMs = { stream: 120_000, query: 60_000, command: 300_000 } as const;

type AnyOptions = CallOptions & StreamOptions;

/** The way of every call: checked input, limitations, telemetry, deadline, handler, typed errors. */
export class Pipeline {
  readonly #adapter: Adapter;
  readonly #container: Container;
  readonly #closed: AbortSignal;

  constructor(adapter: Adapter, container: Container, closed: AbortSignal) {
    this.#adapter = adapter;
    this.#container = container;
    this.#closed = closed;
  }

  supports(id: string): boolean {
    return this.#container.isBound(handlerToken(id));
  }

  /** Performs a query or a command. */
  async call(capability: AnyCapability, given: unknown, options: CallOptions = {}): Promise<unknown> {
    const handler = this.#handler(capability) as CallHandler<AnyCapability>;
    const input = this.#checked(capability, given);
    const warnings: Warning[] = [];
    const output = await this.#run(capability, handler, options, (call) => {
      checkLimitations(this.#container.get(LIMITATIONS), input, call, this.#container);
      if (capability.effect !== "creates") return handler.handle(input, call);
      const { clock, ledger } = { clock: this.#container.get(CLOCK), ledger: this.#container.get(LEDGER) };
      return safeWrite({ handler, input, call, clock, ledger });
    }, warnings);
    if (warnings.length === 0) return output;
    const receipt = output as { readonly warnings?: readonly Warning[] };
    return receipt.warnings ? { ...receipt, warnings: [...warnings, ...receipt.warnings] } : output;
  }

  /** Prepares a stream; nothing is sent before it is iterated. */
  stream(capability: AnyCapability, given: unknown, options: StreamOptions = {}): RecordStream<unknown> {
    const handler = this.#handler(capability) as StreamHandler<AnyCapability>;
    const input = this.#checked(capability, given ?? {});
    const events = this.#container.get(EVENTS);
    const logger = this.#container.get(LOGGER);
    return new PagedRecordStream({
      adapter: this.#adapter.id,
      capability: capability.id,
      filter: input,
      options,
      now: () => this.#container.get(CLOCK).now(),
      empty: Object.values(input as object).some((value) => Array.isArray(value) && value.length === 0),
      fetchPage: (position, signal) =>
        this.#run(capability, handler, { ...options, streamSignal: signal }, (call) => {
          checkLimitations(this.#container.get(LIMITATIONS), input, call, this.#container);
          return handler.fetchPage(input, position, call);
        }),
      quarantined: (record) => {
        logger.warn("a record could not be read and was set aside", { capability: capability.id, ...record });
        events.emit("quarantine", { capability: capability.id, ...record });
      },
    });
  }

  #handler(capability: AnyCapability): HandlerFacts {
    if (this.#closed.aborted) throw new ConnectionClosed().within({ capability: capability.id, adapter: this.#adapter.id });
    if (!this.supports(capability.id)) throw this.#notSupported(capability.id);
    return this.#container.get(handlerToken(capability.id));
  }

  #notSupported(id: string): CapabilityNotSupported {
    const gap = gapOf(this.#adapter.missing, id);
    const known = capabilityOf(this.#adapter, id) !== undefined;
    return new CapabilityNotSupported({
      adapterId: this.#adapter.id,
      adapterName: this.#adapter.name,
      capabilityId: id,
      reason: gap?.reason ?? "not-known",
      explanation: gap?.explanation ?? (known ? "Nothing is registered for it." : "There is no such capability."),
      workaround: gap?.workaround,
    });
  }

  #checked(capability: AnyCapability, given: unknown): unknown {
    const parsed = capability.input.safeParse(given ?? {});
    if (parsed.success) return parsed.data;
    throw new InvalidInput(`The input of ${capability.id}`, inputIssues(parsed.error)).within({
      capability: capability.id,
      adapter: this.#adapter.id,
    });
  }

  async #run<T>(
    capability: AnyCapability,
    handler: HandlerFacts,
    options: AnyOptions & { readonly streamSignal?: AbortSignal },
    perform: (call: Call) => Promise<T>,
    warnings: Warning[] = [],
  ): Promise<T> {
    const at = { capability: capability.id, adapter: this.#adapter.id };
    const facts: Record<string, number> = {};
    const observed = { ...at, kind: capability.kind, lane: handler.lane };
    const ended = this.#container
      .getAll(OBSERVER, { optional: true })
      .map((observer) => observer.started(observed));
    const limits = {
      timeoutMs: checkedTimeout(options.timeoutMs) ?? defaultTimeoutMs[capability.kind],
      signals: [options.signal, options.streamSignal, this.#closed],
      mayHaveWritten: capability.kind === "command",
    };
    try {
      const result = await within(this.#container.get(CLOCK), limits, async (signal, deadline) =>
        perform({
          ...at,
          signal,
          deadline,
          raw: options.raw ?? false,
          lane: options.lane ?? (capability.kind === "stream" ? "bulk" : "interactive"),
          idempotencyKey: options.idempotencyKey,
          pageSize: options.pageSize,
          warn: (warning) => void warnings.push(warning),
          note: (fact, value) => (facts[fact] = (facts[fact] ?? 0) + value),
        }),
      );
      for (const end of ended) end(facts, undefined);
      return result;
    } catch (thrown) {
      const error = (AtsError.is(thrown) ? thrown : new UnexpectedFailure(thrown, limits.mayHaveWritten)).within(at);
      if (error.code === "write.outcome-unknown")
        this.#container.get(EVENTS).emit("unknown-outcome", { capability: capability.id, code: error.code });
      for (const end of ended) end(facts, error);
      throw error;
    }
  }
}

function checkedTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || (Number.isFinite(timeoutMs) && timeoutMs > 0)) return timeoutMs;
  throw new InvalidInput("The call's options", [{ path: "timeoutMs", message: "must be a positive number of milliseconds" }]);
}
