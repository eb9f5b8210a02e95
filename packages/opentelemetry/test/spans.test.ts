import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { connect, handlerToken, toClass, type Call, ContainerModule } from "@anyats/core";
import { unanswered } from "@anyats/core/testing";
import { createEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { collecting } from "./fixtures/collected.ts";
import { eventful } from "./fixtures/eventful.ts";

const collected = collecting();
let scene: Awaited<ReturnType<typeof eventful>>;
beforeAll(async () => {
  scene = await eventful(collected.module);
});
afterAll(() => collected.end());

const spansOf = (name: string) => collected.spans().filter((span) => span.name === name);

describe("a span", () => {
  it("records each call's operation, adapter, lane, attempts, quota waits and bytes", () => {
    const [first] = spansOf("jobs.stream");
    expect(first).toMatchObject({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
    expect(first!.attributes).toMatchObject({
      "anyats.operation": "jobs.stream",
      "anyats.adapter": "kombo-base",
      "anyats.kind": "stream",
      "anyats.lane": "unified",
      "anyats.attempts": 2,
    });
    expect(first!.attributes["anyats.bytes"]).toBeGreaterThan(10_000);
    expect(first!.attributes["anyats.waited_ms"]).toBeGreaterThanOrEqual(2_000);
  });

  it("adds the counts of records and of set-aside records to its page's span", () => {
    const [page] = spansOf("jobs.stream");
    const [reading] = spansOf("jobs.stream read");
    expect(reading!.attributes).toMatchObject({ "anyats.records": scene.jobs.length, "anyats.quarantined": 1 });
    expect(reading!.parentSpanContext?.spanId).toBe(page!.spanContext().spanId);
  });

  it("of a call that failed has the error's code, and whose fault it was, but no words", () => {
    const [failed] = spansOf("candidates.get");
    expect(failed!.status).toEqual({ code: SpanStatusCode.ERROR, message: "record.not-found" });
    expect(failed!.attributes).toMatchObject({ "error.type": "record.not-found", "anyats.error.fault": "caller" });
    expect(failed!.events).toEqual([]);
  });

  it("ends without an error where a stream is left while its next page is on its way", async () => {
    const own = collecting();
    const emulator = createEmulator({ candidates: 60 });
    const fetch: typeof globalThis.fetch = (input, init) => {
      const request = input as Request;
      return request.url.includes("cursor=") ? unanswered(request) : emulator.fetch(input, init);
    };
    const ats = await connect(komboBase, { ...emulator.settings(), fetch }, { modules: [own.module] });
    for await (const _first of ats.candidates.stream({}, { pageSize: 10 })) break;
    const pages = () => own.spans().filter(({ name }) => name === "candidates.stream");
    await vi.waitFor(() => expect(pages()).toHaveLength(2));
    expect(pages().map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET, SpanStatusCode.UNSET]);
    await own.end();
  });

  it("takes a number from an adapter under a plain name, and none that may hold data", async () => {
    class Noting {
      static readonly inject = {};
      readonly lane = "native";
      readonly routes = [];
      async handle(_input: unknown, call: Call): Promise<never> {
        for (const fact of ["pagesSkipped", "Ada Byron", "ada@example.com", "", "a".repeat(42)]) call.note(fact, 3);
        throw new Error("Nothing more to do.");
      }
    }
    const noting = new ContainerModule(({ rebind }) => void toClass(rebind(handlerToken("jobs.get")), Noting));
    const ats = await connect(komboBase, createEmulator().settings(), { modules: [noting, collected.module] });
    await ats.jobs.get({ id: "a" }).catch(() => {});
    const [span] = spansOf("jobs.get");
    const names = Object.keys(span!.attributes).filter((name) => span!.attributes[name] === 3);
    expect(names).toEqual(["anyats.pages_skipped"]);
  });

  it("holds neither a key nor anything of a person", () => {
    const told = JSON.stringify(
      collected.spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    );
    expect(told).toContain("jobs.stream");
    expect(scene.secrets.length).toBeGreaterThan(100);
    expect(scene.secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });
});
