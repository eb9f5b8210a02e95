import { AtsError } from "@anyats/core";
import { signedWebhook } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { verifyKomboWebhook } from "../src/webhooks/webhooks.ts";

const endUser = { organization_name: "Acme", creator_email: null, origin_id: "42" };
const customer = { organizationName: "Acme", creatorEmail: null, originId: "42" };
const wireSubject = { integration_id: "avionte:1", integration_tool: "avionte", integration_category: "ATS" };
const integration = { id: "avionte:1", tool: "avionte", category: "ATS" };

function received(type: string, data: unknown) {
  const { body, headers } = signedWebhook({ id: "evt", type, data }, "secret");
  return verifyKomboWebhook(body, headers, "secret");
}

function refused(type: string, data: unknown): unknown {
  try {
    return received(type, data);
  } catch (error) {
    if (AtsError.is(error)) return { code: error.code, paths: error.details?.["paths"] };
    throw error;
  }
}

describe("an event", () => {
  it.each([
    [
      "data-changed",
      { ...wireSubject, changed_models: [{ name: "ats_jobs" }, { name: "ats_new" }, { name: "ats_jobs" }], more: 1 },
      { integration, changedModels: ["ats_jobs", "ats_new"] },
    ],
    [
      "sync-finished",
      {
        ...wireSubject,
        end_user: endUser,
        sync_id: "s",
        sync_state: "NEW_STATE",
        sync_started_at: "2026-11-23T10:00:00+01:00",
        sync_ended_at: "no date",
        sync_duration_seconds: 1.5,
        log_url: null,
      },
      {
        integration,
        customer,
        sync: {
          id: "s",
          state: "NEW_STATE",
          startedAt: "2026-11-23T09:00:00.000Z",
          endedAt: null,
          durationSeconds: 1.5,
        },
        logUrl: null,
      },
    ],
    ["integration-created", { ...integration, end_user: endUser }, { integration, customer }],
    [
      "integration-deleted",
      { id: "avionte:1", deleted_at: "2026-11-23T09:00:00Z" },
      {
        integration: { id: "avionte:1", tool: null, category: null },
        customer: null,
        deletedAt: "2026-11-23T09:00:00.000Z",
      },
    ],
    [
      "integration-state-changed",
      { ...wireSubject, end_user: endUser, state: "INVALID", setup_status: "COMPLETED", qa_status: "PASSED" },
      { integration, customer, state: "INVALID", setupStatus: "COMPLETED", qaStatus: "PASSED", updatedAt: null },
    ],
    [
      "connection-flow-failed",
      { integration_tool: "avionte", integration_category: "ATS", end_user: endUser, log_url: "https://log.test" },
      { tool: "avionte", category: "ATS", customer, logUrl: "https://log.test/" },
    ],
    [
      "issue-status-changed",
      {
        change: "raised",
        issue: {
          id: "i",
          type: "integration.authentication_failed",
          title: "T",
          status: "OPEN",
          markdown_message: "*",
        },
        integration: { ...integration, end_user: endUser },
      },
      {
        change: "raised",
        issue: {
          id: "i",
          type: "integration.authentication_failed",
          title: "T",
          status: "OPEN",
          markdownMessage: "*",
          firstObservedAt: null,
          resolvedAt: null,
        },
        integration,
        customer,
      },
    ],
  ])("%s is read, with what is missing or new in it", (type, data, event) => {
    expect(received(type, data)).toEqual({ id: "evt", type, ...event });
  });

  it.each(["assessment:order-received", "remote-event-received", "of-tomorrow", "constructor", "__proto__", "unknown"])(
    "%s, which this version does not know, is passed through",
    (name) => {
      expect(received(name, { any: [1] })).toEqual({ id: "evt", type: "unknown", name, data: { any: [1] } });
    },
  );

  it("names the address of a log only where it is https", () => {
    const withLog = (log_url: string) => received("connection-flow-failed", { log_url });
    expect(withLog("https://app.example/log")).toMatchObject({ logUrl: "https://app.example/log" });
    expect(withLog("javascript:alert(1)")).toMatchObject({ logUrl: null });
  });

  it.each([
    ["data-changed", { ...wireSubject, changed_models: [], integration_tool: 7 }, { integration: { tool: null } }],
    ["integration-created", { id: "i", end_user: "Acme" }, { integration: { id: "i" }, customer: null }],
    ["integration-created", { id: "i", end_user: { origin_id: 7 } }, { customer: { originId: null } }],
    ["integration-deleted", { id: "i", deleted_at: 1_764_000_000 }, { integration: { id: "i" }, deletedAt: null }],
    [
      "integration-state-changed",
      { ...wireSubject, state: "INVALID", updated_at: 1 },
      { state: "INVALID", updatedAt: null },
    ],
    ["sync-finished", { ...wireSubject, sync_duration_seconds: "12" }, { sync: { durationSeconds: null } }],
    [
      "issue-status-changed",
      { change: "raised", issue: "odd", integration: {} },
      { change: "raised", integration: null },
    ],
  ])("%s is read without what it can do without, where that comes in another form", (type, data, event) => {
    expect(received(type, data)).toMatchObject({ type, ...event });
  });

  it("without a field that it cannot do without is refused, and the field is named", () => {
    expect(refused("data-changed", { ...wireSubject })).toEqual({
      code: "webhook.body-invalid",
      paths: ["data.changed_models"],
    });
    expect(refused("data-changed", { changed_models: [{ name: 1 }] })).toEqual({
      code: "webhook.body-invalid",
      paths: ["data.integration_id", "data.changed_models.0.name"],
    });
    expect(refused("integration-state-changed", { ...wireSubject, state: 1 })).toMatchObject({ paths: ["data.state"] });
    expect(refused("", {})).toEqual({ code: "webhook.body-invalid", paths: ["type"] });
    expect(refused("integration-created", undefined)).toMatchObject({ code: "webhook.body-invalid" });
  });

  it("in other bytes than UTF-8 is refused, and not read as something else", () => {
    const { createHmac } = process.getBuiltinModule("node:crypto");
    const body = Buffer.from('{"id": "caf\u00e9", "type": "of-tomorrow"}', "latin1");
    const signature = createHmac("sha256", "secret").update(body).digest("base64url");
    expect(() => verifyKomboWebhook(body, { "x-kombo-signature": signature }, "secret")).toThrow(
      expect.objectContaining({ code: "webhook.body-invalid" }),
    );
  });
});
