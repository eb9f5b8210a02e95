import {
  connect,
  ContainerModule,
  defineAdapter,
  handlerToken,
  overrides,
  type CoverageReport,
  type HandlerFacts,
} from "@anyats/core";
import { coverageOf, isOffered } from "@anyats/core/coverage";
import { createEmulator, type CoverageOverrides, type EmulatorOptions, type WriteActionId } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { getJob, komboBase } from "../src/index.ts";
import { answering, emulated } from "./fixtures/emulated.ts";

const everything = coverageOf(komboBase);
const offered = everything.cells.filter(({ status }) => isOffered({ status })).map(({ capability }) => capability);

const cell = (report: CoverageReport, id: string) => report.cells.find(({ capability }) => capability === id)!;
const gapsOf = (report: CoverageReport) =>
  Object.fromEntries(
    report.cells
      .filter(({ capability, status }) => !isOffered({ status }) && offered.includes(capability))
      .map(({ capability, gap }) => [capability, gap?.reason]),
  );

/** The coverage of a connection in which only this differs from everything being available. */
async function narrowedBy(overrides: Exclude<CoverageOverrides, "all">, options: EmulatorOptions = {}) {
  const connection = await emulated(options);
  const { coverage } = connection.emulator.integration;
  const all = { ...overrides.readModels, ...overrides.writeActions };
  for (const [id, override] of Object.entries(all)) coverage.set(id as WriteActionId, override);
  return { ...connection, report: await connection.ats.coverage() };
}

describe("coverage of one customer's connection", () => {
  it("is the adapter's where everything is available, and reads the integration once", async () => {
    const { ats, emulator } = await emulated();
    const [report] = await Promise.all([ats.coverage(), ats.coverage(), ats.coverage()]);
    expect(report).toEqual({ ...everything, scope: "connection" });
    expect(emulator.requests.all().map(({ path }) => decodeURIComponent(path))).toEqual([
      `/integrations/${emulator.settings().integrationId}`,
    ]);
  });

  it("says who said no to a kind of record, and what helps", async () => {
    const { report } = await narrowedBy({
      readModels: {
        ats_tags: { coverage: "UNSUPPORTED" },
        ats_offers: { coverage: "NOT_IMPLEMENTED" },
        ats_users: { coverage: "UNKNOWN" },
        ats_roles: { scope: "DISABLED" },
        ats_notes: { scope: "OPTIONAL", optedOut: true },
        ats_interviews: { scope: "OPTIONAL", optedOut: false },
      },
    });
    expect(gapsOf(report)).toEqual({
      "tags.stream": "ats-cannot",
      "offers.stream": "aggregator-cannot",
      "users.stream": "not-known",
      "roles.stream": "disabled-by-customer",
      "notes.stream": "disabled-by-customer",
    });
    expect(cell(report, "tags.stream")).toMatchObject({ status: "unsupported", how: null, lane: null, routes: [] });
    const { gap } = cell(report, "roles.stream");
    expect(gap?.explanation).toMatch(/ats_roles.*DISABLED.*scope configuration "Default"/);
    expect(gap?.workaround).toMatch(/Switch it on/);
    expect(cell(report, "notes.stream").gap).toMatchObject({
      explanation: expect.stringContaining("The customer opted out"),
      workaround: expect.stringContaining("opt in"),
    });
    const { totals } = everything;
    expect(report.totals).toMatchObject({
      // Five reads, and the note whose lost answer can no longer be settled.
      supported: totals.supported - 6,
      limited: totals.limited + 1,
      unsupported: totals.unsupported + 4,
      unknown: totals.unknown + 1,
    });
  });

  it("takes away everything that needs a model", async () => {
    const { report } = await narrowedBy({ readModels: { ats_jobs: false, ats_candidates: { scope: "DISABLED" } } });
    expect(gapsOf(report)).toEqual({
      "jobs.stream": "ats-cannot",
      "jobs.get": "ats-cannot",
      "applications.listStages": "ats-cannot",
      "candidates.stream": "disabled-by-customer",
      "candidates.get": "disabled-by-customer",
      "candidates.find": "disabled-by-customer",
    });
  });

  it("says no to an action by the name that the emulator, too, only infers", async () => {
    const actions = {
      ats_add_candidate_tag: "candidates.addTag",
      ats_remove_candidate_tag: "candidates.removeTag",
      ats_add_application_result_link: "applications.addResultLink",
      ats_add_candidate_result_link: "candidates.addResultLink",
      ats_import_tracked_application: "applications.importTracked",
      ats_read_document_attachments: "candidates.listAttachments",
      ats_move_application_to_stage: "applications.moveToStage",
      ats_reject_application: "applications.rejectMany",
      ats_add_application_note: "applications.addNote",
    } as const;
    for (const [action, capability] of Object.entries(actions)) {
      const { report } = await narrowedBy({ writeActions: { [action]: { scope: "DISABLED" } } });
      expect(gapsOf(report)[capability]).toBe("disabled-by-customer");
      expect(cell(report, capability).gap?.explanation).toMatch(/found by the likeness of its name/);
    }
  });

  it("is sure of the four actions whose names Kombo publishes", async () => {
    const actions = {
      ats_create_application: "applications.create",
      ats_create_candidate: "candidates.create",
      ats_add_application_attachment: "applications.addAttachment",
      ats_add_candidate_attachment: "candidates.addAttachment",
    } as const;
    for (const [action, capability] of Object.entries(actions)) {
      const { report } = await narrowedBy({ writeActions: { [action]: false } });
      expect(gapsOf(report)).toEqual({ [capability]: "ats-cannot" });
      expect(cell(report, capability).gap?.explanation).not.toMatch(/likeness/);
    }
  });

  it("agrees with what a call then meets", async () => {
    const { ats, report } = await narrowedBy({
      readModels: { ats_tags: false, ats_roles: { scope: "DISABLED" } },
      writeActions: { ats_add_candidate_tag: false },
    });
    expect(Object.keys(gapsOf(report))).toEqual(["candidates.addTag", "tags.stream", "roles.stream"]);
    await expect(ats.tags.stream().toArray()).rejects.toMatchObject({ code: "capability.model-not-available" });
    await expect(ats.roles.stream().toArray()).rejects.toMatchObject({ code: "capability.model-disabled" });
    const [candidate] = await ats.candidates.stream().toArray();
    await expect(ats.candidates.addTag({ candidate: candidate!, tag: "x" })).rejects.toMatchObject({
      code: "capability.action-not-available",
    });
    expect(await ats.users.stream().toArray()).not.toEqual([]);
  });

  it.each(["INACTIVE", "SETUP_INCOMPLETE", "SETUP_SYNC_PENDING"] as const)(
    "leaves only what needs no synced data while the integration is %s",
    async (integrationState) => {
      const { ats } = await emulated({ integrationState });
      const left = (await ats.coverage()).cells.filter(({ status }) => isOffered({ status }));
      expect(left.map(({ capability }) => capability)).toEqual([
        "integration.get",
        "integration.checkKey",
        "integration.forceSync",
        "passthrough.send",
      ]);
    },
  );

  it("keeps Kombo's reads if the ATS rejects the credentials, and no live operation", async () => {
    const { ats } = await emulated({ integrationState: "INVALID" });
    const report = await ats.coverage();
    expect(cell(report, "jobs.stream").status).not.toBe("unsupported");
    for (const id of ["candidates.addTag", "candidates.getResume", "applications.listAttachments"])
      expect(cell(report, id).gap).toMatchObject({
        reason: "disabled-by-customer",
        explanation: expect.stringContaining("credentials"),
        workaround: expect.stringContaining("relink"),
      });
  });
});

describe("what narrowing does not touch", () => {
  it("is a no of the adapter, whatever the integration allows", async () => {
    const facts = {};
    const child = defineAdapter({
      id: "child",
      name: "Child",
      package: { name: "x", version: "1" },
      extends: komboBase,
      facts,
      missing: { "tags.stream": { reason: "not-known", explanation: "Nobody tried." } },
    });
    const { emulator } = await emulated();
    const ats = await connect(child, emulator.settings());
    expect(cell(await ats.coverage(), "tags.stream")).toEqual(cell(coverageOf(child), "tags.stream"));
  });

  it("is what the app's own handler does without Kombo", async () => {
    const emulator = createEmulator();
    emulator.integration.coverage.set("ats_jobs", { scope: "DISABLED" });
    emulator.integration.state = "INVALID";
    const own = { lane: "native", routes: [], handle: () => Promise.reject(new Error("not called")) } as HandlerFacts;
    const replacing = new ContainerModule(({ rebind }) => void rebind(handlerToken("jobs.get")).toConstantValue(own));
    await using ats = await connect(komboBase, emulator.settings(), { modules: [replacing] });
    const report = await ats.coverage();
    expect(cell(report, "jobs.get")).toMatchObject({ status: "supported", implementedBy: { name: "application" } });
    expect(cell(report, "jobs.stream").gap).toMatchObject({ reason: "disabled-by-customer" });
  });

  it("is what goes to the ATS's own API", async () => {
    const child = defineAdapter({
      id: "child",
      name: "Child",
      package: { name: "x", version: "1" },
      extends: komboBase,
      facts: {},
      handlers: [overrides(getJob, { lane: "passthrough" })],
      missing: {},
    });
    const { emulator } = await emulated();
    emulator.integration.coverage.set("ats_jobs", false);
    const report = await (await connect(child, emulator.settings())).coverage();
    expect(cell(report, "jobs.get")).toMatchObject({ lane: "passthrough", gap: null });
    expect(cell(report, "jobs.stream").gap?.reason).toBe("ats-cannot");
  });

  it("is what Kombo names in another way: that is said", async () => {
    const feature = {
      is_available: true,
      coverage_status: "SUPPORTED",
      scope_config_setting: "ENABLED",
      opted_out_by_customer: false,
    };
    const ats = await answering({
      id: "avionte:x",
      tool: { id: "avionte" },
      status: "ACTIVE",
      setup_status: "COMPLETED",
      read_models: [
        { ...feature, id: "AtsJobs" },
        { ...feature, id: "ats_application", is_available: false },
        { ...feature, id: "ats_people", is_available: false },
      ],
      write_actions: [],
    });
    const report = await ats.coverage();
    expect(gapsOf(report)).toEqual({
      "applications.stream": "aggregator-cannot",
      "applications.get": "aggregator-cannot",
    });
    const said = report.adapter.notes.at(-1)!;
    expect(said).toMatch(/candidates\.stream.*candidates\.addTag/s);
    expect(said).not.toMatch(/jobs\.stream|applications\.stream|integration\.get/);
  });
});

describe("asking again", () => {
  it("reads again only with `refresh`", async () => {
    const { ats, emulator } = await emulated();
    expect(gapsOf(await ats.coverage())).toEqual({});
    emulator.integration.coverage.set("ats_tags", { scope: "DISABLED" });
    expect(gapsOf(await ats.coverage())).toEqual({});
    expect(gapsOf(await ats.coverage({ refresh: true }))).toEqual({ "tags.stream": "disabled-by-customer" });
    expect(gapsOf(await ats.coverage())).toEqual({ "tags.stream": "disabled-by-customer" });
    expect(emulator.requests.count()).toBe(2);
  });

  it("does not keep a failure, and says in a typed error what it was", async () => {
    const { ats, emulator } = await emulated();
    emulator.faults.inject({ kind: "status", status: 401, code: "PLATFORM.AUTHENTICATION_INVALID" });
    await expect(ats.coverage()).rejects.toMatchObject({
      code: "connection.key-refused",
      capability: "coverage",
      adapter: "kombo-base",
    });
    expect((await ats.coverage()).scope).toBe("connection");
  });

  it("passes over a failure that passes", async () => {
    const { ats, emulator } = await emulated();
    emulator.faults.inject({ kind: "htmlPage", status: 503, times: 2 });
    expect((await ats.coverage()).scope).toBe("connection");
    expect(emulator.requests.count()).toBe(3);
  });

  it("can be given up by one who asks without disturbing another", async () => {
    const { ats, emulator } = await emulated();
    emulator.faults.inject({ kind: "latency", ms: 20 });
    const stop = new AbortController();
    const impatient = ats.coverage({ signal: stop.signal });
    const patient = ats.coverage();
    stop.abort();
    await expect(impatient).rejects.toMatchObject({ code: "call.aborted", capability: "coverage" });
    expect((await patient).scope).toBe("connection");
    await expect(ats.coverage({ signal: stop.signal })).rejects.toMatchObject({ code: "call.aborted" });
    expect(emulator.requests.count()).toBe(1);
  });

  it("ends with the connection", async () => {
    const { ats, emulator } = await emulated();
    emulator.faults.inject({ kind: "latency", ms: 600_000 });
    const asked = ats.coverage();
    const refused = expect(asked).rejects.toMatchObject({ code: "call.aborted" });
    await ats.close();
    await refused;
  });
});
