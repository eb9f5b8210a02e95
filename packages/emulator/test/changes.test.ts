import { beforeEach, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../src/index.ts";
import { call, readList } from "./call.ts";

let emulator: Emulator;
let since: string;

beforeEach(() => {
  emulator = createEmulator({ candidates: 60, coverage: "all" });
  emulator.clock.advance(60_000);
  since = emulator.clock.now().toISOString();
});

async function changed(list: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  return (await readList(emulator, `/ats/${list}`, { updated_after: since, ...more })).map(({ id }) => id);
}

function anApplication() {
  const found = emulator.world.applications
    .all()
    .find(({ id }) => emulator.world.interviews.where("application_id", id).length > 0);
  if (!found) throw new Error("no application with an interview");
  return found;
}

describe("updated_after", () => {
  test("finds nothing when nothing happened, and what changed at that very instant", async () => {
    expect(await changed("jobs")).toEqual([]);
    const [job] = emulator.world.jobs.all();
    emulator.world.jobs.update(job?.id ?? "", { status: "CLOSED" });
    expect(emulator.world.jobs.get(job?.id)?.changed_at).toBe(since);
    expect(await changed("jobs")).toEqual([job?.id]);
  });

  test("a changed candidate counts for its applications, a changed job does not", async () => {
    const application = anApplication();
    emulator.world.jobs.touch(application.job_id ?? "");
    expect(await changed("applications")).toEqual([]);
    emulator.world.candidates.touch(application.candidate_id ?? "");
    expect(await changed("applications")).toContain(application.id);
    const [found] = await readList(emulator, "/ats/applications", { ids: application.id });
    expect(String(found?.changed_at) < since).toBe(true);
  });

  test("a changed interview counts for its application; a changed application for both", async () => {
    const application = anApplication();
    const interview = emulator.world.interviews.where("application_id", application.id)[0];
    emulator.world.interviews.touch(interview?.id ?? "");
    expect(await changed("applications")).toEqual([application.id]);
    expect(await changed("candidates")).toEqual([]);
    emulator.world.applications.touch(application.id);
    expect(await changed("candidates")).toEqual([application.candidate_id]);
    expect(await changed("interviews")).toContain(interview?.id);
  });

  test("a tag that is put on a candidate counts, a tag that is renamed does not", async () => {
    const candidate = emulator.world.candidates.all().find(({ tag_ids }) => tag_ids.length > 0);
    emulator.world.tags.update(candidate?.tag_ids[0] ?? "", { name: "renamed" });
    expect(await changed("candidates")).toEqual([]);
    emulator.world.candidates.relink(candidate?.id ?? "", { tag_ids: [] });
    expect(await changed("candidates")).toEqual([candidate?.id]);
  });

  test("a question counts for jobs since July 2026, a stage for applications till August", async () => {
    const stageId = anApplication().current_stage_id ?? "";
    const found: Record<string, [jobs: boolean, applications: boolean]> = {};
    for (const updatedAfterRules of ["may-2026", "july-2026", "august-2026"] as const) {
      emulator = createEmulator({ candidates: 60, updatedAfterRules });
      emulator.clock.advance(60_000);
      emulator.world.screeningQuestions.touch(emulator.world.screeningQuestions.all()[0]?.id ?? "");
      emulator.world.stages.touch(stageId);
      found[updatedAfterRules] = [(await changed("jobs")).length > 0, (await changed("applications")).length > 0];
    }
    expect(found).toEqual({ "may-2026": [false, true], "july-2026": [true, true], "august-2026": [true, false] });
  });
});

describe("a deleted record", () => {
  test("is hidden, shown on request, and emptied after 14 days", async () => {
    const [candidate] = emulator.world.candidates.all();
    const id = candidate?.id ?? "";
    const name = candidate?.first_name;
    emulator.world.candidates.delete(id);
    expect(await changed("candidates")).toEqual([]);
    const [deleted] = await readList(emulator, "/ats/candidates", { ids: id, include_deleted: "true" });
    expect(deleted).toMatchObject({ remote_deleted_at: since, changed_at: since, first_name: name });
    emulator.clock.advance(14 * 86_400_000);
    const [emptied] = await readList(emulator, "/ats/candidates", { ids: id, include_deleted: "true" });
    expect(emptied).toMatchObject({
      id,
      first_name: null,
      email_addresses: null,
      custom_fields: null,
      applications: expect.any(Array) as unknown,
    });
    expect(Object.keys(emptied ?? {})).toEqual(Object.keys(deleted ?? {}));
  });
});

test("a stage that is gone is no longer a job's, and no target", async () => {
  const application = anApplication();
  const stage = emulator.world.stages.byRemoteId("4204")?.id ?? "";
  emulator.world.stages.delete(stage);
  const [job] = await readList(emulator, "/ats/jobs", { ids: application.job_id ?? "" });
  expect(job?.stages).not.toContainEqual(expect.objectContaining({ id: stage }));
  expect(job?.stages).not.toEqual([]);
  const { body } = await call(emulator, "PUT", `/ats/applications/${application.id}/stage`, {
    body: { stage_id: stage },
  });
  expect(body.error.code).toBe("REMOTE.INPUT_INVALID");
});

test("with tracking of created applications only, others stay unseen", async () => {
  const tracking = createEmulator({ candidates: 60, tracking: "created" });
  const records = await readList(tracking, "/ats/applications");
  expect(records.map(({ id }) => id)).toEqual(
    tracking.world.applications
      .all()
      .filter((row) => row.created_through_kombo)
      .map(({ id }) => id),
  );
  expect(records.length).toBeLessThan(tracking.world.applications.size);
});
