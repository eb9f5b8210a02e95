import { connect, OBSERVER, type CallFacts, ContainerModule } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { answering } from "./fixtures/emulated.ts";
import { report, writes, written } from "./fixtures/written.ts";

const fine = { id: "r1", remote_id: "1", changed_at: "2026-01-01T00:00:00.000Z" };
/** The lists that Kombo always sends, for records of which everything is expected to be there. */
const lists = { stages: [], screening_questions: [], job_postings: [], hiring_team: [], interviews: [], offers: [] };
const page = (...results: readonly object[]) => answering({ results, next: null });

describe("a record that cannot be read", () => {
  const secret = "Ada Lovelace";

  it.each([
    ["an id that is empty", { id: "" }, "$.id", null],
    ["an id that is a number", { id: 7 }, "$.id", null],
    ["an id without end", { id: "x".repeat(10_000), changed_at: null }, "$.changed_at", null],
    ["no time of its change", { changed_at: null }, "$.changed_at", "r1"],
    ["a number as the time of its change", { changed_at: 1_767_225_600_000 }, "$.changed_at", "r1"],
    ["a name as the time of its change", { changed_at: secret }, "$.changed_at", "r1"],
    ["a time of its change that no clock shows", { changed_at: "2026-01-01T99:00:00.000Z" }, "$.changed_at", "r1"],
  ])("for %s is set aside alone, and told by its place and nothing of what is there", async (_what, odd, path, id) => {
    const ats = await page({ ...fine, name: secret, ...odd }, { ...fine, id: "r2" });
    const told: unknown[] = [];
    ats.on("quarantine", (record) => told.push(record));
    expect((await ats.jobs.stream().toArray()).map((job) => job.id)).toEqual(["r2"]);
    expect(told).toEqual([{ capability: "jobs.stream", id, path, problem: expect.any(String) as string }]);
    expect(JSON.stringify(told)).not.toContain(secret);
  });

  it("is an error of its own where it is the one that was asked for", async () => {
    const ats = await page({ ...fine, changed_at: [secret] });
    const error: unknown = await ats.jobs.get({ id: "r1" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "record.unreadable", fault: "aggregator", retry: "never" });
    expect(String(error)).toContain("$.changed_at");
    expect(String(error)).not.toContain(secret);
  });

  it("is reported and counted also outside of streams", async () => {
    const counted: CallFacts[] = [];
    const observer = { started: () => (facts: CallFacts) => void counted.push(facts) };
    const odd = { ...fine, id: "odd", data_url: [secret], changed_at: secret };
    const data = { results: [odd, { ...fine, data_url: "https://files.example.com/1" }], next: null };
    const fetch = async () => Response.json({ status: "success", data });
    const modules = [new ContainerModule(({ bind }) => void bind(OBSERVER).toConstantValue(observer))];
    const ats = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch }, { modules });
    const told: unknown[] = [];
    ats.on("quarantine", ({ capability, id, path }) => told.push([capability, id, path]));
    expect(await ats.candidates.listAttachments({ candidate: "c1" })).toHaveLength(1);
    expect(await ats.applications.listRejectionReasons()).toHaveLength(1);
    expect(counted.at(-1)).toMatchObject({ records: 1, quarantined: 1 });
    await ats.candidates.find({ email: "ada@example.com" });
    expect(told).toEqual([
      ["candidates.listAttachments", "odd", "$.data_url"],
      ["applications.listRejectionReasons", "odd", "$.changed_at"],
      ["candidates.find", "odd", "$.changed_at"],
    ]);
  });

  it("is an error that quotes nothing where the answer is not a list", async () => {
    const ats = await answering({ id: "avionte:x", tool: { id: [secret] }, end_user: { creator_email: secret } });
    const error: unknown = await ats.integration.get().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "aggregator.unreadable-answer" });
    expect(String(error)).toContain("data.tool.id");
    expect(String(error)).not.toContain(secret);
  });
});

describe("a value in a form that nobody knows", () => {
  const secret = "Ada Lovelace";
  const told = (ats: Awaited<ReturnType<typeof page>>) => {
    const events: unknown[] = [];
    ats.on("drift", ({ path }) => events.push(path));
    ats.on("quarantine", (record) => events.push(record));
    return events;
  };

  it("costs itself and not the person, and is reported", async () => {
    const ats = await page({
      ...fine,
      first_name: { name: secret },
      last_name: "Lovelace",
      email_addresses: [{ email_address: 5 }, secret, { email_address: "ada@example.com", type: [] }],
      phone_numbers: secret,
      tags: [{ id: "t1", name: 7 }, { id: 8 }],
      applications: [{ id: "a1", outcome: 1, current_stage: { id: "s1", index: "first" } }, { id: null }],
      custom_fields: [secret],
      location: secret,
      confidential: "no",
    });
    const events = told(ats);
    expect(await ats.candidates.stream().toArray()).toMatchObject([
      {
        id: "r1",
        firstName: null,
        lastName: "Lovelace",
        emailAddresses: [{ address: "ada@example.com", type: null }],
        phoneNumbers: [],
        tags: [{ id: "t1", name: null }],
        applications: [{ id: "a1", outcome: null, stage: { id: "s1", index: null } }],
        customFields: {},
        location: null,
        confidential: null,
      },
    ]);
    const places = [
      "first_name",
      "email_addresses",
      "phone_numbers",
      "tags",
      "applications",
      "custom_fields",
      "location",
    ];
    expect(events).toEqual(expect.arrayContaining([...places, "confidential"].map((name) => `$.${name}`)));
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  it("costs a job no more than a stage without an id that limitations go by", async () => {
    const stages = [{ id: "s1", remote_id: "1", name: 7 }, { id: "s2", remote_id: 2 }, secret];
    const ats = await page({ ...fine, ...lists, name: [secret], stages, weekly_hours: "40", opened_at: 5 });
    const events = told(ats);
    expect(await ats.jobs.stream().toArray()).toMatchObject([
      { title: null, weeklyHours: null, openedAt: null, stages: [{ id: "s1", name: null }] },
    ]);
    expect(events.toSorted()).toEqual(["$.name", "$.opened_at", "$.stages", "$.weekly_hours"]);
  });

  it.each([1_767_225_600_000, [secret], { at: secret }, true])(
    "never lets a deleted record look alive: %j as the time of its deletion",
    async (remote_deleted_at) => {
      const ats = await page({ ...fine, ...lists, remote_deleted_at });
      const events = told(ats);
      expect(await ats.jobs.stream().toArray()).toMatchObject([{ deletedAt: fine.changed_at }]);
      expect(events).toEqual(["$.remote_deleted_at"]);
    },
  );

  it.each([null, false, ""])("is none where nothing is said: %j as the time of a deletion", async (nothing) => {
    const ats = await page({ ...fine, ...lists, remote_deleted_at: nothing });
    const events = told(ats);
    expect(await ats.jobs.stream().toArray()).toMatchObject([{ deletedAt: null }]);
    expect(events).toEqual([]);
  });

  it("among the kinds of files that a question takes leaves none of them", async () => {
    const question = { id: "q1", format: { type: ["FILE"], accepted_mime_types: ["text/plain", 5] } };
    const ats = await page({ ...fine, ...lists, screening_questions: [question] });
    const [job] = await ats.jobs.stream().toArray();
    expect(job!.screeningQuestions).toMatchObject([{ id: "q1", type: "UNKNOWN", contentTypes: null }]);
  });

  it("in an answer to a command is a warning, and the command is done", async () => {
    const data = { id: "a1", remote_id: 7, candidate_id: "c1" };
    const warnings = [{ message: "Ignored." }, { message: 5 }, "odd"];
    const fetch = async (_input: unknown, init?: RequestInit) =>
      Response.json(
        (init?.method ?? (_input as Request).method) === "POST"
          ? { status: "success", data, warnings }
          : { status: "success", data: { results: [], next: null } },
      );
    const ats = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch });
    const candidate = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" };
    const unread = { message: "Kombo sent a warning that cannot be read.", code: null };
    expect(await ats.applications.create({ job: "j1", candidate })).toEqual({
      applicationId: "a1",
      candidateId: "c1",
      remoteId: null,
      settledBy: "answer",
      warnings: [
        { message: "Ignored.", code: null },
        unread,
        unread,
        { message: "Kombo's answer cannot be read at data.remote_id.", code: null },
      ],
    });
  });

  it("in what coverage goes by is an error, and no yes", async () => {
    const feature = { id: "ats_jobs", is_available: "no" };
    const ats = await answering({ id: "avionte:x", tool: { id: "avionte" }, read_models: [feature] });
    await expect(ats.integration.get()).rejects.toMatchObject({ code: "aggregator.unreadable-answer" });
  });
});

describe("a value that decides about a write", () => {
  type Wire = Record<string, unknown>;
  const inEach = (name: string, change: (each: Wire) => Wire) => (record: Wire) => ({
    ...record,
    [name]: (record[name] as readonly Wire[]).map(change),
  });

  it.each([
    ["the name", (record: Wire) => ({ ...record, last_name: 7 })],
    ["an e-mail address", inEach("email_addresses", (each) => ({ ...each, email_address: 7 }))],
    ["the job of an application", inEach("applications", (each) => ({ ...each, job: "j1" }))],
    ["the outcome of an application", inEach("applications", (each) => ({ ...each, outcome: 7 }))],
    ["an application", inEach("applications", () => ({ id: 7 }))],
    ["the applications", (record: Wire) => ({ ...record, applications: {} })],
  ])("enters nobody twice where it cannot be read: %s", async (_what, mutate) => {
    const { ats, emulator, open } = await written();
    const [application] = open;
    const { id, email_addresses, ...known } = emulator.world.candidates.get(application!.candidate_id!)!;
    expect(id).toBeTruthy();
    const email = email_addresses![0]!.email_address!;
    const candidate = { firstName: known.first_name!, lastName: known.last_name!, email };
    emulator.faults.inject({ kind: "malformedRecord", mutate, match: { path: "/ats/candidates" } });
    const entering = ats.applications.create({ job: application!.job_id!, candidate });
    await expect(entering).rejects.toMatchObject({ code: "record.unreadable" });
    expect(writes(emulator)).toEqual([]);
  });

  it.each([
    ["the job of the application", "/ats/applications", (record: Wire) => ({ ...record, job_id: 7 })],
    ["the id in the ATS of a stage", "/ats/jobs", inEach("stages", (each) => ({ ...each, remote_id: 7 }))],
    ["a stage", "/ats/jobs", (record: Wire) => ({ ...record, stages: [7] })],
  ])("moves nobody where it cannot be read: %s", async (_what, path, mutate) => {
    const { ats, emulator, world, open } = await written();
    const [application] = open;
    const stage = world.stages.all().find(({ id }) => id !== application!.current_stage_id)!.id;
    emulator.faults.inject({ kind: "malformedRecord", mutate, match: { path } });
    const moving = ats.applications.moveToStage({ application: application!.id, stage });
    await expect(moving).rejects.toMatchObject({ code: "record.unreadable" });
    expect(writes(emulator)).toEqual([]);
  });

  it.each([
    ["note", (record: Wire) => ({ ...record, content_html: { text: "Called" } }), "/ats/notes"],
    ["file", (record: Wire) => ({ ...record, file_name: 7 }), /attachments$/],
  ] as const)("is not treated as another one after a lost answer: %s", async (kind, mutate, path) => {
    const { ats, emulator, open } = await written();
    const application = open[0]!.id;
    emulator.faults.inject({ kind: "dropAfter", match: { method: "POST" } });
    emulator.faults.inject({
      kind: "malformedRecord",
      mutate,
      match: { method: "GET", path },
      times: Infinity,
      after: 1,
    });
    const writing =
      kind === "note"
        ? ats.applications.addNote({ application, note: "Called" })
        : ats.applications.addAttachment({ application, file: report });
    await expect(writing).rejects.toMatchObject({ code: "write.outcome-unknown" });
    expect(writes(emulator)).toHaveLength(1);
  });
});

describe("a date", () => {
  it.each([
    ["2026-11-23T09:00:00.000Z", "2026-11-23T09:00:00.000Z"],
    ["2026-12-31T23:59:59.999Z", "2026-12-31T23:59:59.999Z"],
    ["2026-11-23T09:00:00+0100", "2026-11-23T08:00:00.000Z"],
    ["2026-11-23T09:00:00.1234", "2026-11-23T09:00:00.123Z"],
    ["2026-11-23 09:00:00.000Z", "2026-11-23T09:00:00.000Z"],
    ["2026-11-23", "2026-11-23T00:00:00.000Z"],
  ])("that is written %s is %s", async (written, canonical) => {
    const ats = await page({ ...fine, ...lists, opened_at: written, changed_at: written });
    const drifts: unknown[] = [];
    ats.on("drift", (drift) => drifts.push(drift));
    expect(await ats.jobs.stream().toArray()).toMatchObject([{ openedAt: canonical, changedAt: canonical }]);
    expect(drifts).toEqual([]);
  });

  it.each([
    "soon",
    "0000-00-00T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-02-30T00:00:00.000Z",
    "2026-11-23T25:00:00.000Z",
    "2026-11-23T09:60:00.000Z",
    "Ada <b>-T09:00:00.000Z",
    "abcd-ef-ghTij:kl:mn.opqZ",
  ])("that no calendar and no clock shows is none, and that is told: %s", async (written) => {
    const ats = await page({ ...fine, ...lists, opened_at: written });
    const drifts: unknown[] = [];
    ats.on("drift", (drift) => drifts.push(drift));
    expect(await ats.jobs.stream().toArray()).toMatchObject([{ openedAt: null }]);
    expect(drifts).toEqual([{ capability: "jobs.stream", path: "$.opened_at", kind: "unreadable-date" }]);
  });
});

describe("a value that nobody knows", () => {
  it("is passed through, and reported once however many records have it", async () => {
    const ats = await page(
      ...Array.from({ length: 100 }, (_none, n) => ({ ...fine, ...lists, id: `r${n}`, outcome: "PAUSED" })),
    );
    const drifts: unknown[] = [];
    ats.on("drift", (drift) => drifts.push(drift));
    const applications = await ats.applications.stream().toArray();
    expect(new Set(applications.map(({ outcome }) => outcome))).toEqual(new Set(["PAUSED"]));
    expect(drifts).toEqual([{ capability: "applications.stream", path: "$.outcome", kind: "unknown-value" }]);
  });

  it("is reported for the integration, too", async () => {
    const ats = await answering({ id: "avionte:x", tool: { id: "avionte" }, status: "", setup_status: "PAUSED" });
    const drifts: unknown[] = [];
    ats.on("drift", ({ path, kind }) => drifts.push([path, kind]));
    expect(await ats.integration.get()).toMatchObject({ status: null, setupStatus: "PAUSED" });
    expect(drifts).toEqual([["$.setup_status", "unknown-value"]]);
  });
});

describe("the ATS's own word", () => {
  it("does not count as drift where Kombo's reference allows it", async () => {
    const own = { status: "PAUSED", visibility: "MEMBERS", employment_type: "GIG", remote_work_status: "AT_SEA" };
    const ats = await page({ ...fine, ...lists, ...own, salary_period: "SHIFT" });
    const drifts: unknown[] = [];
    ats.on("drift", (drift) => drifts.push(drift));
    expect(await ats.jobs.stream().toArray()).toMatchObject([
      {
        status: "PAUSED",
        visibility: "MEMBERS",
        employmentType: "GIG",
        remoteWorkStatus: "AT_SEA",
        salary: { period: "SHIFT" },
      },
    ]);
    expect(drifts).toEqual([]);
  });
});

describe("a salary", () => {
  it.each([
    [
      { salary_period: "HOUR", salary_currency: "USD" },
      { amount: null, from: null, currency: "USD", period: "HOUR" },
    ],
    [{ salary_currency: "EUR" }, { currency: "EUR", period: null }],
    [{ salary_amount_to: 20 }, { to: 20, currency: null }],
    [{ salary_currency: "", salary_period: "" }, null],
  ])("with only %j arrives", async (wire, salary) => {
    const [job] = await (await page({ ...fine, ...wire })).jobs.stream().toArray();
    if (salary) expect(job!.salary).toMatchObject(salary);
    else expect(job!.salary).toBeNull();
  });
});

describe("a confidential job", () => {
  it("is never shown as one without a visibility", async () => {
    const read = async (wire: object) =>
      (await (await page({ ...fine, ...wire })).jobs.stream().toArray())[0]!.visibility;
    expect(await read({ confidential: true })).toBe("CONFIDENTIAL");
    expect(await read({ confidential: true, visibility: "PUBLIC" })).toBe("PUBLIC");
    expect(await read({ confidential: false })).toBeNull();
  });
});

describe("a member of a hiring team", () => {
  it("keeps the roles of both lists, each once", async () => {
    const member = { id: "u1", job_roles: [{ unified_type: "RECRUITER", scope: "JOB" }] };
    const team = [
      { ...member, hiring_team_roles: ["RECRUITER", "SOURCER"] },
      { id: "u2", job_roles: [], hiring_team_roles: ["INTERVIEWER"] },
    ];
    const [job] = await (await page({ ...fine, hiring_team: team })).jobs.stream().toArray();
    expect(job!.hiringTeam.map(({ roles }) => roles.map(({ type, scope }) => [type, scope]))).toEqual([
      [
        ["RECRUITER", "JOB"],
        ["SOURCER", "JOB"],
      ],
      [["INTERVIEWER", "JOB"]],
    ]);
  });
});

describe("a calendar day", () => {
  it.each([
    ["2026-12-01T00:00:00.000Z", "2026-12-01"],
    ["2026-12-01", "2026-12-01"],
    ["2026-12-01T00:00:00+13:00", "2026-12-01"],
    ["2026-02-30", null],
  ])("stays the day that is written: %s", async (written, day) => {
    const [offer] = await (await page({ ...fine, employment_start_date: written })).offers.stream().toArray();
    expect(offer!.employmentStartsOn).toBe(day);
  });
});

describe("a deleted record", () => {
  it.each(["2016-12-31T23:59:60Z", "9999-12-31T23:59:59-05:00", "2026-02-30T00:00:00Z", "yes"])(
    "never looks alive, however odd the time of its deletion: %s",
    async (written) => {
      const [job] = await (await page({ ...fine, remote_deleted_at: written })).jobs.stream().toArray();
      expect(job!.deletedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    },
  );

  it("reads a leap second as the second after", async () => {
    const [job] = await (await page({ ...fine, remote_deleted_at: "2016-12-31T23:59:60Z" })).jobs.stream().toArray();
    expect(job!.deletedAt).toBe("2017-01-01T00:00:00.000Z");
  });
});

describe("a list that Kombo always sends", () => {
  it.each([
    ["jobs", ["$.stages", "$.screening_questions", "$.job_postings", "$.hiring_team"]],
    ["candidates", ["$.tags", "$.applications"]],
    ["applications", ["$.interviews", "$.offers", "$.candidate.tags"]],
    ["interviews", ["$.users"]],
    ["users", ["$.system_roles"]],
  ] as const)("is reported once when it is missing: %s", async (kind, paths) => {
    const ats = await page({ ...fine, candidate: { id: "c1" } }, { ...fine, id: "r2", candidate: { id: "c2" } });
    const drifts: unknown[] = [];
    ats.on("drift", (drift) => drifts.push(drift));
    await ats[kind].stream().toArray();
    const expected = paths.map((path) => ({ capability: `${kind}.stream`, path, kind: "missing-list" }));
    expect(drifts).toHaveLength(paths.length);
    expect(drifts).toEqual(expect.arrayContaining(expected));
  });

  it("is not expected of a deleted record, which Kombo empties", async () => {
    const ats = await page({ ...fine, remote_deleted_at: "2026-01-01T00:00:00.000Z" });
    const drifts: unknown[] = [];
    ats.on("drift", (drift) => drifts.push(drift));
    await ats.jobs.stream().toArray();
    expect(drifts).toEqual([]);
  });
});

describe("a text in HTML", () => {
  it("is an object wherever a job has some, so showing it by mistake shows nothing", async () => {
    const html = "<img src=x onerror=alert(1)>";
    const ats = await page({
      ...fine,
      description: html,
      job_postings: [{ id: "p1", description_html: html }, { id: "p2", description_html: "" }, { id: "p3" }],
      screening_questions: [{ id: "q1", description: html }],
    });
    const [job] = await ats.jobs.stream().toArray();
    expect(job!.description).toEqual({ untrustedHtml: html });
    expect(job!.postings.map(({ description }) => description)).toEqual([{ untrustedHtml: html }, null, null]);
    expect(job!.screeningQuestions[0]!.description).toEqual({ untrustedHtml: html });
  });
});

describe("an application", () => {
  it("has each answer in its question's form; an unknown form is null and reported", async () => {
    const answers = [
      ["TEXT", { content: "Because" }],
      ["SINGLE_SELECT", { choice: "Yes" }],
      ["MULTI_SELECT", { choices: ["a", "b"] }],
      ["BOOLEAN", { checked: false }],
      ["NUMBER", { number: 0 }],
      ["DATE", { date: "2026-12-01" }],
      ["TEXT", null],
      ["TEXT", { content: { html: "Because" } }],
      ["MULTI_SELECT", { choices: ["a", { b: 1 }] }],
      ["HOLOGRAM", { content: "x" }],
      ["NUMBER", { number: "7" }],
      ["BOOLEAN", { checked: "false" }],
      ["TEXT", { content: 7 }],
      ["DATE", { date: "2026-02-30" }],
      ["DATE", { date: "2026-12-01T00:00:00.000Z" }],
      ["SINGLE_SELECT", { choice: ["Yes"] }],
      ["TEXT", "Because"],
      ["TEXT", { text: "Because" }],
      ["MULTI_SELECT", {}],
      ["UNKNOWN", { raw: { strokes: 12 } }],
    ] as const;
    const asked = answers.map(([type, answer]) => ({ question: { type }, answer }));
    const ats = await page({ ...fine, ...lists, screening_question_answers: asked });
    const drifts: unknown[] = [];
    ats.on("drift", ({ path, kind }) => drifts.push([path.replace("$.screening_question_answers.", ""), kind]));
    const [application] = await ats.applications.stream().toArray();
    const read = application!.screeningAnswers.map(({ answer }) => answer);
    expect(read.slice(0, 7)).toEqual(["Because", "Yes", ["a", "b"], false, 0, "2026-12-01", null]);
    expect(read.slice(7)).toEqual([...Array<null>(7).fill(null), "2026-12-01", ...Array<null>(5).fill(null)]);
    expect(application!.screeningAnswers.map(({ raw }) => raw).filter((raw) => raw !== undefined)).toEqual([
      { content: { html: "Because" } },
      { choices: ["a", { b: 1 }] },
      { content: "x" },
      { number: "7" },
      { checked: "false" },
      { content: 7 },
      { date: "2026-02-30" },
      { choice: ["Yes"] },
      "Because",
      { text: "Because" },
      { strokes: 12 },
    ]);
    expect(drifts).toEqual([
      ["answer.content", "unreadable-answer"],
      ["answer.choices", "unreadable-answer"],
      ["question.type", "unknown-value"],
      ["answer.number", "unreadable-answer"],
      ["answer.checked", "unreadable-answer"],
      ["answer.date", "unreadable-answer"],
      ["answer.choice", "unreadable-answer"],
    ]);
  });

  it("is a day in a scorecard, too, and reported where it is none", async () => {
    const responses = ["2026-12-01", "2026-12-01T00:00:00.000Z", "2026-02-30", null].map((answer) => ({
      type: "DATE",
      answer,
    }));
    const ats = await page({ ...fine, responses });
    const drifts: unknown[] = [];
    ats.on("drift", ({ path, kind }) => drifts.push([path, kind]));
    const [scorecard] = await ats.scorecards.stream().toArray();
    expect(scorecard!.responses.map(({ answer }) => answer)).toEqual(["2026-12-01", "2026-12-01", null, null]);
    expect(drifts).toEqual([["$.responses.answer", "unreadable-answer"]]);
  });

  it("names its stage, job and candidate also where only the record itself is given", async () => {
    const nested = { current_stage: { id: "s1" }, job: { id: "j1" }, candidate: { id: "c1" } };
    const [application] = await (await page({ ...fine, ...nested })).applications.stream().toArray();
    expect(application).toMatchObject({ stageId: "s1", jobId: "j1", candidateId: "c1" });
  });
});

it("reports a type of a file that no list knows, and passes it through", async () => {
  const file = (type: string | null) => ({ id: `f-${type}`, type, data_url: "https://files.example.com/1" });
  const ats = await page(file("CV"), file("VIDEO"), file(null));
  const drifts: unknown[] = [];
  ats.on("drift", ({ capability, path, kind }) => drifts.push([capability, path, kind]));
  for (const files of [
    await ats.candidates.listAttachments({ candidate: "c1" }),
    await ats.applications.listAttachments({ application: "a1" }),
  ])
    expect(files.map(({ type }) => type)).toEqual(["CV", "VIDEO", null]);
  expect(drifts).toEqual([
    ["candidates.listAttachments", "$.type", "unknown-value"],
    ["applications.listAttachments", "$.type", "unknown-value"],
  ]);
});

describe("what a list says of its end", () => {
  it.each([
    ["before its records", { next: "", results: [fine] }],
    ["behind its records", { results: [fine], next: "" }],
  ])("is the end when it is empty, %s", async (_where, data) => {
    const ats = await answering(data);
    expect(await ats.jobs.stream().toArray()).toHaveLength(1);
    expect(await ats.applications.listRejectionReasons()).toHaveLength(1);
  });

  it("is an error where a page does not say whether more records follow", async () => {
    const ats = await answering({ results: [fine] });
    for (const read of [() => ats.jobs.stream().toArray(), () => ats.applications.listRejectionReasons()])
      await expect(read()).rejects.toMatchObject({
        code: "aggregator.unreadable-answer",
        message: "Kombo's answer cannot be read: it does not say whether there are more records.",
      });
  });

  it("is an error where it would never end, also where all pages are read at once", async () => {
    for (const behind of [false, true]) {
      let asked = 0;
      const fetch = async () => {
        const next = (asked += 1) < 10 ? "c1" : null;
        return Response.json({ status: "success", data: behind ? { results: [], next } : { next, results: [] } });
      };
      const ats = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch });
      await expect(ats.applications.listRejectionReasons()).rejects.toMatchObject({ code: "stream.repeated-cursor" });
      expect(asked).toBe(2);
    }
  });
});

it("the raw record is included only on request", async () => {
  const ats = await page(fine);
  expect((await ats.jobs.stream().toArray())[0]).not.toHaveProperty("raw");
  expect((await ats.jobs.stream({}, { raw: true }).toArray())[0]).toMatchObject({ raw: fine });
});
