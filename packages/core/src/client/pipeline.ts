import { z } from "zod/mini";
import type { Adapter } from "../adapter/adapter.ts";
import type { Call, CallOptions } from "../adapter/call.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import { gapOf, userMessageOf } from "../adapter/gap.ts";
import { handlerToken, type CallHandler, type HandlerFacts, type StreamHandler } from "../adapter/handler.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import type { ObservedCall } from "../collaborators/observer.ts";
import {
  AtsError,
  CapabilityNotSupported,
  ConnectionClosed,
  InvalidInput,
  UnexpectedFailure,
  inputIssues,
} from "../errors/index.ts";
import type { Warning } from "../models/receipt.ts";
import type { FetchedPage } from "../stream/page.ts";
import { PagedRecordStream, type RecordStream, type StreamOptions } from "../stream/record-stream.ts";
import { checkOptions } from "./call-options.ts";
import { withinLimits } from "./deadline.ts";
import { checkLimitations } from "./limitation-checks.ts";
import { observe, observedWork } from "./observation.ts";
import type { Parts } from "./parts.ts";
import { wiringOf, type Wiring } from "./wiring.ts";

/** How long a call may take when the caller does not say, in milliseconds. A write may have to wait for the ATS. */
const defaultTimeoutMs = { stream: 120_000, query: 60_000, command: 300_000 } as const;

type AnyOptions = CallOptions & StreamOptions;

/** What a write that must happen once takes, loaded by the first one. */
let safeWriting: typeof import("./safe-write.ts") | undefined;

/** Whether nobody waits for each record of a call. */
const isBulk = ({ kind, id }: AnyCapability) => kind === "stream" || id === "applications.rejectMany";

/** A call as observers see it, and what was noted of it so far. */
interface Observed {
  readonly call: ObservedCall;
  facts: Record<string, number>;
}

/** The way of every call: checked input, limitations, telemetry, deadline, handler, typed errors. */
export class Pipeline {
  readonly #adapter: Adapter;
  readonly #parts: Parts;
  readonly #closed: AbortSignal;
  readonly #wiring: Wiring;
  /** The handlers that were used. */
  readonly #handlers = new Map<string, HandlerFacts>();

  constructor(adapter: Adapter, parts: Parts, closed: AbortSignal) {
    this.#adapter = adapter;
    this.#parts = parts;
    this.#closed = closed;
    this.#wiring = wiringOf(parts);
  }

  supports(id: string): boolean {
    return this.#parts.isBound(handlerToken(id));
  }

  /** Performs a query or a command. */
  async call(capability: AnyCapability, given: unknown, options: CallOptions = {}): Promise<unknown> {
    const handler = this.#handler(capability) as CallHandler<AnyCapability>;
    const input = this.#checked(capability, given, options);
    const warnings: Warning[] = [];
    // Before its time begins: of a call that ends while code is loaded, nobody could say that nothing was sent.
    const isOnce = capability.effect === "creates" || handler.isOnce?.(input);
    const safe = isOnce && (safeWriting ??= await import("./safe-write.ts"));
    const perform = (call: Call): Promise<unknown> =>
      safe ? safe.safeWrite({ ...this.#wiring, capability, handler, input, call }) : handler.handle(input, call);
    const output = await this.#run(capability, handler, input, options, perform, warnings);
    return withWarnings(output, warnings);
  }

  /** Prepares a stream; nothing is sent before it is iterated. */
  stream(capability: AnyCapability, given: unknown, options: StreamOptions = {}): RecordStream<unknown> {
    const handler = this.#handler(capability) as StreamHandler<AnyCapability>;
    const input = this.#checked(capability, given, options);
    const { clock, events, fingerprintSecret } = this.#wiring;
    return new PagedRecordStream({
      adapter: this.#adapter.id,
      capability: capability.id,
      server: handler.lane === "native" ? "ats" : "aggregator",
      filter: input,
      fingerprintSecret,
      options,
      closed: this.#closed,
      now: () => clock.now(),
      empty: Object.values(input as object).some((value) => Array.isArray(value) && value.length === 0),
      fetchPage: async (position, streamSignal) => {
        const observed = this.#observed(capability, handler);
        const limits = { ...options, streamSignal, observed };
        const fetched = await this.#run(capability, handler, input, limits, (call) =>
          handler.fetchPage(input, position, call),
        );
        return this.#watched(capability, fetched, observed);
      },
      quarantined: (record) => events.emit("quarantine", { capability: capability.id, ...record }),
    });
  }

  /** A page whose reading is observed and fails with typed errors, too: it is read after its call has ended. */
  #watched<T>(capability: AnyCapability, fetched: FetchedPage<T>, observed: Observed): FetchedPage<T> {
    const decode = () => {
      observed.facts = {};
      const ended = observe(this.#wiring.observers, "reading", observed.call);
      try {
        const content = fetched.decode();
        const { records, quarantined } = content;
        ended({ ...observed.facts, records: records.length, quarantined: quarantined.length });
        return content;
      } catch (thrown) {
        const error = this.#error(capability, thrown);
        ended(observed.facts, error);
        throw error;
      }
    };
    return { next: fetched.next, decode };
  }

  #observed({ id, kind }: AnyCapability, { lane }: HandlerFacts): Observed {
    return { call: { capability: id, adapter: this.#adapter.id, kind, lane }, facts: {} };
  }

  #error(capability: AnyCapability, thrown: unknown): AtsError {
    const error = AtsError.is(thrown) ? thrown : new UnexpectedFailure(thrown, capability.kind === "command");
    return error.within({ capability: capability.id, adapter: this.#adapter.id });
  }

  #handler(capability: AnyCapability): HandlerFacts {
    if (this.#closed.aborted) throw this.#error(capability, new ConnectionClosed());
    const used = this.#handlers.get(capability.id);
    if (used) return used;
    if (!this.supports(capability.id)) throw this.#notSupported(capability.id);
    try {
      const handler = this.#parts.get(handlerToken(capability.id));
      this.#handlers.set(capability.id, handler);
      return handler;
    } catch (thrown) {
      throw this.#error(capability, thrown);
    }
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
      userMessage: userMessageOf(gap, this.#adapter.name),
      workaround: gap?.workaround,
    });
  }

  #checked(capability: AnyCapability, given: unknown, options: CallOptions | StreamOptions): unknown {
    checkOptions(capability, this.#adapter.id, options);
    const parsed = z.safeParse(capability.input, given ?? {});
    if (parsed.success) return parsed.data;
    throw this.#error(capability, new InvalidInput(`The input of ${capability.id}`, inputIssues(parsed.error)));
  }

  async #run<T>(
    capability: AnyCapability,
    handler: HandlerFacts,
    input: unknown,
    options: AnyOptions & { readonly streamSignal?: AbortSignal; readonly observed?: Observed },
    perform: (call: Call) => Promise<T>,
    warnings: Warning[] = [],
  ): Promise<T> {
    if (this.#closed.aborted) throw this.#error(capability, new ConnectionClosed());
    const { clock, events, limitations, observers } = this.#wiring;
    const at = { capability: capability.id, adapter: this.#adapter.id };
    const observed = options.observed ?? this.#observed(capability, handler);
    const ended = observe(observers, "started", observed.call);
    const limits = {
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs[capability.kind],
      closed: this.#closed,
      signals: [options.signal, options.streamSignal],
      mayHaveWritten: capability.kind === "command",
    };
    try {
      const result = await withinLimits(clock, limits, async (signal, deadline) => {
        const call: Call = {
          ...at,
          signal,
          deadline,
          raw: options.raw ?? false,
          provenance: options.provenance ?? false,
          priority: options.priority ?? (isBulk(capability) ? "bulk" : "interactive"),
          idempotencyKey: options.idempotencyKey,
          pageSize: options.pageSize,
          // Only a command that must not be made twice has a memory: `safeWrite` gives it one.
          remember: () => Promise.resolve(),
          memory: undefined,
          warn: (warning) => {
            // A write that is looked for may say again what it said when it was made.
            if (!warnings.some(({ message }) => message === warning.message)) warnings.push(warning);
          },
          note: (fact, value) => {
            observed.facts[fact] = (observed.facts[fact] ?? 0) + value;
          },
        };
        checkLimitations(limitations, input, call, this.#parts);
        return observedWork(observers, observed.call, () => perform(call));
      });
      // Of a page that its handler has read already, what it held is reported once, with its reading.
      const { records: _records, quarantined: _quarantined, ...ofRequests } = observed.facts;
      ended(capability.kind === "stream" ? ofRequests : observed.facts);
      return result;
    } catch (thrown) {
      const error = this.#error(capability, thrown);
      if (error.retry === "unknown-outcome")
        events.emit("unknown-outcome", { capability: capability.id, code: error.code });
      // A page that was on its way when its stream was left is nobody's failure.
      ended(observed.facts, options.streamSignal?.aborted ? undefined : error);
      throw error;
    }
  }
}

/** Adds what the limitations had to say to a receipt. */
function withWarnings(output: unknown, warnings: readonly Warning[]): unknown {
  const receipt = output as { readonly warnings?: readonly Warning[] } | null | undefined;
  if (warnings.length === 0 || !receipt?.warnings) return output;
  return { ...receipt, warnings: [...warnings, ...receipt.warnings] };
}
