import { connect } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { instantClock } from "./fixtures/emulated.ts";
import { pdf, reads, written, writes } from "./fixtures/written.ts";

const person = { firstName: "Grace", lastName: "Hopper", email: "grace.hopper@example.com" };

async function scene(options = {}) {
  const made = await written(options);
  const { world } = made;
  const job = world.jobs
    .all()
    .find(({ status, screening_question_ids }) => status === "OPEN" && screening_question_ids.length > 0)!;
  const count = () => world.applications.all().length;
  const stage = job.stage_ids.map((id) => world.stages.get(id)!).find(({ remote_id }) => remote_id === "4204")!;
  return { ...made, job, stage, count };
}

const onCreate = { method: "POST", path: /\/applications$/ };

describe("creating an application", () => {
  it("sends everything that Kombo takes", async () => {
    const { ats, emulator, world, job, stage } = await scene();
    const user = world.users.all()[0]!;
    const questions = job.screening_question_ids.map((id) => world.screeningQuestions.get(id)!);
    const text = questions.find(({ format }) => format?.type === "TEXT");
    const created = await ats.applications.create({
      job: job.id,
      stage: stage.id,
      candidate: {
        ...person,
        additionalEmails: [{ type: "WORK", address: "grace@work.example.com" }],
        phone: "+1 555 0100",
        additionalPhones: [{ type: "OTHER", number: "555 0101" }],
        company: "Navy",
        title: "Admiral",
        location: { country: "US", city: "Arlington", state: "VA", street1: "1 Main St", zipCode: "22201" },
        gender: "FEMALE",
        availableOn: "2026-12-01",
        salaryExpectation: { period: "YEAR", amount: 90_000 },
        socialLinks: ["https://example.com/grace"],
      },
      attachments: [
        { name: "cv.pdf", type: "CV", base64: pdf },
        { name: "letter.pdf", type: "COVER_LETTER", url: "https://files.example.com/letter.pdf" },
      ],
      screeningAnswers: [
        ...(text ? [{ questionId: text.id, answer: "Because" }] : []),
        { questionId: "222222222222222222222222", answer: { name: "proof.pdf", base64: pdf } },
      ],
      sourcedBy: { userId: user.id },
      consent: { given: true, expiresOn: "2027-12-01" },
      remoteFields: { greenhouse: { x: 1 } },
    });
    expect(writes(emulator)[0]).toMatchObject({ path: `/ats/jobs/${job.id}/applications` });
    expect(writes(emulator)[0]!.body).toEqual({
      candidate: {
        first_name: "Grace",
        last_name: "Hopper",
        email_address: "grace.hopper@example.com",
        additional_email_addresses: [{ type: "WORK", email_address: "grace@work.example.com" }],
        phone_number: "+1 555 0100",
        additional_phone_numbers: [{ type: "OTHER", phone_number: "555 0101" }],
        company: "Navy",
        title: "Admiral",
        location: { country: "US", city: "Arlington", state: "VA", street_1: "1 Main St", zip_code: "22201" },
        gender: "FEMALE",
        availability_date: "2026-12-01",
        salary_expectations: { period: "YEAR", amount: 90_000 },
        social_links: [{ url: "https://example.com/grace" }],
      },
      stage_id: stage.id,
      attachments: [
        { name: "cv.pdf", type: "CV", content_type: "application/pdf", data: pdf },
        {
          name: "letter.pdf",
          type: "COVER_LETTER",
          content_type: "application/pdf",
          data_url: "https://files.example.com/letter.pdf",
        },
      ],
      screening_question_answers: [
        ...(text ? [{ question_id: text.id, answer: "Because" }] : []),
        {
          question_id: "222222222222222222222222",
          answer: { name: "proof.pdf", content_type: "application/pdf", data: pdf },
        },
      ],
      sourced_by: { user_id: user.id },
      gdpr_consent: { given: true, expires_at: "2027-12-01" },
      remote_fields: { greenhouse: { x: 1 } },
    });
    const row = world.applications.get(created.applicationId)!;
    expect(created).toMatchObject({ candidateId: row.candidate_id, remoteId: row.remote_id, settledBy: "answer" });
    expect(created.warnings).toEqual([{ message: expect.stringContaining("was not found") as string, code: null }]);
  });

  it("leaves out what was not given, and names a user by the id in the ATS", async () => {
    const { ats, emulator, world, job } = await scene();
    const { remote_id: userRemoteId } = world.users.all()[0]!;
    await ats.applications.create({ job: job.id, candidate: person, sourcedBy: { userRemoteId: userRemoteId! } });
    expect(writes(emulator)[0]!.body).toEqual({
      candidate: { first_name: "Grace", last_name: "Hopper", email_address: person.email },
      sourced_by: { user_id: `remote:${userRemoteId}` },
    });
  });

  it("names the application that exists, before anything is written", async () => {
    const { ats, emulator, job, count } = await scene();
    const first = await ats.applications.create({ job: job.id, candidate: person });
    const before = count();
    await expect(
      ats.applications.create({ job: job.id, candidate: { ...person, email: "Grace.Hopper@Example.com" } }),
    ).rejects.toMatchObject({
      code: "application.already-exists",
      retry: "never",
      details: { applicationId: first.applicationId, candidateId: first.candidateId },
    });
    expect(count()).toBe(before);
    expect(writes(emulator)).toHaveLength(1);
  });

  it("does not treat a missing list of applications as empty before or after a write", async () => {
    const { emulator, job } = await scene();
    let isMissing = false;
    const withoutApplications: typeof globalThis.fetch = async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const response = await emulator.fetch(input, init);
      if (!isMissing || !pathname.endsWith("/ats/candidates")) return response;
      const answer = (await response.json()) as { data: { results: object[] } };
      const results = answer.data.results.map((record) => ({ ...record, applications: undefined }));
      return Response.json({ ...answer, data: { ...answer.data, results } });
    };
    const settings = { ...emulator.settings(), fetch: withoutApplications };
    const ats = await connect(komboBase, settings, { modules: [instantClock()] });
    await ats.applications.create({ job: job.id, candidate: person });
    isMissing = true;
    const before = emulator.requests.count(onCreate);
    await expect(ats.applications.create({ job: job.id, candidate: person })).rejects.toMatchObject({
      code: "record.unreadable",
    });
    expect(emulator.requests.count(onCreate)).toBe(before);
    emulator.faults.inject({ kind: "dropAfter", match: onCreate });
    const other = { ...person, email: "other@example.com" };
    await expect(ats.applications.create({ job: job.id, candidate: other })).rejects.toMatchObject({
      code: "write.outcome-unknown",
    });
  });

  it("gives Kombo's own refusal where the candidate cannot be read", async () => {
    const { ats, emulator, job } = await scene();
    await ats.applications.create({ job: job.id, candidate: person });
    emulator.integration.coverage.set("ats_candidates", false);
    await expect(ats.applications.create({ job: job.id, candidate: person })).rejects.toMatchObject({
      code: "application.already-exists",
      upstreamCode: "ATS.APPLICATION_ALREADY_EXISTS",
    });
  });

  it("lists every problem of every file at once, without a request", async () => {
    const { ats, emulator, job } = await scene();
    const attempt = ats.applications.create({
      job: job.id,
      candidate: person,
      attachments: [
        { name: "cv.pdf", type: "CV", base64: Buffer.from("no pdf").toString("base64") },
        { name: "ok.pdf", base64: pdf },
        { name: "x.pdf", url: "https://10.0.0.1/x.pdf" },
      ],
      screeningAnswers: [{ questionId: "q", answer: { name: "proof.pdf", base64: "!" } }],
    });
    await expect(attempt).rejects.toMatchObject({
      code: "input.invalid",
      issues: [
        { path: "screeningAnswers[0].answer.base64" },
        { path: "attachments[0]" },
        { path: "attachments[2].url" },
      ],
    });
    expect(emulator.requests.count()).toBe(0);
  });

  it("refuses a forbidden stage and one of another job before anything is written", async () => {
    const { ats, emulator, world, job } = await scene();
    const web = world.stages.byRemoteId("WEB_APPLICATION")!;
    const other = world.stages.all().find(({ id }) => !job.stage_ids.includes(id))!;
    for (const [stage, code] of [
      [web.id, "limitation.refused"],
      [other.id, "input.invalid"],
    ] as const)
      await expect(ats.applications.create({ job: job.id, candidate: person, stage })).rejects.toMatchObject({ code });
    expect(writes(emulator)).toEqual([]);
  });
});

describe("an application whose answer is lost", () => {
  it("is found by e-mail address and job", async () => {
    const { ats, emulator, world, job, count } = await scene();
    const before = count();
    for (const kind of ["dropAfter", "truncatedBody", "emptyBody"] as const) {
      emulator.faults.inject({ kind, match: onCreate });
      const created = await ats.applications.create({
        job: job.id,
        candidate: { ...person, email: `${kind}@example.com` },
      });
      expect(created).toMatchObject({ settledBy: "read-back", warnings: [] });
      const row = world.applications.get(created.applicationId)!;
      expect(row).toMatchObject({ job_id: job.id, candidate_id: created.candidateId, remote_id: created.remoteId });
    }
    expect(count() - before).toBe(3);
  });

  it("stays unknown if it was lost on its way, and is not written later", async () => {
    const { ats, emulator, job, count } = await scene();
    const before = count();
    emulator.faults.inject({ kind: "dropBefore", match: onCreate });
    await expect(ats.applications.create({ job: job.id, candidate: person })).rejects.toMatchObject({
      code: "write.outcome-unknown",
      details: { reconcile: { jobId: job.id } },
    });
    expect(count()).toBe(before);
    expect(writes(emulator)).toHaveLength(1);
  });

  it("holds no personal data", async () => {
    const { ats, emulator, job } = await scene();
    emulator.faults.inject({ kind: "dropBefore", match: onCreate });
    const error: unknown = await ats.applications
      .create({ job: job.id, candidate: person })
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toMatch(/grace|hopper/i);
  });
});

describe("creating a candidate", () => {
  it("creates it with one application, and finds both after a lost answer", async () => {
    const { ats, emulator, world, job } = await scene();
    for (const [email, settledBy] of [
      ["one@example.com", "answer"],
      ["two@example.com", "read-back"],
    ] as const) {
      if (settledBy === "read-back")
        emulator.faults.inject({ kind: "dropAfter", match: { method: "POST", path: "/ats/candidates" } });
      const created = await ats.candidates.create({ job: job.id, candidate: { ...person, email } });
      expect(created).toMatchObject({ settledBy, remoteId: world.candidates.get(created.candidateId)!.remote_id });
      expect(world.applications.get(created.applicationId)).toMatchObject({
        job_id: job.id,
        candidate_id: created.candidateId,
      });
    }
    expect(reads(emulator).every(({ path }) => path === "/ats/candidates")).toBe(true);
  });
});
