import { signedWebhook } from "@anyats/emulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createWebhookHandler,
  rememberedEvents,
  WebhookMisconfigured,
  WebhookRefused,
  type WebhookOptions,
} from "../src/webhooks/webhooks.ts";

const secret = "secret";
const data = { integration_id: "avionte:1", changed_models: [{ name: "ats_jobs" }] };

function receiving(options: Partial<WebhookOptions> = {}) {
  const handled: string[] = [];
  const problems: unknown[] = [];
  const handler = createWebhookHandler({
    secrets: secret,
    onEvent: ({ id }) => handled.push(id),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  const send = async (id: string, key = secret) => {
    const { body, headers } = signedWebhook({ id, type: "data-changed", data }, key);
    const { status, outcome } = await handler.handle(() => body, headers);
    return [status, outcome];
  };
  return { send, handled, problems };
}

describe("handling deliveries", () => {
  it("hands a genuine event over once, however often it comes", async () => {
    const { send, handled, problems } = receiving();
    expect(await send("a")).toEqual([200, "handled"]);
    expect(await send("a")).toEqual([200, "seen-before"]);
    expect(await send("b")).toEqual([200, "handled"]);
    expect(handled).toEqual(["a", "b"]);
    expect(problems).toEqual([]);
  });

  it("delivers each genuine event once and no forged one, in any order and number", async () => {
    const aDelivery = fc.record({ id: fc.constantFrom(..."abcdefgh"), genuine: fc.boolean(), atOnce: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(aDelivery, { maxLength: 30 }), async (deliveries) => {
        const { send, handled } = receiving();
        const answers = [];
        for (const { id, genuine, atOnce } of deliveries) {
          const answer = send(id, genuine ? secret : "stolen");
          answers.push(answer);
          if (!atOnce) await answer;
        }
        const statuses = (await Promise.all(answers)).map(([status]) => status);
        expect(statuses).toEqual(deliveries.map(({ genuine }) => (genuine ? 200 : 401)));
        const genuine = deliveries.filter((delivery) => delivery.genuine).map(({ id }) => id);
        expect(handled.toSorted()).toEqual([...new Set(genuine)].toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it("hands an event that comes twice at once over once, and answers both alike", async () => {
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    let calls = 0;
    const { send } = receiving({
      onEvent: () => {
        calls += 1;
        return done;
      },
    });
    const answers = Promise.all([send("a"), send("a")]);
    finish();
    expect(await answers).toEqual([
      [200, "handled"],
      [200, "handled"],
    ]);
    expect(calls).toBe(1);
  });

  it("does not remember an event whose handling failed, so the redelivery is handled", async () => {
    const failure = new Error("the store is down");
    let works = false;
    const { send, problems } = receiving({
      onEvent: async () => {
        if (!works) throw failure;
      },
    });
    expect(await send("a")).toEqual([500, "failed"]);
    works = true;
    expect(await send("a")).toEqual([200, "handled"]);
    expect(await send("a")).toEqual([200, "seen-before"]);
    expect(problems).toEqual([failure]);
  });

  it("hands over nothing that is forged, and reports it", async () => {
    const { send, handled, problems } = receiving();
    expect(await send("a", "stolen")).toEqual([401, "refused"]);
    expect(handled).toEqual([]);
    expect(problems).toEqual([expect.any(WebhookRefused)]);
    // The forged one must not make the genuine one look as if it was seen.
    expect(await send("a")).toEqual([200, "handled"]);
  });

  it("says nothing of a failure to the sender", async () => {
    const { body, headers } = signedWebhook({ type: "data-changed", data }, secret);
    const failing = () => Promise.reject(new Error("PRIVATE"));
    const handler = createWebhookHandler({ secrets: secret, onEvent: failing });
    for (const read of [() => body, failing])
      expect(await handler.handle(read, headers)).toEqual({
        status: 500,
        outcome: "failed",
        body: '{"outcome":"failed","code":"webhook.handling-failed"}',
      });
  });

  it("asks for redelivery if it cannot check an event, but not if it cannot note it", async () => {
    const down = () => Promise.reject(new Error("down"));
    const blind = receiving({ seen: { has: down, add: () => undefined } });
    expect(await blind.send("a")).toEqual([500, "failed"]);
    expect(blind.handled).toEqual([]);
    const forgetful = receiving({ seen: { has: () => false, add: down } });
    expect(await forgetful.send("a")).toEqual([200, "handled"]);
    expect(forgetful.problems).toHaveLength(1);
  });

  it("answers as it would when a problem listener fails", async () => {
    const { send } = receiving({
      onProblem: () => {
        throw new Error("the log is full");
      },
    });
    expect(await send("a", "stolen")).toEqual([401, "refused"]);
  });

  it("survives forged deliveries to a problem listener that rejects", async () => {
    const unhandled: unknown[] = [];
    const rejected = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", rejected);
    const { send } = receiving({ onProblem: () => Promise.reject(new Error("the log is full")) });
    expect(await send("a", "stolen")).toEqual([401, "refused"]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", rejected);
    expect(unhandled).toEqual([]);
  });

  it.each<[string, Partial<WebhookOptions>]>([
    ["no secret", { secrets: [] }],
    ["a blank secret", { secrets: [secret, " "] }],
    ["no handler", { onEvent: undefined as never }],
    ["a size that is none", { maxBytes: Number.NaN }],
  ])("cannot be set up with %s", (_what, options) => {
    expect(() => receiving(options)).toThrow(WebhookMisconfigured);
  });
});

describe("the memory of events", () => {
  it.each([0, -1, Number.NaN, Infinity])("cannot have room for %d", (capacity) => {
    expect(() => rememberedEvents(capacity)).toThrow(WebhookMisconfigured);
  });

  it("keeps the latest ones and no more than it was given room for", async () => {
    const seen = rememberedEvents(2);
    for (const id of ["a", "b", "a", "c"]) seen.add(id);
    expect(["a", "b", "c"].map((id) => seen.has(id))).toEqual([true, false, true]);
  });
});
