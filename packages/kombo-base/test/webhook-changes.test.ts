import { connect, defineAdapter, InvalidInput } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { changesOf, type DataChanged, type SyncFinished } from "../src/webhooks/webhooks.ts";
import { emulated } from "./fixtures/emulated.ts";

const integration = { id: "avionte:1", tool: "avionte", category: "ATS" };
const changed = (...changedModels: string[]): DataChanged => ({
  id: "evt",
  type: "data-changed",
  integration,
  changedModels,
});
const since = "2026-11-23T09:00:00Z";

const everyModel = {
  ats_users: ["users.stream"],
  ats_roles: ["users.stream", "roles.stream"],
  ats_jobs: ["jobs.stream"],
  ats_job_postings: ["jobs.stream"],
  ats_candidates: ["applications.stream", "candidates.stream"],
  ats_applications: ["applications.stream", "candidates.stream", "interviews.stream", "offers.stream"],
  ats_screening_questions: ["jobs.stream"],
  ats_tags: ["tags.stream"],
  ats_interviews: ["applications.stream", "interviews.stream"],
  ats_offers: ["applications.stream", "offers.stream"],
  ats_notes: ["notes.stream"],
  ats_scorecards: ["scorecards.stream"],
  ats_attachments: ["attachments.stream"],
  ats_join_candidates_tags: ["candidates.stream"],
  ats_join_jobs_application_stages: ["jobs.stream"],
  ats_join_jobs_screening_questions: ["jobs.stream"],
  ats_join_user_job_role_assignments: ["jobs.stream", "users.stream"],
  ats_join_jobs_users: ["jobs.stream"],
  ats_join_users_roles: ["users.stream"],
  ats_join_interviews_users: ["interviews.stream"],
};

describe("what to read after an event", () => {
  it.each(Object.entries(everyModel))("%s calls for %j, changes and deletions alike", async (model, capabilities) => {
    const { ats, emulator } = await emulated();
    const { streams, notStreamed } = changesOf(ats, changed(model), { since });
    expect(Object.keys(streams)).toEqual(capabilities);
    expect(notStreamed).toEqual([]);
    for (const stream of Object.values(streams)) await stream.toArray();
    const asked = emulator.requests.all().map(({ query }) => [query["updated_after"], query["include_deleted"]]);
    expect(asked).toEqual(capabilities.map(() => ["2026-11-23T09:00:00.000Z", "true"]));
  });

  it("gives what changed and what was deleted since then, and nothing else", async () => {
    const { ats, emulator } = await emulated();
    emulator.clock.advance(60_000);
    const startedAt = emulator.clock.now();
    emulator.clock.advance(60_000);
    const [job, gone] = emulator.world.jobs.all();
    emulator.world.jobs.touch(job!.id);
    emulator.world.jobs.delete(gone!.id);
    emulator.world.candidates.touch(emulator.world.candidates.all()[0]!.id);

    const { streams } = changesOf(ats, changed("ats_jobs", "ats_job_postings"), { since: startedAt });
    expect(Object.keys(streams)).toEqual(["jobs.stream"]);
    expect(emulator.requests.all()).toEqual([]);
    const jobs = await streams["jobs.stream"]!.toArray();
    expect(jobs.map(({ id, deletedAt }) => [id, deletedAt !== null])).toEqual([
      [job!.id, false],
      [gone!.id, true],
    ]);
  });

  it("gives the records that hold the one that changed, where Kombo counts that", async () => {
    const { ats, emulator, world } = await emulated();
    const [application] = world.applications.all().filter(({ remote_deleted_at }) => remote_deleted_at === null);
    emulator.clock.advance(60_000);
    const startedAt = emulator.clock.now();
    emulator.clock.advance(60_000);
    world.applications.update(application!.id, { outcome: "HIRED" });
    const { streams, notStreamed } = changesOf(ats, changed("ats_applications"), { since: startedAt });
    const [candidate] = await streams["candidates.stream"]!.toArray();
    expect(candidate!.applications.find(({ id }) => id === application!.id)?.outcome).toBe("HIRED");
    expect(notStreamed).toEqual([]);
  });

  it("leaves out records that hold it where the adapter does not stream those", async () => {
    const few = defineAdapter({
      id: "few",
      name: "Few",
      package: { name: "few", version: "0.0.0" },
      extends: komboBase,
      facts: { providerId: "few", maturity: "in-development", noteFormat: "plain" },
      missing: { "candidates.stream": { reason: "ats-cannot", explanation: "Few keeps no candidates." } },
    });
    const ats = await connect(few, createEmulator().settings());
    const { streams, notStreamed } = changesOf(ats, changed("ats_applications"), { since });
    expect(Object.keys(streams)).toEqual(["applications.stream", "interviews.stream", "offers.stream"]);
    expect(notStreamed).toEqual([]);
  });

  it("names what no stream shows, and why", async () => {
    const { ats } = await emulated();
    const models = ["ats_rejection_reasons", "ats_application_stages", "ats_of_tomorrow", "hris_employees", "toString"];
    const { streams, notStreamed } = changesOf(ats, changed(...models), { since });
    expect(Object.keys(streams)).toEqual(["jobs.stream"]);
    expect(notStreamed.map(({ model, capability }) => [model, capability])).toEqual(
      models.map((model) => [model, null]),
    );
    expect(notStreamed[0]?.reason).toContain("applications.listRejectionReasons");
    expect(notStreamed[1]?.reason).toContain("renamed");
    expect(notStreamed[2]?.reason).toContain("no model of this name");
  });

  it("names what this adapter cannot stream, with the adapter's own reason", async () => {
    const small = defineAdapter({
      id: "small",
      name: "Small",
      package: { name: "small", version: "0.0.0" },
      facts: { providerId: "small", maturity: "in-development", noteFormat: "plain" },
      settings: komboBase.settings,
      missing: {
        "*": { reason: "ats-cannot", explanation: "Small can do little." },
        "jobs.*": { reason: "ats-cannot", explanation: "Small keeps no jobs." },
      },
    });
    const ats = await connect(small, createEmulator().settings());
    const { streams, notStreamed } = changesOf(ats, changed("ats_jobs", "ats_users"), { since });
    expect(streams).toEqual({});
    expect(notStreamed).toEqual([
      { model: "ats_jobs", capability: "jobs.stream", reason: "Small keeps no jobs." },
      { model: "ats_users", capability: "users.stream", reason: "Small can do little." },
    ]);
  });

  it("is everything after the older sync-finished, which names no models", async () => {
    const { ats } = await emulated();
    const event: SyncFinished = {
      id: "evt",
      type: "sync-finished",
      integration,
      customer: null,
      sync: { id: null, state: "SUCCEEDED", startedAt: null, endedAt: null, durationSeconds: null },
      logUrl: null,
    };
    const { streams, notStreamed } = changesOf(ats, event, { since });
    expect(Object.keys(streams).toSorted()).toEqual([...new Set(Object.values(everyModel).flat())].toSorted());
    expect(notStreamed.map(({ model }) => model)).toEqual(["ats_application_stages", "ats_rejection_reasons"]);
  });

  it("needs a date to read from", async () => {
    const { ats } = await emulated();
    expect(() => changesOf(ats, changed("ats_jobs"), { since: "yesterday" })).toThrow(InvalidInput);
  });
});
