import { instantClock } from "@anyats/conformance";
import { connect } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { context, trace, type Context, type ContextManager } from "@opentelemetry/api";
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, describe, expect, it } from "vitest";
import { openTelemetry } from "../src/index.ts";
import { collecting } from "./fixtures/collected.ts";

/** The context manager of Node's SDK in little: the API has none of its own. */
function contextManager(root: Context): ContextManager {
  const current = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => current.getStore() ?? root,
    with: (active, work, self, ...args) => current.run(active, () => work.call(self as never, ...args)),
    bind: (_context, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

const started = new Date("2026-11-23T09:00:00Z");
afterEach(() => context.disable());

describe("the span of a call", () => {
  it("is under the app's own span, and current while the request is made", async () => {
    const { ROOT_CONTEXT } = await import("@opentelemetry/api");
    context.setGlobalContextManager(contextManager(ROOT_CONTEXT));
    const collected = collecting();
    const emulator = createEmulator({ candidates: 5, coverage: "all" });
    const settings = emulator.settings();
    const during: (string | undefined)[] = [];
    const fetch: typeof globalThis.fetch = (...request) => {
      during.push(trace.getActiveSpan()?.spanContext().spanId);
      return settings.fetch!(...request);
    };
    const modules = [instantClock(started), collected.module];
    const ats = await connect(komboBase, { ...settings, fetch }, { modules });
    const own = collected.tracerProvider.getTracer("app").startSpan("nightly sync");
    await context.with(trace.setSpan(context.active(), own), () => ats.integration.get());
    const span = collected.spans().find(({ name }) => name === "integration.get");
    expect(span!.parentSpanContext?.spanId).toBe(own.spanContext().spanId);
    expect(during).toEqual([span!.spanContext().spanId]);
    await collected.end();
  });

  it("costs nothing that shows where the app has registered no SDK", async () => {
    const emulator = createEmulator({ candidates: 5, coverage: "all" });
    const ats = await connect(komboBase, emulator.settings(), { modules: [openTelemetry()] });
    expect((await ats.jobs.stream().toArray()).length).toBeGreaterThan(0);
  });
});
