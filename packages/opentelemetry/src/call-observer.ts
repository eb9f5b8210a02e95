import type { AtsError, CallFacts, Ended, ObservedCall, Observer } from "@anyats/core";
import { context, SpanKind, SpanStatusCode, trace, type Context, type Span, type Tracer } from "@opentelemetry/api";
import type { CallMetrics } from "./call-metrics.ts";
import { attributesOf, errorType, factAttribute } from "./names.ts";

/** Makes a span of each call, and one of the reading of each page that a stream delivers. */
export class CallObserver implements Observer {
  readonly #tracer: Tracer;
  readonly #metrics: CallMetrics;
  /** The context of each call's own span, for what is done within it and what comes after it. */
  readonly #contexts = new WeakMap<ObservedCall, Context>();

  constructor(tracer: Tracer, metrics: CallMetrics) {
    this.#tracer = tracer;
    this.#metrics = metrics;
  }

  started(call: ObservedCall): Ended {
    const startedAt = performance.now();
    const attributes = attributesOf(call);
    const span = this.#tracer.startSpan(call.capability, { kind: SpanKind.CLIENT, attributes });
    this.#contexts.set(call, trace.setSpan(context.active(), span));
    return (facts, error) => {
      end(span, facts, error);
      this.#metrics.ended(call, facts, error, (performance.now() - startedAt) / 1000);
    };
  }

  reading(call: ObservedCall): Ended {
    const span = this.#tracer.startSpan(
      `${call.capability} read`,
      { attributes: attributesOf(call) },
      this.#contexts.get(call) ?? context.active(),
    );
    return (facts, error) => {
      end(span, facts, error);
      this.#metrics.read(call, facts, error);
    };
  }

  within<T>(call: ObservedCall, work: () => T): T {
    return context.with(this.#contexts.get(call) ?? context.active(), work);
  }
}

function end(span: Span, facts: CallFacts, error: AtsError | undefined): void {
  for (const [fact, value] of Object.entries(facts)) {
    const name = factAttribute(fact);
    if (name) span.setAttribute(name, value);
  }
  if (error) {
    // The code alone: a trace needs no words.
    const type = errorType(error.code);
    span.setAttributes({ "error.type": type, "anyats.error.fault": error.fault });
    span.setStatus({ code: SpanStatusCode.ERROR, message: type });
  }
  span.end();
}
