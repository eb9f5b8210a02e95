import { connect } from "@anyats/core";
import { startEmulator, type RunningEmulator } from "@anyats/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report, sample } from "./fixtures/written.ts";

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ candidates: 120, coverage: "all" });
});
afterAll(() => emulator.close());

const pending = () =>
  emulator.world.applications
    .all()
    .filter(({ outcome, candidate_id }) => outcome === "PENDING" && candidate_id !== null);

describe("each command, over HTTP", () => {
  it("does what it says", async () => {
    await using ats = await connect(sample, emulator.settings());
    const { world } = emulator;
    const [application, other, ...rest] = pending();
    const job = world.jobs.all().find(({ status }) => status === "OPEN")!;
    const [reason] = await ats.applications.listRejectionReasons();
    const stages = await ats.applications.listStages({ jobIds: [application!.job_id!] });
    const stage = stages.find(
      ({ movable, name, id }) => movable && name === "Offered" && id !== application!.current_stage_id,
    )!;

    await ats.applications.moveToStage({ application: application!.id, stage });
    expect(world.applications.get(application!.id)!.current_stage_id).toBe(stage.id);
    await ats.applications.addNote({ application: application!.id, note: "Over HTTP" });
    expect(world.notes.where("application_id", application!.id).at(-1)!.content_html).toBe("Over HTTP");
    await ats.applications.addAttachment({ application: application!.id, file: report });
    const stream = new Blob([Buffer.from(report.base64, "base64")]).stream();
    await ats.candidates.addAttachment({ candidate: other!.candidate_id!, file: { name: "streamed.pdf", stream } });
    expect(world.attachments.where("candidate_id", other!.candidate_id!).at(-1)!.file_name).toBe("streamed.pdf");
    const created = await ats.applications.create({
      job: job.id,
      candidate: { firstName: "Ada", lastName: "L", email: "ada.http@example.com" },
    });
    expect(world.applications.get(created.applicationId)!.job_id).toBe(job.id);
    const candidate = await ats.candidates.create({
      job: job.id,
      candidate: { firstName: "Ada", lastName: "L", email: "ada2.http@example.com" },
    });
    expect(world.candidates.get(candidate.candidateId)).toBeDefined();
    await ats.applications.reject({ application: other!.id, reasonId: reason!.id });
    const many = await ats.applications.rejectMany({
      applications: rest.slice(0, 20).map(({ id }) => id),
      reasonId: reason!.id,
    });
    expect([many.rejected, many.failed]).toEqual([20, 0]);
  });

  it("settles an answer that the socket lost", async () => {
    await using ats = await connect(sample, emulator.settings());
    const [application] = pending();
    emulator.faults.inject({ kind: "dropAfter", match: { method: "POST", path: /notes$/ } });
    expect((await ats.applications.addNote({ application: application!.id, note: "Lost" })).settledBy).toBe(
      "read-back",
    );
    emulator.faults.inject({ kind: "slowBody", match: { method: "POST", path: /notes$/ } });
    expect(
      (await ats.applications.addNote({ application: application!.id, note: "Slow" }, { timeoutMs: 1_000 })).settledBy,
    ).toBe("read-back");
  });

  it("says what was done when a batch runs into its deadline", async () => {
    await using ats = await connect(sample, emulator.settings());
    const applications = pending()
      .slice(0, 60)
      .map(({ id }) => id);
    expect(applications).toHaveLength(60);
    const [reason] = await ats.applications.listRejectionReasons();
    const silent = emulator.faults.inject({
      kind: "latency",
      ms: 60_000,
      times: Number.POSITIVE_INFINITY,
      match: { method: "POST", path: new RegExp(applications.slice(10).join("|")) },
    });
    const error: unknown = await ats.applications
      .rejectMany({ applications, reasonId: reason!.id }, { timeoutMs: 1_000 })
      .then(
        () => expect.unreachable(),
        (thrown: unknown) => thrown,
      );
    silent.remove();
    expect(error).toMatchObject({ name: "BatchStopped", code: "call.deadline-exceeded", retry: "safe" });
    const { done, inDoubt, notDone } = (error as { details: Record<"done" | "inDoubt" | "notDone", string[]> }).details;
    expect(done).toEqual(applications.slice(0, 10));
    expect([...done, ...inDoubt, ...notDone].toSorted()).toEqual(applications.toSorted());
    for (const id of notDone) expect(emulator.world.applications.get(id)!.outcome).toBe("PENDING");
    for (const id of done) expect(emulator.world.applications.get(id)!.outcome).toBe("DECLINED");
  });
});
