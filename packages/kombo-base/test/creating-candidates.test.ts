import { connect } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { emulated, instantClock } from "./fixtures/emulated.ts";

const creating = { method: "POST", path: "/ats/candidates" } as const;
const candidate = { firstName: "Zoë", lastName: "D'Angelo", email: "zoe@example.com", title: "Welder" };

async function scene() {
  const connection = await emulated();
  const { world } = connection;
  const job = world.jobs.where("status", "OPEN")[0]!;
  const created = () => world.candidatesByEmail(candidate.email);
  const applications = () => created().flatMap(({ id }) => world.applications.where("candidate_id", id));
  return { ...connection, job, created, applications };
}

describe("candidates.create", () => {
  it("creates a candidate with one application, and both are read back", async () => {
    const { ats, job, emulator } = await scene();
    const receipt = await ats.candidates.create({ candidate, job: job.id });
    expect(receipt).toMatchObject({ warnings: [], settledBy: "answer" });
    const read = await ats.candidates.get({ id: receipt.candidateId });
    expect(read).toMatchObject({ firstName: "Zoë", lastName: "D'Angelo", title: "Welder", remoteId: receipt.remoteId });
    expect(read.applications).toMatchObject([{ id: receipt.applicationId, job: { id: job.id } }]);
    expect(emulator.requests.all(creating)[0]?.body).toMatchObject({ application: { job_id: job.id } });
  });

  it("gives a known person another application and no second record", async () => {
    const { ats, job, world, created } = await scene();
    const first = await ats.candidates.create({ candidate, job: job.id });
    const other = world.jobs.where("status", "OPEN")[1]!;
    const again = { ...candidate, email: candidate.email.toUpperCase() };
    const second = await ats.candidates.create({ candidate: again, job: other.id });
    expect(second.candidateId).toBe(first.candidateId);
    expect(second.applicationId).not.toBe(first.applicationId);
    expect(created()).toHaveLength(1);
  });

  it("names the application that exists, and writes nothing", async () => {
    const { ats, job, emulator, applications } = await scene();
    const { applicationId } = await ats.candidates.create({ candidate, job: job.id });
    await expect(ats.candidates.create({ candidate, job: job.id })).rejects.toMatchObject({
      code: "application.already-exists",
      details: { applicationId },
    });
    expect(emulator.requests.count(creating)).toBe(1);
    expect(applications()).toHaveLength(1);
  });

  it.each([
    ["before the former one", (old: object, made: object) => [made, old]],
    ["behind the former one", (old: object, made: object) => [old, made]],
  ])("names the new application where Kombo lists it %s", async (_where, listed) => {
    const changed_at = "2026-11-23T09:00:00.000Z";
    const application = (id: string, remote_created_at: string | null, outcome: string) => ({
      id,
      remote_id: id,
      outcome,
      remote_created_at,
      changed_at,
      job: { id: "job", remote_id: "7", name: "Welder" },
    });
    const old = application("old", "2024-01-01T00:00:00.000Z", "DECLINED");
    const person = (applications: readonly object[]) => ({
      id: "zoe",
      remote_id: "8",
      changed_at,
      first_name: "Zoë",
      last_name: "D'Angelo",
      email_addresses: [{ email_address: candidate.email, type: null }],
      tags: [],
      applications,
    });
    for (const readable of [true, false]) {
      const made = application("made", readable ? null : "2026-11-23T09:00:00.000Z", "PENDING");
      const fetch: typeof globalThis.fetch = async (input) => {
        const isRead = (input as Request).method === "GET";
        if (isRead && !readable)
          return Response.json({ status: "error", error: { code: "INTEGRATION.MODEL_DISABLED" } }, { status: 403 });
        const data = isRead ? { next: null, results: [person([old])] } : person(listed(old, made));
        return Response.json({ status: "success", data, warnings: [] });
      };
      const settings = { apiKey: "k", integrationId: "bullhorn:x", fetch };
      const ats = await connect(komboBase, settings, { modules: [instantClock()] });
      const receipt = await ats.candidates.create({ candidate, job: "job" });
      expect(receipt).toMatchObject({ candidateId: "zoe", applicationId: "made" });
    }
  });

  it("settles a lost answer by reading back", async () => {
    const { ats, job, emulator, created, applications } = await scene();
    emulator.faults.inject({ kind: "dropAfter", match: creating });
    const receipt = await ats.candidates.create({ candidate, job: job.id });
    expect(receipt).toMatchObject({
      candidateId: created()[0]!.id,
      applicationId: applications()[0]!.id,
      remoteId: created()[0]!.remote_id,
      settledBy: "read-back",
    });
    expect([created().length, applications().length]).toEqual([1, 1]);
  });

  it("is not sent again when its outcome is unknown; the error names nobody", async () => {
    const { ats, job, emulator, created } = await scene();
    emulator.faults.inject({ kind: "dropBefore", match: creating });
    const error = await ats.candidates.create({ candidate, job: job.id }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "write.outcome-unknown", details: { reconcile: { jobId: job.id } } });
    expect(emulator.requests.count(creating)).toBe(1);
    expect(created()).toEqual([]);
    expect(JSON.stringify(error)).not.toContain(candidate.email);
  });

  it("never writes twice for one idempotency key", async () => {
    const { ats, job, emulator } = await scene();
    const options = { idempotencyKey: "applicant 1" };
    const first = await ats.candidates.create({ candidate, job: job.id }, options);
    expect(await ats.candidates.create({ candidate, job: job.id }, options)).toEqual({ ...first, settledBy: "ledger" });
    expect(emulator.requests.count(creating)).toBe(1);
  });

  it("is refused by a closed job", async () => {
    const { ats, world, created } = await scene();
    const job = world.jobs.where("status", "CLOSED")[0]!;
    await expect(ats.candidates.create({ candidate, job: job.id })).rejects.toMatchObject({
      code: "application.job-closed",
    });
    expect(created()).toEqual([]);
  });
});
