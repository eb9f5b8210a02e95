import { connect } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { answering, emulated } from "./fixtures/emulated.ts";

describe("integration.get", () => {
  it("says what the integration may read and write, and by whose decision", async () => {
    const { ats, emulator } = await emulated({
      coverage: { readModels: { ats_tags: { coverage: "NOT_IMPLEMENTED" } } },
    });
    emulator.integration.coverage.set("ats_reject_application", { scope: "OPTIONAL", optedOut: true });
    const details = await ats.integration.get();
    expect(details).toMatchObject({
      id: emulator.settings().integrationId,
      tool: { id: "avionte", label: "Avionté" },
      status: "ACTIVE",
      setupStatus: "COMPLETED",
      scopeConfiguration: { name: "Default" },
    });
    expect(details.readModels.find(({ id }) => id === "ats_tags")).toMatchObject({
      available: false,
      coverage: "NOT_IMPLEMENTED",
      fields: [{ id: "id" }, { id: "remote_id" }],
    });
    expect(details.writeActions.find(({ id }) => id === "ats_reject_application")).toMatchObject({
      available: false,
      scope: "OPTIONAL",
      optedOut: true,
    });
    expect(emulator.requests.all()[0]?.headers["x-integration-id"]).toBeUndefined();
  });

  it("reads what it has not seen before, and keeps it as it came when asked to", async () => {
    const ats = await answering({
      id: "avionte:x",
      tool: { id: "avionte" },
      status: "SLEEPING",
      read_models: [{ id: "ats_jobs", coverage_status: "PARTLY" }],
      brand: "new",
    });
    const details = await ats.integration.get({}, { raw: true });
    expect(details).toMatchObject({
      status: "SLEEPING",
      readModels: [{ id: "ats_jobs", coverage: "PARTLY", available: null, fields: [] }],
      writeActions: [],
      raw: { brand: "new" },
    });
  });
});

describe("integration.checkKey", () => {
  it("names the environment of a valid key, also when the integration does not work", async () => {
    const { ats } = await emulated({ integrationState: "INACTIVE" });
    expect(await ats.integration.checkKey()).toEqual({
      environmentId: expect.any(String),
      customerId: expect.any(String),
    });
  });

  it("says that a key is not good, without printing it", async () => {
    const { emulator } = await emulated();
    const apiKey = "a-key-that-nobody-made";
    const ats = await connect(komboBase, { ...emulator.settings(), apiKey });
    const error = await ats.integration.checkKey().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "connection.key-refused", fault: "configuration", retry: "never" });
    expect(JSON.stringify(error)).not.toContain(apiKey);
  });
});

describe("integration.forceSync", () => {
  it("queues one sync of a type, however often it is asked for", async () => {
    const { ats, emulator } = await emulated();
    const first = await ats.integration.forceSync();
    expect(first).toMatchObject({ type: "FULL", alreadyQueued: false, settledBy: "answer" });
    expect(await ats.integration.forceSync({ type: "FULL" })).toMatchObject({
      syncId: first.syncId,
      alreadyQueued: true,
    });
    expect(await ats.integration.forceSync({ type: "DELTA" })).toMatchObject({ type: "DELTA", alreadyQueued: false });
    emulator.clock.advance(3_600_000);
    expect(await ats.integration.forceSync()).toMatchObject({ alreadyQueued: false });
  });
});
