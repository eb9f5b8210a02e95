import type { Emulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { emulated } from "./fixtures/emulated.ts";

const lists = ["tags", "users", "roles", "offers", "interviews", "notes", "scorecards", "attachments"] as const;
type List = (typeof lists)[number];

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
const stored = (emulator: Emulator, list: List) => ids(emulator.world[list].all());

describe.each(lists)("%s.stream", (list) => {
  it("gives every record once, in whatever sizes of pages", async () => {
    const { ats, emulator } = await emulated();
    const all = stored(emulator, list);
    expect(all.length).toBeGreaterThan(1);
    expect(ids(await ats[list].stream().toArray())).toEqual(all);
    expect(ids(await ats[list].stream({}, { pageSize: 7 }).toArray())).toEqual(all);
  });

  it("finds records by both kinds of ids, also by more than one request takes", async () => {
    const { ats, emulator } = await emulated({ candidates: 400 });
    const rows = emulator.world[list].all();
    const wanted = rows.filter((_row, index) => index % 2 === 0);
    expect(ids(await ats[list].stream({ ids: ids(wanted) }).toArray())).toEqual(ids(wanted));
    const remoteIds = wanted.map((row) => row.remote_id!);
    expect(ids(await ats[list].stream({ remoteIds }).toArray())).toEqual(ids(wanted));
    expect(await ats[list].stream({ ids: [] }).toArray()).toEqual([]);
  });

  it("gives what changed after an instant, and deletions only on request", async () => {
    const { ats, emulator } = await emulated();
    emulator.clock.advance(60_000);
    const updatedAfter = emulator.clock.now();
    emulator.clock.advance(60_000);
    const [one, two] = emulator.world[list].all();
    emulator.world[list].touch(one!.id);
    emulator.world[list].delete(two!.id);
    expect(ids(await ats[list].stream({ updatedAfter }).toArray())).toEqual([one!.id]);
    const records = await ats[list].stream({ updatedAfter, includeDeleted: true }).toArray();
    expect(records.map(({ id, deletedAt }) => [id, deletedAt !== null])).toEqual([
      [one!.id, false],
      [two!.id, true],
    ]);
  });

  it("keeps the record as it came, when asked to", async () => {
    const { ats } = await emulated();
    for await (const record of ats[list].stream({}, { raw: true })) {
      expect(record.raw).toMatchObject({ id: record.id, remote_data: null });
      break;
    }
  });

  it("sets a record aside that cannot be read, and goes on", async () => {
    const { ats, emulator } = await emulated();
    emulator.faults.inject({ kind: "malformedRecord", index: 1, match: { path: `/ats/${list}` } });
    const stream = ats[list].stream();
    const read = await stream.toArray();
    expect(read).toHaveLength(stored(emulator, list).length - 1);
    expect(stream.progress.quarantined).toBe(1);
  });
});

describe("a filter of more values than one request takes", () => {
  it("gives every record once, in requests of one to a hundred values", async () => {
    const { ats, emulator } = await emulated({ candidates: 210 });
    const all = ids(emulator.world.candidates.all());
    for (const count of [1, 100, 101, 200])
      for (const pageSize of [250, 30]) {
        emulator.requests.clear();
        const wanted = all.slice(0, count);
        expect(ids(await ats.candidates.stream({ ids: wanted }, { pageSize }).toArray())).toEqual(wanted);
        const parts = [wanted.slice(0, 100), wanted.slice(100)].filter((part) => part.length > 0);
        // A request with no value would ask for every record there is.
        expect(emulator.requests.all().map(({ query }) => query["ids"])).toEqual(
          parts.flatMap((part) => Array.from({ length: Math.ceil(part.length / pageSize) }, () => part.join(","))),
        );
      }
  });
});

describe("the size of a page", () => {
  it("is as asked, and never more than Kombo gives", async () => {
    const { ats, emulator } = await emulated();
    for (const pageSize of [1, 250, 251, 100_000]) {
      for await (const page of ats.tags.stream({}, { pageSize, lookAhead: false }).pages()) {
        expect(page.records.length).toBeGreaterThan(0);
        break;
      }
    }
    expect(emulator.requests.all().map(({ query }) => query["page_size"])).toEqual(["1", "250", "250", "250"]);
  });
});

describe("a record that is set aside", () => {
  it.each([
    ["an id by which it can be read again", "9JkVmXx2bVAPNxNxyQFmAENM", "9JkVmXx2bVAPNxNxyQFmAENM"],
    ["an e-mail address for an id", "ada@example.com", null],
    ["a sentence for an id", "Ada Byron", null],
    ["no id", undefined, null],
  ])("with %s is reported by nothing else that stands there", async (_what, id, told) => {
    const { ats, emulator } = await emulated();
    const events: unknown[] = [];
    ats.on("quarantine", (event) => events.push(event));
    const mutate = (record: object) => ({ ...record, id, changed_at: "yesterday" });
    emulator.faults.inject({ kind: "malformedRecord", index: 1, mutate, match: { path: "/ats/jobs" } });
    await ats.jobs.stream().toArray();
    expect(events).toEqual([expect.objectContaining({ capability: "jobs.stream", id: told })]);
    expect(JSON.stringify(events)).not.toMatch(/ada/i);
  });
});

describe("a place that the server has forgotten", () => {
  it("has an error code of its own, and a new read succeeds", async () => {
    const { ats, emulator } = await emulated();
    const stream = ats.candidates.stream({}, { pageSize: 50 });
    for await (const page of stream.pages()) {
      expect(page.checkpoint.done).toBe(false);
      break;
    }
    emulator.faults.inject({ kind: "expiredCursor" });
    const goingOn = ats.candidates.stream({}, { pageSize: 50, checkpoint: stream.checkpoint! });
    await expect(goingOn.toArray()).rejects.toMatchObject({
      name: "CursorRefused",
      code: "stream.cursor-refused",
      retry: "never",
      capability: "candidates.stream",
    });
    expect(await ats.candidates.stream({}, { pageSize: 50 }).toArray()).toHaveLength(120);
  });

  it("is not blamed for a filter that is refused with the first page", async () => {
    const { ats, emulator } = await emulated();
    emulator.faults.inject({ kind: "status", status: 400, code: "PLATFORM.INPUT_INVALID" });
    await expect(ats.candidates.stream().toArray()).rejects.toMatchObject({ code: "input.refused-by-aggregator" });
  });
});

describe("what the records say", () => {
  it("users by e-mail address, whatever its case, with their roles", async () => {
    const { ats, world } = await emulated();
    const [user] = world.users.all();
    const [found, ...others] = await ats.users.stream({ emails: [user!.email!.toUpperCase()] }).toArray();
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      id: user!.id,
      firstName: user!.first_name,
      email: user!.email,
      status: user!.status,
    });
    expect(found!.roles.map(({ label }) => label)).toEqual(
      user!.role_ids.map((id) => world.roles.get(id)!.remote_label),
    );
  });

  it("each user once, of however many e-mail addresses and however they are written", async () => {
    const { ats, world } = await emulated();
    const users = world.users.all();
    const strangers = Array.from({ length: 250 }, (_none, index) => `nobody-${index}@example.com`);
    const emails = [users[0]!.email!, ...strangers, users[0]!.email!.toUpperCase(), users[1]!.email!];
    expect(ids(await ats.users.stream({ emails }).toArray())).toEqual(ids(users.slice(0, 2)));
    const twice = [users[0]!.id, ...strangers.map((_none, index) => `none${index}`), users[0]!.id];
    expect(ids(await ats.users.stream({ ids: twice }).toArray())).toEqual([users[0]!.id]);
  });

  it("roles by their scope", async () => {
    const { ats, world } = await emulated();
    const scopes = ["SYSTEM", "JOB"] as const;
    for (const scope of scopes)
      expect(ids(await ats.roles.stream({ scopes: [scope] }).toArray())).toEqual(
        ids(world.roles.where("scope", scope)),
      );
  });

  it("interviews of a job, with who interviews whom", async () => {
    const { ats, world } = await emulated();
    const [interview] = world.interviews.all();
    const application = world.applications.get(interview!.application_id)!;
    const found = await ats.interviews.stream({ jobIds: [application.job_id!] }).toArray();
    const record = found.find(({ id }) => id === interview!.id);
    expect(record).toMatchObject({
      startsAt: interview!.starting_at,
      applicationId: application.id,
      application: { candidate: { id: application.candidate_id }, job: { id: application.job_id } },
    });
    expect(ids(record!.interviewers)).toEqual(interview!.user_ids);
    expect(found.every((other) => other.application?.job?.id === application.job_id)).toBe(true);
  });

  it("offers with the candidate and the job", async () => {
    const { ats, world } = await emulated();
    const [offer] = await ats.offers.stream().toArray();
    const application = world.applications.get(offer!.applicationId)!;
    expect(offer).toMatchObject({ candidate: { id: application.candidate_id }, job: { id: application.job_id } });
    expect(world.offers.get(offer!.id)?.status).toBe(offer!.status);
  });

  it("notes of a candidate or an application, with a text that must be sanitised", async () => {
    const { ats, world } = await emulated();
    const note = world.notes.all().find(({ application_id }) => application_id !== null);
    const ofCandidate = await ats.notes.stream({ candidateIds: [note!.candidate_id] }).toArray();
    expect(ids(ofCandidate)).toEqual(ids(world.notes.where("candidate_id", note!.candidate_id)));
    expect(ofCandidate.find(({ id }) => id === note!.id)?.content).toEqual({ untrustedHtml: note!.content_html });
    const ofApplication = await ats.notes.stream({ applicationIds: [note!.application_id!] }).toArray();
    expect(ids(ofApplication)).toEqual(ids(world.notes.where("application_id", note!.application_id)));
  });

  it("scorecards with answers in their question's form, and unknown forms as null", async () => {
    const { ats, emulator } = await emulated();
    const { world } = emulator;
    const [row] = world.scorecards.all();
    const choice = { label: "Yes", remote_id: "1" };
    const question = { label: "?", remote_id: null, description: null, required: null };
    world.scorecards.update(row!.id, {
      responses: [
        { ...question, type: "TEXT", answer: "Good" },
        { ...question, type: "SINGLE_SELECT", options: [choice], answer: choice },
        { ...question, type: "MULTI_SELECT", options: [choice], answer: [choice] },
        { ...question, type: "BOOLEAN", answer: false },
        { ...question, type: "NUMBER", answer: 0 },
        { ...question, type: "DATE", answer: "2026-12-01" },
        { ...question, type: "TEXT", answer: null },
        { ...question, type: "HOLOGRAM", answer: { any: "thing" } },
        { ...question, type: "NUMBER", answer: "seven" },
      ],
    });
    const drifts: string[] = [];
    ats.on("drift", ({ kind }) => drifts.push(kind));
    const [scorecard] = await ats.scorecards.stream({ ids: [row!.id] }).toArray();
    const canonical = { label: "Yes", remoteId: "1" };
    expect(scorecard!.responses.map(({ answer }) => answer)).toEqual([
      "Good",
      canonical,
      [canonical],
      false,
      0,
      "2026-12-01",
      null,
      null,
      null,
    ]);
    expect(drifts).toEqual(["unknown-value", "unreadable-answer"]);
  });

  it("files of a candidate, with where the copy lies", async () => {
    const { ats, world } = await emulated();
    const [file] = world.attachments.all();
    const found = await ats.attachments.stream({ candidateIds: [file!.candidate_id] }).toArray();
    expect(ids(found)).toEqual(ids(world.attachments.where("candidate_id", file!.candidate_id)));
    expect(found[0]).toMatchObject({ fileName: file!.file_name, type: file!.type, content: { store: "s3" } });
  });
});
