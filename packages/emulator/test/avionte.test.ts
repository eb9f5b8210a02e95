import { beforeEach, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../src/index.ts";
import { call, native, readList } from "./call.ts";

let emulator: Emulator;
beforeEach(() => {
  emulator = createEmulator({ candidates: 250 });
});

describe("stages", () => {
  const move = (application: string, stage: string) =>
    call(emulator, "PUT", `/ats/applications/${application}/stage`, { body: { stage_id: stage } });
  const stage = (remoteId: string) => emulator.world.stages.byRemoteId(remoteId)?.id ?? "";

  test.each(["PIPELINE", "WEB_APPLICATION"])("an application cannot be moved to %s", async (remoteId) => {
    const [application] = emulator.world.applications.all();
    const { body } = await move(application?.id ?? "", stage(remoteId));
    expect(body.error.code).toBe("REMOTE.INPUT_INVALID");
  });

  test("moved into a sub-stage of the pipeline, it reads back as Pipeline", async () => {
    const [application] = emulator.world.applications.where("current_stage_id", stage("WEB_APPLICATION"));
    expect((await move(application?.id ?? "", stage("4101"))).status).toBe(200);
    const [read] = await readList(emulator, "/ats/applications", { ids: application?.id ?? "" });
    expect(read?.current_stage).toMatchObject({ remote_id: "PIPELINE", name: "Pipeline" });
    expect(emulator.world.applications.get(application?.id)?.tool_stage_id).toBe(stage("4101"));
  });

  test("a stage of another kind of job is refused", async () => {
    const job = emulator.world.jobs.all().find(({ stage_ids }) => !stage_ids.includes(stage("4202")));
    const [application] = emulator.world.applications.where("job_id", job?.id ?? "");
    expect((await move(application?.id ?? "", stage("4202"))).body.error.code).toBe("REMOTE.INPUT_INVALID");
  });

  test("an application's remote id is made of candidate and job", () => {
    for (const { remote_id, candidate_id, job_id } of emulator.world.applications.all()) {
      const { candidates, jobs } = emulator.world;
      expect(remote_id).toBe(`${candidates.get(candidate_id)?.remote_id}:${jobs.get(job_id)?.remote_id}`);
    }
  });
});

describe("Avionté's own API", () => {
  test("gives ids in pages, of which 0 and 1 are the same", async () => {
    const one = await native(emulator, "GET", "/talents/ids/1/100");
    expect(one.data).toHaveLength(100);
    expect((await native(emulator, "GET", "/talents/ids/0/100")).data).toEqual(one.data);
    expect((await native(emulator, "GET", "/talents/ids/3/100")).data).toHaveLength(50);
    expect((await native(emulator, "GET", "/talents/ids/4/100")).data).toEqual([]);
  });

  test("multi-query leaves unknown ids out and does not keep the order", async () => {
    const { data: ids } = (await native(emulator, "GET", "/talents/ids/1/50")) as { data: number[] };
    const { status, data } = await native(emulator, "POST", "/talents/multi-query", [...ids, 7]);
    const found = (data as { id: number }[]).map(({ id }) => id);
    expect(status).toBe(201);
    expect(found).not.toEqual(ids);
    expect(new Set(found)).toEqual(new Set(ids));
  });

  test.each([[{ jobIds: [1] }], [Array.from({ length: 101 }, (_, index) => index)], [["1"]]])(
    "multi-query refuses %j",
    async (body) => {
      expect((await native(emulator, "POST", "/jobs/multi-query", body)).status).toBe(400);
    },
  );

  test("has custom details of every type, which a partial update changes", async () => {
    const definitions = (await native(emulator, "GET", "/job/customDetailDefinitions")).data as {
      id: number;
      dataType: string;
    }[];
    expect(definitions.map(({ dataType }) => dataType)).toEqual(
      expect.arrayContaining(["Text", "MultiSelect", "GeoPoint", "User"]),
    );
    const text = definitions[0]?.id;
    const path = `/job/${emulator.world.jobs.all()[1]?.remote_id}`;
    const before = (await native(emulator, "GET", path)).data as {
      customJobDetails: { definitionId: number; value: unknown }[];
    };
    const { status } = await native(emulator, "PATCH", path, {
      customDetails: [{ definitionId: text, value: "PO-1" }],
    });
    const after = (await native(emulator, "GET", path)).data as typeof before;
    expect(status).toBe(200);
    expect(after.customJobDetails).toEqual(
      before.customJobDetails.map((detail) => (detail.definitionId === text ? { ...detail, value: "PO-1" } : detail)),
    );
    const [job] = await readList(emulator, "/ats/jobs", { ids: emulator.world.jobs.all()[1]?.id ?? "" });
    expect(job?.custom_fields).toMatchObject({ reference: "PO-1" });
    expect(job?.changed_at).toBe(emulator.clock.now().toISOString());
  });

  test.each([
    [{ definitionId: 1, value: "x" }],
    [{ definitionId: 703, value: "many" }],
    [{ definitionId: 709, value: "Perhaps" }],
    [{ definitionId: 705, value: null }],
    [{ definitionId: 714, value: "301" }],
  ])("refuses the update %j, with the others beside it", async (wrong) => {
    const path = `/application/${encodeURIComponent(emulator.world.applications.all()[0]?.remote_id ?? "")}`;
    const before = await native(emulator, "GET", path);
    const { status } = await native(emulator, "PATCH", path, {
      customDetails: [{ definitionId: 701, value: "ok" }, wrong],
    });
    expect(status).toBe(409);
    expect(await native(emulator, "GET", path)).toEqual(before);
  });

  test("takes notes on a talent, as an activity and by the seed's path", async () => {
    const [candidate] = emulator.world.candidates.all();
    const id = candidate?.remote_id ?? "";
    const types = (await native(emulator, "GET", "/talent/activity-types")).data as { typeId: number; name: string }[];
    const typeId = types.find(({ name }) => name === "Note")?.typeId;
    await native(emulator, "POST", `/talent/${id}/activity`, { typeId, talentId: Number(id), notes: "<p>One</p>" });
    await native(emulator, "POST", `/candidate/${id}/note`, {
      content: "<p>Two</p>",
      actionType: "Interview Feedback",
    });
    const notes = (await native(emulator, "GET", `/candidate/${id}/notes`)).data as { content: string }[];
    expect(notes.map(({ content }) => content).slice(-2)).toEqual(["<p>One</p>", "<p>Two</p>"]);
  });

  test("in native mode knows nothing of the seed's paths", async () => {
    emulator = createEmulator({ candidates: 5, routes: "native" });
    for (const noun of ["job", "talent", "placement", "application", "candidate"]) {
      expect((await native(emulator, "GET", `/${noun}/customDetailDefinitions`)).status).toBe(404);
    }
    expect((await native(emulator, "PATCH", "/job/100001", {})).status).toBe(405);
    expect((await native(emulator, "POST", "/candidate/100001/note", { content: "x" })).status).toBe(404);
    expect((await native(emulator, "GET", "/job/100001")).status).toBe(200);
  });

  test("writes dates in mixed forms, with the year 1 for none", async () => {
    const { data } = await native(emulator, "POST", "/jobs/multi-query", [100_001, 100_004, 100_007]);
    const dates = (data as Record<string, string>[]).flatMap((job) => [
      job.startDate,
      job.endDate,
      job.createdDate,
      job.latestActivityDate,
    ]);
    expect(dates).toContain("0001-01-01T00:00:00Z");
    expect(dates.some((date) => date?.endsWith("+00:00"))).toBe(true);
    expect(dates.some((date) => /\d$/.test(date ?? ""))).toBe(true);
  });

  test("can limit bulk calls to a few in a second", async () => {
    emulator = createEmulator({ candidates: 5, nativeCallsPerSecond: 3 });
    const statuses: number[] = [];
    for (let index = 0; index < 8; index += 1) statuses.push((await native(emulator, "GET", "/jobs/ids/1/5")).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    emulator.clock.advance(1_000);
    expect((await native(emulator, "GET", "/jobs/ids/1/5")).status).toBe(200);
  });
});

test("the jobs to synchronise are added and removed", async () => {
  await call(emulator, "POST", "/ats/custom/avionte/synced-jobs", { body: { job_remote_id: "100001" } });
  expect([...emulator.world.syncedJobs]).toEqual(["100001"]);
  await call(emulator, "DELETE", "/ats/custom/avionte/synced-jobs/100001", { body: {} });
  expect([...emulator.world.syncedJobs]).toEqual([]);
});
