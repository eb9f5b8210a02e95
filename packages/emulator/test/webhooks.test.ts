import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createEmulator, signedWebhook, startEmulator, type Emulator, type WebhookDelivery } from "../src/index.ts";
import { call } from "./call.ts";

const url = "http://app.test/hook";
const ok = async () => new Response();
const second = 1_000;

const modelsOf = ({ event }: WebhookDelivery) =>
  (event.data as { changed_models: { name: string }[] }).changed_models.map(({ name }) => name).toSorted();

/** An emulator, what its subscriber was told so far, and changes of the models that are reported. */
function watched({ webhooks, world, clock }: Emulator) {
  const touch = {
    ats_jobs: () => void world.jobs.touch(world.jobs.all()[0]!.id),
    ats_candidates: () => void world.candidates.touch(world.candidates.all()[0]!.id),
    ats_applications: () => void world.applications.touch(world.applications.all()[0]!.id),
  };
  const start = clock.now().getTime();
  const told = async () => {
    await webhooks.settled();
    return webhooks
      .deliveries()
      .map((delivery) => [(delivery.sentAt.getTime() - start) / second, ...modelsOf(delivery)]);
  };
  return { touch, told, clock, webhooks };
}

describe("a change sends a webhook without being asked", () => {
  const anEmulator = () => {
    const emulator = createEmulator({ candidates: 10 });
    emulator.webhooks.subscribe({ url, secret: "secret", fetch: ok });
    return watched(emulator);
  };

  it("the first change at once, and nothing before there is one", async () => {
    const { touch, told, clock } = anEmulator();
    clock.advance(100 * second);
    expect(await told()).toEqual([]);
    touch.ats_jobs();
    expect(await told()).toEqual([[100, "ats_jobs"]]);
  });

  it("sends changes of the next 30 seconds in one event at their end, with all models", async () => {
    const { touch, told, clock } = anEmulator();
    touch.ats_jobs();
    clock.advance(10 * second);
    touch.ats_candidates();
    clock.advance(10 * second);
    touch.ats_applications();
    touch.ats_candidates();
    clock.advance(10 * second - 1);
    expect(await told()).toEqual([[0, "ats_jobs"]]);
    clock.advance(1);
    expect(await told()).toEqual([
      [0, "ats_jobs"],
      [30, "ats_applications", "ats_candidates"],
    ]);
  });

  it("sends nothing without a change, and the first change after a quiet time at once", async () => {
    const { touch, told, clock } = anEmulator();
    touch.ats_jobs();
    clock.advance(5 * second);
    touch.ats_jobs();
    clock.advance(300 * second);
    expect(await told()).toEqual([
      [0, "ats_jobs"],
      [30, "ats_jobs"],
    ]);
    touch.ats_jobs();
    clock.advance(1);
    touch.ats_candidates();
    clock.advance(60 * second);
    expect((await told()).slice(2)).toEqual([
      [305, "ats_jobs"],
      [335, "ats_candidates"],
    ]);
  });

  it("no change later than after 30 seconds, and no two events closer than that", async () => {
    const gap = fc.oneof(fc.constantFrom(0, 30 * second), fc.nat(70 * second));
    const change = fc.tuple(gap, fc.constantFrom("ats_jobs", "ats_candidates", "ats_applications"), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(change), async (changes) => {
        const { touch, clock, webhooks } = anEmulator();
        const made: { readonly model: string; readonly at: number }[] = [];
        for (const [pause, model, lets] of changes) {
          clock.advance(pause);
          made.push({ model, at: clock.now().getTime() });
          touch[model]();
          if (lets) await webhooks.settled();
        }
        clock.advance(30 * second);
        await webhooks.settled();
        const events = webhooks.deliveries().map((delivery) => ({
          at: delivery.sentAt.getTime(),
          models: modelsOf(delivery),
        }));
        for (const { model, at } of made) {
          const told = events.find((event) => event.at >= at && event.models.includes(model));
          expect(told && told.at - at).toBeLessThanOrEqual(30 * second);
        }
        for (const [index, { at, models }] of events.entries()) {
          const before = index === 0 ? -Infinity : events[index - 1]!.at;
          expect(at - before).toBeGreaterThanOrEqual(30 * second);
          for (const model of models)
            expect(made.some((one) => one.model === model && one.at >= before && one.at <= at)).toBe(true);
        }
      }),
    );
  });

  it("what an app writes as well as what somebody changes in the ATS", async () => {
    const emulator = createEmulator({ candidates: 10, coverage: "all" });
    emulator.webhooks.subscribe({ url, secret: "secret", fetch: ok });
    const { told } = watched(emulator);
    const { id } = emulator.world.applications.all()[0]!;
    const body = { content: "Called.", content_type: "PLAIN_TEXT" };
    expect((await call(emulator, "POST", `/ats/applications/${id}/notes`, { body })).status).toBe(200);
    expect(await told()).toEqual([[0, "ats_notes"]]);
  });

  it("what is emptied since it was deleted long ago", async () => {
    const emulator = createEmulator({ candidates: 10 });
    emulator.world.jobs.delete(emulator.world.jobs.all()[0]!.id);
    emulator.webhooks.subscribe({ url, secret: "secret", fetch: ok });
    emulator.clock.advance(14 * 86_400 * second);
    await call(emulator, "GET", "/ats/jobs");
    expect((await watched(emulator).told())[0]).toContain("ats_jobs");
  });

  it("and nothing of a model that Kombo does not read", async () => {
    const emulator = createEmulator({ candidates: 10 });
    emulator.webhooks.subscribe({ url, secret: "secret", fetch: ok });
    const { told } = watched(emulator);
    emulator.world.users.touch(emulator.world.users.all()[0]!.id);
    emulator.world.screeningQuestions.touch(emulator.world.screeningQuestions.all()[0]!.id);
    expect(await told()).toEqual([[0, "ats_screening_questions"]]);
    emulator.integration.coverage.set("ats_users", true);
    emulator.world.users.touch(emulator.world.users.all()[0]!.id);
    emulator.clock.advance(30 * second);
    expect((await told())[1]).toEqual([30, "ats_users"]);
  });
});

describe("subscribers", () => {
  it("each get later changes, signed with their own secret, until they unsubscribe", async () => {
    const emulator = createEmulator({ candidates: 10 });
    const { touch, clock, webhooks } = watched(emulator);
    const got: string[] = [];
    const subscribe = (name: string) =>
      webhooks.subscribe({
        url: `http://${name}.test/`,
        secret: name,
        fetch: async (request) => {
          const { id, type, data } = (await request.clone().json()) as { id: string; type: string; data: unknown };
          const { headers, body } = signedWebhook({ id, type, data }, name);
          expect(await request.text()).toBe(body);
          expect(request.headers.get("x-kombo-signature")).toBe(headers["x-kombo-signature"]);
          got.push(name);
          return new Response();
        },
      });
    const end = subscribe("first");
    touch.ats_jobs();
    await webhooks.settled();
    subscribe("second");
    clock.advance(10 * second);
    touch.ats_candidates();
    await webhooks.settled();
    expect(got).toEqual(["first", "second"]);
    end();
    clock.advance(60 * second);
    touch.ats_jobs();
    await webhooks.settled();
    expect(got).toEqual(["first", "second", "second"]);
    expect(webhooks.deliveries().map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("that fail are reported, and disturb neither the API nor each other", async () => {
    const emulator = createEmulator({ candidates: 10 });
    const ended: unknown[] = [];
    const failing: readonly ((request: Request) => Promise<Response>)[] = [
      async () => new Response("no", { status: 500 }),
      () => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") })),
      () => {
        throw new Error("broken");
      },
      ok,
    ];
    for (const fetch of failing)
      emulator.webhooks.subscribe({ url, secret: "s", fetch, onDelivery: ({ status }) => ended.push(status) });
    const { id } = emulator.world.applications.all()[0]!;
    const path = `/ats/applications/${id}/reject`;
    const body = { rejection_reason_id: emulator.world.rejectionReasons.all()[0]!.id };
    expect((await call(emulator, "POST", path, { body })).status).toBe(200);
    await emulator.webhooks.settled();
    expect(emulator.webhooks.deliveries().map(({ status, error }) => [status, error])).toEqual([
      [500, null],
      [null, "TypeError: fetch failed: connect ECONNREFUSED"],
      [null, "Error: broken"],
      [200, null],
    ]);
    expect(ended).toHaveLength(4);
  });

  it("may be unreachable or redirect: that is reported, and not followed", async () => {
    const elsewhere = createServer((_request, response) => response.writeHead(302, { location: "/login" }).end());
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const { port } = elsewhere.address() as AddressInfo;
    const emulator = createEmulator({ candidates: 10 });
    emulator.webhooks.subscribe({ url: `http://127.0.0.1:${port}`, secret: "s" });
    const [redirected] = await emulator.webhooks.send("integration-created");
    expect(redirected).toMatchObject({ status: 302, error: null });
    elsewhere.closeAllConnections();
    elsewhere.close();
    await once(elsewhere, "close");
    const [refused] = await emulator.webhooks.send("integration-created");
    expect(refused).toMatchObject({ status: null });
    expect(refused!.error).toMatch(/ECONNREFUSED/);
  });

  it("may write through the API during a webhook, and receive one for that write", async () => {
    await using emulator = await startEmulator({ candidates: 10, now: "2026-11-23T09:00:00.000Z" });
    const [one, other] = emulator.world.applications.all().map(({ id }) => id);
    const body = { rejection_reason_id: emulator.world.rejectionReasons.all()[0]!.id };
    const reject = async (id: string) =>
      (await call(emulator, "POST", `/ats/applications/${id}/reject`, { body })).status;
    const toReject = [other!];
    const fetch = async () => {
      const id = toReject.pop();
      return new Response(null, { status: id === undefined ? 204 : await reject(id) });
    };
    emulator.webhooks.subscribe({ url, secret: "s", fetch });
    const { told, clock, webhooks } = watched(emulator);
    expect(await reject(one!)).toBe(200);
    await webhooks.settled();
    clock.advance(30 * second);
    expect(await told()).toEqual([
      [0, "ats_applications"],
      [30, "ats_applications"],
    ]);
    expect(webhooks.deliveries().map(({ status }) => status)).toEqual([200, 204]);
  });

  it("delay no write while they are silent, and none outlives the emulator", async () => {
    const emulator = await startEmulator({ candidates: 10, now: "2026-11-23T09:00:00.000Z" });
    emulator.webhooks.subscribe({ url, secret: "s", fetch: () => new Promise<never>(() => undefined) });
    const { id } = emulator.world.applications.all()[0]!;
    const body = { rejection_reason_id: emulator.world.rejectionReasons.all()[0]!.id };
    expect((await call(emulator, "POST", `/ats/applications/${id}/reject`, { body })).status).toBe(200);
    expect(emulator.webhooks.deliveries()).toMatchObject([{ status: null, error: null }]);
    await emulator.close();
    await emulator.webhooks.settled();
    expect(emulator.webhooks.deliveries()).toMatchObject([{ status: null, error: "Error: The emulator was closed" }]);
    emulator.world.jobs.touch(emulator.world.jobs.all()[0]!.id);
    emulator.clock.advance(60 * second);
    expect(emulator.webhooks.deliveries()).toHaveLength(1);
  });

  it("whose address is none are refused", () => {
    const { webhooks } = createEmulator({ candidates: 0 });
    for (const none of ["app.test/hook", "http://user:password@app.test/hook"])
      expect(() => webhooks.subscribe({ url: none, secret: "s" })).toThrow(TypeError);
  });
});

describe("other events", () => {
  const anEmulator = () => {
    const emulator = createEmulator({ candidates: 10 });
    emulator.webhooks.subscribe({ url, secret: "s", fetch: ok });
    return emulator;
  };

  it("tell that the integration's state changed", async () => {
    const { integration, webhooks } = anEmulator();
    integration.state = "ACTIVE";
    integration.state = "INVALID";
    integration.state = "SETUP_SYNC_PENDING";
    await webhooks.settled();
    expect(webhooks.deliveries().map(({ event }) => event)).toMatchObject([
      {
        type: "integration-state-changed",
        data: {
          state: "INVALID",
          setup_status: "COMPLETED",
          qa_status: "PASSED",
          updated_at: "2026-11-23T09:00:00.000Z",
        },
      },
      { type: "integration-state-changed", data: { setup_status: "FINAL_SYNC_PENDING", qa_status: "PENDING" } },
    ]);
  });

  it.each([
    ["ACTIVE", "SUCCEEDED"],
    ["INVALID", "AUTHENTICATION_FAILED"],
    ["INACTIVE", "CANCELLED"],
  ] as const)("tell when a sync ended that was forced; in the state %s it has %s", async (state, sync_state) => {
    const emulator = anEmulator();
    const { body } = await call(emulator, "POST", "/force-sync", { body: {} });
    emulator.clock.advance(59 * second);
    emulator.integration.state = state;
    emulator.clock.advance(2 * second);
    await emulator.webhooks.settled();
    expect(emulator.webhooks.deliveries().at(-1)?.event).toMatchObject({
      type: "sync-finished",
      data: {
        sync_id: body.data["sync_id"],
        sync_state,
        sync_started_at: "2026-11-23T09:00:00.000Z",
        sync_ended_at: "2026-11-23T09:01:00.000Z",
        sync_duration_seconds: 60,
      },
    });
  });

  it("are sent when the test says so, about this integration unless it says otherwise", async () => {
    const emulator = anEmulator();
    const { integrationId: id } = emulator.settings();
    const [deleted] = await emulator.webhooks.send("integration-deleted");
    expect(deleted).toMatchObject({
      status: 200,
      event: { type: "integration-deleted", data: { id, tool: "avionte" } },
    });
    const [issue] = await emulator.webhooks.send("issue-status-changed", { change: "resolved", integration: null });
    expect(issue?.event.data).toMatchObject({ change: "resolved", integration: null, issue: { status: "OPEN" } });
  });
});

describe("a running clock", () => {
  it("goes on in real time, and events with it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "performance", "Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const emulator = createEmulator({ candidates: 10, runningClock: true });
    emulator.webhooks.subscribe({ url, secret: "s", fetch: ok });
    const { touch, told, clock } = watched(emulator);
    vi.advanceTimersByTime(10 * second);
    touch.ats_jobs();
    expect(await told()).toEqual([[10, "ats_jobs"]]);
    touch.ats_candidates();
    vi.advanceTimersByTime(29 * second);
    expect(await told()).toHaveLength(1);
    vi.advanceTimersByTime(second);
    touch.ats_applications();
    expect((await told()).slice(1)).toEqual([[40, "ats_candidates"]]);
    clock.advance(30 * second);
    expect((await told()).slice(2)).toEqual([[70, "ats_applications"]]);
  });
});
