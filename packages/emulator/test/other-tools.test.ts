import { describe, expect, it } from "vitest";
import { createEmulator } from "../src/index.ts";
import { call, readList } from "./call.ts";

describe.each(["bullhorn", "greenhouse"] as const)("an agency that works with %s", (tool) => {
  const { world, ...emulator } = createEmulator({ tool, candidates: 200 });

  it("has any size, is stable by seed, and fills every stage of its jobs", () => {
    const again = createEmulator({ tool, candidates: 200 }).world;
    expect(world.applications.all()).toEqual(again.applications.all());
    expect(new Set(world.applications.all().map(({ current_stage_id }) => current_stage_id)).size).toBe(6);
    expect(new Set(world.applications.all().map(({ remote_id }) => remote_id)).size).toBe(
      world.applications.all().length,
    );
    expect(emulator.settings().integrationId).toMatch(new RegExp(`^${tool}:[1-9A-HJ-NP-Za-km-z]{24}$`));
  });

  it("reads an application back in the stage that it was moved to", async () => {
    const moving = createEmulator({ tool, candidates: 20 });
    const [application] = moving.world.applications.where("outcome", "PENDING");
    const stages = moving.world.jobs.get(application!.job_id)!.stage_ids;
    const stage_id = stages.find((id) => id !== application!.current_stage_id)!;
    await call(moving, "PUT", `/ats/applications/${application!.id}/stage`, { body: { stage_id } });
    const [read] = await readList(moving, "/ats/applications", { ids: application!.id });
    expect(read?.current_stage).toMatchObject({ id: stage_id });
  });

  it("knows an applicant who applies to the same job again", async () => {
    const applied = createEmulator({ tool, candidates: 20 });
    const job = applied.world.jobs.all().find(({ status }) => status === "OPEN")!.id;
    const body = { candidate: { first_name: "Ada", last_name: "Twice", email_address: "ada.twice@example.com" } };
    const apply = () => call(applied, "POST", `/ats/jobs/${job}/applications`, { body });
    expect((await apply()).status).toBe(200);
    expect((await apply()).body.error.code).toBe("ATS.APPLICATION_ALREADY_EXISTS");
  });
});

describe("what Kombo's connectors do not offer", () => {
  it("is refused for Bullhorn's tags, and given for Greenhouse's", async () => {
    const tagged = async (tool: "bullhorn" | "greenhouse") => {
      const emulator = createEmulator({ tool, candidates: 5 });
      const { id } = emulator.world.candidates.all()[0]!;
      return (await call(emulator, "POST", `/ats/candidates/${id}/tags`, { body: { tag: { name: "New" } } })).body;
    };
    expect((await tagged("bullhorn")).error.code).toBe("INTEGRATION.ACTION_NOT_AVAILABLE");
    expect((await tagged("greenhouse")).status).toBe("success");
  });

  it("includes the other tools' own APIs", async () => {
    const path = "/passthrough/avionte/front-office-v1";
    const { status } = await call(createEmulator({ tool: "bullhorn", candidates: 5 }), "POST", path, {
      body: { method: "GET", path: "/jobs/ids/1/5" },
    });
    expect(status).toBe(400);
  });
});

describe("a visibility of a note that Greenhouse does not have", () => {
  it("is refused", async () => {
    const emulator = createEmulator({ tool: "greenhouse", candidates: 5 });
    const { id } = emulator.world.applications.all()[0]!;
    const body = { content: "x", content_type: "PLAIN_TEXT", remote_fields: { greenhouse: { visibility: "secret" } } };
    const answer = await call(emulator, "POST", `/ats/applications/${id}/notes`, { body });
    expect(answer.body.error.code).toBe("PLATFORM.INPUT_INVALID");
  });
});

describe("Bullhorn's own API", () => {
  it("gives the fields that are asked for, and the id", async () => {
    const emulator = createEmulator({ tool: "bullhorn", candidates: 5 });
    const { remote_id } = emulator.world.jobs.all()[0]!;
    const ask = async (path: string) =>
      (await call(emulator, "POST", "/passthrough/bullhorn/default", { body: { method: "GET", path } })).body.data;
    expect(await ask(`/entity/JobOrder/${remote_id}?fields=isOpen`)).toMatchObject({
      status: 200,
      data: { data: { id: Number(remote_id), isOpen: expect.any(Boolean) as boolean } },
    });
    expect((await ask("/entity/Candidate/7")).status).toBe(404);
    emulator.world.jobs.delete(emulator.world.jobs.all()[0]!.id);
    expect((await ask(`/entity/JobOrder/${remote_id}?fields=isDeleted`)).data).toMatchObject({
      data: { isDeleted: true },
    });
  });
});
