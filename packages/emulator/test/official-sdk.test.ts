import { Kombo } from "@kombo-api/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmulator, type RunningEmulator } from "../src/index.ts";

/**
 * The official SDK as an independent judge: it validates every answer against Kombo's published schema, with closed
 * enums and without tolerance. What it accepts is what Kombo would send.
 */
let emulator: RunningEmulator;
let kombo: Kombo;

beforeAll(async () => {
  emulator = await startEmulator({ candidates: 300, coverage: "all", remoteData: true });
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  kombo = new Kombo({ api_key: apiKey, integration_id: integrationId, server_url: baseUrl });
});

afterAll(() => emulator.close());

interface ListPage {
  readonly result: { readonly data: { readonly results: readonly { readonly id: string }[] } };
}

async function readAll(pages: AsyncIterable<ListPage>): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages) ids.push(...page.result.data.results.map(({ id }) => id));
  return ids;
}

describe("the official SDK reads every list to its end", () => {
  const lists = [
    ["jobs", () => kombo.ats.getJobs(), () => emulator.world.jobs],
    ["applications", () => kombo.ats.getApplications(), () => emulator.world.applications],
    ["candidates", () => kombo.ats.getCandidates(), () => emulator.world.candidates],
    ["tags", () => kombo.ats.getTags(), () => emulator.world.tags],
    ["users", () => kombo.ats.getUsers(), () => emulator.world.users],
    ["roles", () => kombo.ats.getRoles(), () => emulator.world.roles],
    ["offers", () => kombo.ats.getOffers(), () => emulator.world.offers],
    ["rejection reasons", () => kombo.ats.getRejectionReasons(), () => emulator.world.rejectionReasons],
    ["interviews", () => kombo.ats.getInterviews(), () => emulator.world.interviews],
    ["application stages", () => kombo.ats.getApplicationStages(), () => emulator.world.stages],
  ] as const;

  test.each(lists)("%s", async (_name, read, stored) => {
    const ids = await readAll(await read());
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(
      stored()
        .all()
        .map(({ id }) => id),
    );
  });

  test("with filters and small pages", async () => {
    const open = await readAll(await kombo.ats.getJobs({ statuses: ["OPEN"], page_size: 3 }));
    expect(open).toEqual(emulator.world.jobs.where("status", "OPEN").map(({ id }) => id));
  });

  test("a deleted record too, and after 14 days as an anonymised one", async () => {
    const [candidate] = emulator.world.candidates.all();
    const application = emulator.world.applications.where("candidate_id", candidate?.id ?? "")[0];
    emulator.world.candidates.delete(candidate?.id ?? "");
    emulator.world.applications.delete(application?.id ?? "");
    emulator.clock.advance(15 * 86_400_000);
    expect(await readAll(await kombo.ats.getCandidates({ include_deleted: true }))).toContain(candidate?.id);
    expect(await readAll(await kombo.ats.getApplications({ include_deleted: true }))).toContain(application?.id);
  });
});

describe("the official SDK performs every action", () => {
  const pdf = Buffer.from("%PDF-1.4\n%%EOF").toString("base64");
  const attachment = { name: "report.pdf", type: "OTHER", content_type: "application/pdf", data: pdf } as const;
  const job = () => emulator.world.jobs.where("status", "OPEN")[0]?.id ?? "";
  const open = () => emulator.world.applications.where("outcome", "PENDING").at(-1);
  const application_id = () => open()?.id ?? "";
  const candidate_id = () => open()?.candidate_id ?? "";

  test("create an application, with attachment and answers", async () => {
    const question = emulator.world.screeningQuestions.byRemoteId("5001");
    const { data, warnings } = await kombo.ats.createApplication({
      job_id: job(),
      body: {
        candidate: {
          first_name: "Zoë",
          last_name: "D'Angelo",
          email_address: "zoe@example.com",
          phone_number: "+16145550111",
        },
        attachments: [{ ...attachment, type: "CV" }],
        screening_question_answers: [
          { question_id: question?.id ?? "", answer: "Close by." },
          { question_id: "nobody", answer: "?" },
        ],
      },
    });
    expect(data.candidate?.first_name).toBe("Zoë");
    expect(data.screening_question_answers).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(await readAll(await kombo.ats.getApplications({ ids: [data.id] }))).toEqual([data.id]);
  });

  test("create a candidate", async () => {
    const { data } = await kombo.ats.createCandidate({
      candidate: { first_name: "伟", last_name: "王", email_address: "wei@example.com" },
      application: { job_id: `remote:${emulator.world.jobs.get(job())?.remote_id}` },
    });
    expect(data.applications).toHaveLength(1);
  });

  test("move, reject, note", async () => {
    const stage = emulator.world.stages.byRemoteId("4201");
    const moved = application_id();
    await kombo.ats.moveApplicationToStage({ application_id: moved, body: { stage_id: stage?.id ?? "" } });
    expect(emulator.world.applications.get(moved)?.current_stage_id).toBe(stage?.id);
    await kombo.ats.addApplicationNote({
      application_id: moved,
      body: { content: "<p>Good</p>", content_type: "PLAIN_TEXT" },
    });
    const reason = emulator.world.rejectionReasons.all()[0];
    await kombo.ats.rejectApplication({
      application_id: moved,
      body: { rejection_reason_id: reason?.id ?? "", note: "Sorry" },
    });
    expect(emulator.world.applications.get(moved)?.outcome).toBe("DECLINED");
    expect(emulator.world.notes.where("application_id", moved).map((note) => note.content_html)).toEqual(
      expect.arrayContaining(["<p>Good</p>", "Sorry"]),
    );
  });

  test("attachments and their reading back", async () => {
    const candidate = candidate_id();
    await kombo.ats.addApplicationAttachment({ application_id: application_id(), body: { attachment } });
    await kombo.ats.addCandidateAttachment({
      candidate_id: candidate,
      body: { attachment: { ...attachment, name: "two.pdf" } },
    });
    const { data } = await kombo.ats.getCandidateAttachments({ candidate_id: candidate });
    expect(data.results.map(({ file_name }) => file_name)).toEqual(expect.arrayContaining(["report.pdf", "two.pdf"]));
    const file = data.results.find(({ file_name }) => file_name === "report.pdf");
    expect(await (await fetch(file?.data_url ?? "")).text()).toBe("%PDF-1.4\n%%EOF");
    expect(
      (await kombo.ats.getApplicationAttachments({ application_id: application_id() })).data.results.length,
    ).toBeGreaterThan(1);
  });

  test("result links", async () => {
    const body = { label: "Assessment: 93 %", url: "https://results.example.com/1" };
    await kombo.ats.addApplicationResultLink({ application_id: application_id(), body });
    await kombo.ats.addCandidateResultLink({ candidate_id: candidate_id(), body });
    expect(emulator.world.resultLinks.size).toBe(2);
  });

  test("tags, added and removed", async () => {
    const body = { tag: { name: "Strong interview" } };
    await kombo.ats.addCandidateTag({ candidate_id: candidate_id(), body });
    const [page] = (await kombo.ats.getCandidates({ ids: [candidate_id()] })).result.data.results;
    expect(page?.tags.map(({ name }) => name)).toContain("Strong interview");
    await kombo.ats.removeCandidateTag({ candidate_id: candidate_id(), body });
    const [after] = (await kombo.ats.getCandidates({ ids: [candidate_id()] })).result.data.results;
    expect(after?.tags.map(({ name }) => name)).not.toContain("Strong interview");
  });

  test("import a tracked application", async () => {
    const { data } = await kombo.ats.importTrackedApplication({
      tracked_at: new Date("2026-11-01T00:00:00Z"),
      greenhouse: { id_type: "application_id", application_id: "77" },
    });
    expect(data.imported_id.greenhouse?.application_id).toBe("77");
  });

  test("passthrough, force sync, key check, integration details", async () => {
    const answer = await kombo.general.sendPassthroughRequest({
      tool: "avionte",
      api: "front-office-v1",
      body: { method: "POST", path: "/jobs/multi-query", data: [100_001] },
    });
    expect(answer.data.status).toBe(200);
    expect(answer.data.data).toMatchObject([{ id: 100_001 }]);
    const first = await kombo.general.triggerSync({ type: "DELTA" });
    const second = await kombo.general.triggerSync({ type: "DELTA" });
    expect([first.data.already_queued, second.data.already_queued]).toEqual([false, true]);
    expect((await kombo.general.checkApiKey()).data.environment_id).toBeTruthy();
    const { integrationId } = emulator.settings();
    const details = await kombo.general.getIntegrationDetails({ integration_id: integrationId });
    expect(details.data.read_models.find(({ id }) => id === "ats_jobs")?.is_available).toBe(true);
  });
});
