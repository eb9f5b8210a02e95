import { describe, expect, test } from "vitest";
import { createEmulator } from "../src/index.ts";
import { call } from "./call.ts";

describe("who may ask", () => {
  const emulator = createEmulator({ candidates: 3 });

  test("a wrong key, a missing and an unknown integration each get their code", async () => {
    const wrongKey = await call(emulator, "GET", "/ats/jobs", { headers: { authorization: "Bearer wrong" } });
    expect([wrongKey.status, wrongKey.body.error.code]).toEqual([401, "PLATFORM.AUTHENTICATION_INVALID"]);
    const missing = await call(emulator, "GET", "/ats/jobs", { headers: { "x-integration-id": "" } });
    expect(missing.body.error.code).toBe("PLATFORM.INPUT_INVALID");
    const unknown = await call(emulator, "GET", "/ats/jobs", { headers: { "x-integration-id": "avionte:nobody" } });
    expect([unknown.status, unknown.body.error.code]).toEqual([404, "PLATFORM.INTEGRATION_NOT_FOUND"]);
  });

  test("an error has all four members, and no key in it", async () => {
    const { body } = await call(emulator, "GET", "/ats/jobs?page_size=0");
    expect(Object.keys(body.error).toSorted()).toEqual(["code", "log_url", "message", "title"]);
    expect(JSON.stringify(emulator.requests.all())).not.toContain(emulator.settings().apiKey);
  });

  test("the HTTP status of a code can be chosen", async () => {
    const other = createEmulator({ candidates: 1, errorStatuses: { "INTEGRATION.MODEL_NOT_AVAILABLE": 501 } });
    expect((await call(other, "GET", "/ats/tags")).status).toBe(501);
  });
});

test.each([
  ["SETUP_SYNC_PENDING", "INTEGRATION.SETUP_SYNC_PENDING"],
  ["SETUP_INCOMPLETE", "INTEGRATION.SETUP_INCOMPLETE"],
  ["QA_FAILED", "INTEGRATION.QA_FAILED"],
  ["INACTIVE", "INTEGRATION.INACTIVE"],
] as const)("an integration in the state %s answers 409 until that changes", async (state, code) => {
  const emulator = createEmulator({ candidates: 3, integrationState: state });
  const { status, body } = await call(emulator, "GET", "/ats/jobs");
  expect([status, body.error.code]).toEqual([409, code]);
  emulator.integration.state = "ACTIVE";
  expect((await call(emulator, "GET", "/ats/jobs")).status).toBe(200);
});

describe("coverage", () => {
  test("what Avionté's connector is not known to offer is not available", async () => {
    const emulator = createEmulator({ candidates: 3 });
    const id = emulator.world.candidates.all()[0]?.id;
    expect((await call(emulator, "GET", "/ats/notes")).body.error.code).toBe("INTEGRATION.MODEL_NOT_AVAILABLE");
    const tag = await call(emulator, "POST", `/ats/candidates/${id}/tags`, { body: { tag: { name: "x" } } });
    expect(tag.body.error.code).toBe("INTEGRATION.ACTION_NOT_AVAILABLE");
  });

  test("can be switched off by scope and customer, and the integration says by whom", async () => {
    const emulator = createEmulator({
      candidates: 3,
      coverage: {
        readModels: { ats_candidates: { scope: "DISABLED" } },
        writeActions: { ats_reject_application: { scope: "OPTIONAL", optedOut: true } },
      },
    });
    const { integrationId } = emulator.settings();
    expect((await call(emulator, "GET", "/ats/candidates")).body.error.code).toBe("INTEGRATION.MODEL_DISABLED");
    const rejection = await call(emulator, "POST", "/ats/applications/x/reject", {
      body: { rejection_reason_id: "x" },
    });
    expect(rejection.body.error.code).toBe("INTEGRATION.ACTION_DISABLED");
    const { body } = await call(emulator, "GET", `/integrations/${integrationId}`);
    expect(body.data.read_models).toContainEqual(
      expect.objectContaining({
        id: "ats_candidates",
        is_available: false,
        coverage_status: "SUPPORTED",
        scope_config_setting: "DISABLED",
      }),
    );
    expect(body.data.write_actions).toContainEqual(
      expect.objectContaining({ id: "ats_reject_application", opted_out_by_customer: true }),
    );
  });
});

describe("limits", () => {
  test("every answer states the window; when it is used up, 429 until it ends", async () => {
    const emulator = createEmulator({ candidates: 3, rateLimit: { limit: 2, windowSeconds: 60 } });
    const first = await call(emulator, "GET", "/ats/jobs");
    expect([first.headers.get("ratelimit-limit"), first.headers.get("ratelimit-remaining")]).toEqual(["2", "1"]);
    await call(emulator, "GET", "/check-api-key");
    const refused = await call(emulator, "GET", "/ats/jobs");
    expect([refused.status, refused.body.error.code]).toEqual([429, "PLATFORM.RATE_LIMIT_EXCEEDED"]);
    emulator.clock.advance(Number(refused.headers.get("ratelimit-reset")) * 1_000);
    expect((await call(emulator, "GET", "/ats/jobs")).status).toBe(200);
  });

  test("reject the last of too many actions at once, unperformed; lists do not count", async () => {
    const emulator = createEmulator({ candidates: 3, concurrencyLimit: 4 });
    const release = emulator.faults.inject({ kind: "latency", ms: 20, times: Infinity });
    const id = emulator.world.applications.all()[0]?.id;
    const before = emulator.world.notes.size;
    const note = () =>
      call(emulator, "POST", `/ats/applications/${id}/notes`, { body: { content: "x", content_type: "PLAIN_TEXT" } });
    const answers = await Promise.all([...Array.from({ length: 6 }, note), call(emulator, "GET", "/ats/jobs")]);
    release.remove();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429, 200]);
    expect(emulator.world.notes.size - before).toBe(4);
    expect(emulator.requests.maxActionsInFlight).toBe(4);
    expect(answers[0]?.headers.get("concurrency-limit")).toBe("4");
    expect(answers[4]?.body.error.code).toBe("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED");
    expect(answers[6]?.headers.has("concurrency-limit")).toBe(false);
  });

  test("of actions is named in no header where Kombo does not, also not in a refusal", async () => {
    const emulator = createEmulator({ candidates: 3, concurrencyHeaders: false });
    const id = emulator.world.applications.all()[0]?.id;
    const body = { content: "x", content_type: "PLAIN_TEXT" };
    emulator.faults.inject({ kind: "concurrency" });
    for (const status of [429, 200]) {
      const answer = await call(emulator, "POST", `/ats/applications/${id}/notes`, { body });
      expect([answer.status, [...answer.headers.keys()].filter((name) => name.startsWith("concurrency"))]).toEqual([
        status,
        [],
      ]);
    }
  });
});
