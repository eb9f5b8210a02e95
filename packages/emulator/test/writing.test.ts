import { beforeEach, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../src/index.ts";
import { call, readList } from "./call.ts";

let emulator: Emulator;
beforeEach(() => {
  emulator = createEmulator({ candidates: 60, coverage: { readModels: { ats_notes: true } } });
});

const applicant = { first_name: "Núria", last_name: "O’Brien", email_address: "nuria@example.com" };
const openJob = () => emulator.world.jobs.where("status", "OPEN")[0]?.id ?? "";

describe("creating an application", () => {
  const create = (body: unknown, job = openJob()) => call(emulator, "POST", `/ats/jobs/${job}/applications`, { body });

  test("makes the candidate too, and both are read at once", async () => {
    const { body } = await create({ candidate: applicant });
    const [read] = await readList(emulator, "/ats/applications", { ids: String(body.data.id) });
    expect(read?.candidate).toMatchObject({ first_name: "Núria" });
    expect(read?.current_stage).toMatchObject({ remote_id: "WEB_APPLICATION" });
    expect(body.data).not.toHaveProperty("interviews");
  });

  test("uses the candidate that exists; a second application to the job is rejected", async () => {
    const first = await create({ candidate: applicant });
    const second = await create(
      { candidate: { ...applicant, email_address: "NURIA@example.com" } },
      emulator.world.jobs.where("status", "OPEN")[1]?.id,
    );
    expect(second.body.data.candidate_id).toBe(first.body.data.candidate_id);
    const again = await create({ candidate: applicant });
    expect(again.body.error.code).toBe("ATS.APPLICATION_ALREADY_EXISTS");
  });

  test("is rejected for a closed job, a wrong answer or no name, and writes nothing", async () => {
    const before = [emulator.world.candidates.size, emulator.world.applications.size];
    const closed = await create({ candidate: applicant }, emulator.world.jobs.where("status", "CLOSED")[0]?.id);
    expect([closed.status, closed.body.error.code]).toEqual([400, "ATS.JOB_CLOSED"]);
    const number = emulator.world.screeningQuestions.byRemoteId("5002")?.id;
    const wrong = await create({
      candidate: applicant,
      screening_question_answers: [{ question_id: number, answer: "ten" }],
    });
    expect(wrong.body.error.code).toBe("PLATFORM.INPUT_INVALID");
    expect((await create({ candidate: { ...applicant, last_name: undefined } })).body.error.message).toContain(
      "last_name",
    );
    expect([emulator.world.candidates.size, emulator.world.applications.size]).toEqual(before);
  });
});

test("a note that is written is a note that is read, its HTML untouched", async () => {
  const [application] = emulator.world.applications.all();
  const content = "<p>Strong &amp; <b>calm</b></p>";
  await call(emulator, "POST", `/ats/applications/${application?.id}/notes`, {
    body: { content, content_type: "PLAIN_TEXT" },
  });
  const notes = await readList(emulator, "/ats/notes", { application_ids: application?.id ?? "" });
  expect(notes.at(-1)).toMatchObject({ content_html: content, candidate_id: application?.candidate_id });
});

test("a rejection sets outcome, reason and time, and moves changed_at", async () => {
  emulator.clock.advance(5_000);
  const [application] = emulator.world.applications.where("outcome", "PENDING");
  const [reason] = emulator.world.rejectionReasons.all();
  await call(emulator, "POST", `/ats/applications/${application?.id}/reject`, {
    body: { rejection_reason_id: reason?.id },
  });
  const [read] = await readList(emulator, "/ats/applications", { ids: application?.id ?? "" });
  const now = emulator.clock.now().toISOString();
  expect(read).toMatchObject({
    outcome: "DECLINED",
    rejection_reason_name: reason?.name,
    rejected_at: now,
    changed_at: now,
  });
});

test("an attachment is fetched back from its link for seven days", async () => {
  const [candidate] = emulator.world.candidates.all();
  const data = Buffer.from("%PDF-1.7 résumé").toString("base64");
  const attachment = { name: "cv.pdf", type: "CV", content_type: "application/pdf", data };
  await call(emulator, "POST", `/ats/candidates/${candidate?.id}/attachments`, { body: { attachment } });
  const { body } = await call(emulator, "GET", `/ats/candidates/${candidate?.id}/attachments`);
  const link = String(body.data.results.at(-1)?.data_url);
  const file = await emulator.fetch(link);
  expect([file.status, await file.text()]).toEqual([200, "%PDF-1.7 résumé"]);
  emulator.clock.advance(7 * 86_400_000 + 1);
  expect((await emulator.fetch(link)).status).toBe(403);
});

test.each([
  { name: "a.pdf", type: "CV", data: "AAAA" },
  { name: "a.pdf", type: "CV", content_type: "application/pdf" },
  { name: "a.pdf", type: "CV", content_type: "application/pdf", data: "not base64!" },
  { name: "a.pdf", type: "RESUME", content_type: "application/pdf", data: "AAAA" },
])("the attachment %j is refused", async (attachment) => {
  const [candidate] = emulator.world.candidates.all();
  const { status, body } = await call(emulator, "POST", `/ats/candidates/${candidate?.id}/attachments`, {
    body: { attachment },
  });
  expect([status, body.error.code]).toEqual([400, "PLATFORM.INPUT_INVALID"]);
});

test("an unknown record is answered with 404", async () => {
  const { status } = await call(emulator, "POST", "/ats/applications/unknown/notes", {
    body: { content: "x", content_type: "PLAIN_TEXT" },
  });
  expect(status).toBe(404);
});

test("what the tool takes as attachments can be asked", async () => {
  const { body } = await call(emulator, "GET", "/ats/actions/ats_create_application");
  expect(body.data.attachment_restrictions).toMatchObject({
    total_size_bytes: 100_000_000,
    types: { CV: { is_supported: true, min_amount: 0, max_amount: 10 } },
  });
  const other = await call(emulator, "GET", "/ats/actions/ats_add_candidate_attachment");
  expect(other.body.data.attachment_restrictions).not.toHaveProperty("total_size_bytes");
});

describe("what Kombo documents as invalid", () => {
  const base64 = { name: "f", type: "OTHER", data: "eA==" };
  const greenhouse = { id_type: "application_id", application_id: "1" };
  const attaching = () => `/ats/applications/${emulator.world.applications.all()[0]!.id}/attachments`;
  const importing = () => "/ats/import-tracked-application";
  const native = () => "/passthrough/avionte/front-office-v1";
  const statuses = (value: string) => () => `/ats/jobs?status=${value}`;

  test.each([
    ["a media type with a plus sign", attaching, { attachment: { ...base64, content_type: "image/svg+xml" } }],
    ["a time with an offset", importing, { tracked_at: "2026-01-01T10:00:00+02:00", greenhouse }],
    [
      "ids of another tool",
      importing,
      { tracked_at: null, greenhouse: { id_type: "placement_id", placement_id: "1" } },
    ],
    ["a type without its ids", importing, { tracked_at: null, greenhouse: { id_type: "application_id" } }],
    [
      "a part that is neither text nor file",
      native,
      { method: "GET", path: "/", multipart_form_data: [{ name: "a", value: 4 }] },
    ],
    ["two values of a parameter for one", statuses("OPEN,CLOSED"), undefined],
  ])("is refused: %s", async (_what, path, body) => {
    emulator = createEmulator({ candidates: 60, coverage: "all" });
    const answer = await call(emulator, body ? "POST" : "GET", path(), { body });
    expect([answer.status, answer.body.error?.code]).toEqual([400, "PLATFORM.INPUT_INVALID"]);
  });

  test("is not refused where it is as documented", async () => {
    emulator = createEmulator({ candidates: 60, coverage: "all" });
    for (const body of [
      { tracked_at: null, greenhouse },
      { tracked_at: "2026-01-01", greenhouse },
    ])
      expect((await call(emulator, "POST", importing(), { body })).status).toBe(200);
    expect((await call(emulator, "GET", statuses("OPEN")())).body.data.results).not.toEqual([]);
  });
});
