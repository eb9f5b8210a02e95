import { describe, expect, it } from "vitest";
import { reads, written, writes } from "./fixtures/written.ts";

const forbidden = { code: "limitation.refused", details: { limitation: "sample.fixed-stages-are-no-targets" } };

async function scene() {
  const made = await written();
  const { world, open } = made;
  const [application] = open;
  const job = world.jobs.get(application!.job_id)!;
  const stages = job.stage_ids.map((id) => world.stages.get(id)!);
  const byRemoteId = (remoteId: string) => stages.find(({ remote_id }) => remote_id === remoteId)!;
  const target = stages.find(({ remote_id, id }) => remote_id === "4204" && id !== application!.current_stage_id)!;
  return { ...made, application: application!, job, byRemoteId, target };
}

describe("moving an application to a stage", () => {
  it("reads twice before the first move, and once before the next of the same job", async () => {
    const { ats, emulator, world, application, job, target, byRemoteId, open } = await scene();
    expect(await ats.applications.moveToStage({ application: application.id, stage: target.id })).toEqual({
      warnings: [],
      settledBy: "answer",
    });
    expect(world.applications.get(application.id)!.current_stage_id).toBe(target.id);
    expect(reads(emulator).map(({ path }) => path)).toEqual(["/ats/applications", "/ats/jobs"]);
    expect(writes(emulator)).toMatchObject([{ method: "PUT", body: { stage_id: target.id } }]);

    emulator.requests.clear();
    await ats.applications.moveToStage({ application: application.id, stage: byRemoteId("4205").id });
    expect(reads(emulator)).toEqual([]);
    const sibling = open.find(({ id, job_id }) => id !== application.id && job_id === job.id);
    if (sibling) {
      await ats.applications.moveToStage({ application: sibling.id, stage: target.id });
      expect(reads(emulator).map(({ path }) => path)).toEqual(["/ats/applications"]);
    }
  });

  it("passes on what only the ATS understands", async () => {
    const { ats, emulator, application, target } = await scene();
    const remoteFields = { workday: { Step_Type: "Next_Step_Reference" } };
    await ats.applications.moveToStage({ application: application.id, stage: target.id, remoteFields });
    expect(writes(emulator)[0]!.body).toEqual({ stage_id: target.id, remote_fields: remoteFields });
  });

  it("rejects a forbidden stage, as listed or by a known id, without a request", async () => {
    const { ats, emulator, job, application } = await scene();
    const listed = await ats.applications.listStages({ jobIds: [job.id] });
    const notMovable = listed.filter(({ movable }) => !movable);
    expect(notMovable.map(({ remoteId }) => remoteId).toSorted()).toEqual(["PIPELINE", "WEB_APPLICATION"]);
    emulator.requests.clear();
    for (const stage of notMovable)
      for (const given of [stage, stage.id])
        await expect(ats.applications.moveToStage({ application: application.id, stage: given })).rejects.toMatchObject(
          forbidden,
        );
    expect(emulator.requests.count()).toBe(0);
  });

  it("refuses a forbidden stage that it has not seen before anything is written", async () => {
    const { ats, emulator, application, byRemoteId } = await scene();
    const attempt = ats.applications.moveToStage({ application: application.id, stage: byRemoteId("PIPELINE").id });
    await expect(attempt).rejects.toMatchObject(forbidden);
    expect(writes(emulator)).toEqual([]);
  });

  it("rejects another job's stage before the write, with a look at the job of now", async () => {
    const { ats, emulator, world, application, target, job } = await scene();
    const other = world.stages.all().find(({ id }) => !job.stage_ids.includes(id))!;
    expect(other).toBeDefined();
    await ats.applications.moveToStage({ application: application.id, stage: target.id });
    for (const stage of [other.id, "222222222222222222222222"]) {
      emulator.requests.clear();
      await expect(ats.applications.moveToStage({ application: application.id, stage })).rejects.toMatchObject({
        code: "input.invalid",
        issues: [{ path: "stage" }],
      });
      expect(reads(emulator).map(({ path }) => path)).toEqual(["/ats/jobs", "/ats/applications"]);
      expect(writes(emulator)).toEqual([]);
    }
  });

  it("takes a stage of the job that the application went to since its last move", async () => {
    const { ats, world, application, job, target } = await scene();
    await ats.applications.moveToStage({ application: application.id, stage: target.id });
    const other = world.jobs.all().find(({ id, remote_deleted_at }) => id !== job.id && remote_deleted_at === null)!;
    const row = world.stages.insert({ ...target, ...world.newRow(), name: "Of the other job" });
    world.jobs.relink(other.id, { stage_ids: [...other.stage_ids, row.id] });
    world.applications.update(application.id, { job_id: other.id });
    await ats.applications.moveToStage({ application: application.id, stage: row.id });
    expect(world.applications.get(application.id)!.current_stage_id).toBe(row.id);
  });

  it("takes a stage that was added after the job was seen", async () => {
    const { ats, world, application, job, target } = await scene();
    await ats.applications.moveToStage({ application: application.id, stage: target.id });
    const row = world.stages.insert({ ...target, ...world.newRow(), name: "Added later" });
    world.jobs.relink(job.id, { stage_ids: [...job.stage_ids, row.id] });
    await ats.applications.moveToStage({ application: application.id, stage: row.id });
    expect(world.applications.get(application.id)!.current_stage_id).toBe(row.id);
  });

  it("says that an application is unknown before anything is written", async () => {
    const { ats, emulator, target } = await scene();
    const attempt = ats.applications.moveToStage({ application: "222222222222222222222222", stage: target.id });
    await expect(attempt).rejects.toMatchObject({ code: "record.not-found" });
    expect(writes(emulator)).toEqual([]);
  });

  it("moves it without readable jobs, and says that the stage was not checked", async () => {
    const { ats, emulator, world, application, target } = await scene();
    emulator.integration.coverage.set("ats_jobs", false);
    const receipt = await ats.applications.moveToStage({ application: application.id, stage: target.id });
    expect(receipt.warnings).toEqual([
      { message: expect.stringContaining("could not be checked") as string, code: null },
    ]);
    expect(world.applications.get(application.id)!.current_stage_id).toBe(target.id);
  });

  it("reads a job once, however many applications are moved at the same time", async () => {
    const { ats, emulator, world, open } = await scene();
    const byJob = Map.groupBy(open, ({ job_id }) => job_id);
    const some = [...byJob.values()].toSorted((a, b) => b.length - a.length)[0]!;
    expect(some.length).toBeGreaterThan(1);
    const stage = world.stages.byRemoteId("4204")!.id;
    await Promise.all(some.map(({ id }) => ats.applications.moveToStage({ application: id, stage })));
    expect(emulator.requests.count({ path: "/ats/jobs" })).toBe(1);
    for (const { id } of some) expect(world.applications.get(id)!.current_stage_id).toBe(stage);
  });
});
