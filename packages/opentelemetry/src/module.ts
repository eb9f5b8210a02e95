import { ADAPTER, EVENTS, OBSERVER, ContainerModule } from "@anyats/core";
import { metrics, trace, type MeterProvider, type TracerProvider } from "@opentelemetry/api";
import { CallMetrics } from "./call-metrics.ts";
import { countEvents } from "./event-metrics.ts";
import { CallObserver } from "./call-observer.ts";
import { scope } from "./names.ts";

/** Where spans and metrics go. */
export interface OpenTelemetryOptions {
  /** Default: the one that the app registered, whenever it does. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the one that the app has registered when a connection is made. */
  readonly meterProvider?: MeterProvider;
}

/**
 * A module for `connect`: every call becomes a span, and is counted. Nothing in either is secret or personal: ids of
 * operations and adapters, codes of errors, and numbers.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OBSERVER)
      .toResolvedValue(
        (events, adapter) => {
          const meter = (options.meterProvider ?? metrics).getMeter(scope);
          countEvents(meter, events, adapter.id);
          return new CallObserver((options.tracerProvider ?? trace).getTracer(scope), new CallMetrics(meter));
        },
        [EVENTS, ADAPTER],
      )
      .inSingletonScope();
  });
}
