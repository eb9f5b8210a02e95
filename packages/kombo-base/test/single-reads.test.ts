import { connect } from "@anyats/core";
import { describe, expect, it, vi } from "vitest";
import { jobReading, komboBase } from "../src/index.ts";
import { answering, emulated } from "./fixtures/emulated.ts";

describe("applications.get", () => {
  it("finds an application by its id, and by its id in the ATS", async () => {
    const { ats, world } = await emulated();
    const [row] = world.applications.all();
    const byId = await ats.applications.get({ id: row!.id });
    expect(byId).toMatchObject({ id: row!.id, remoteId: row!.remote_id, candidateId: row!.candidate_id });
    expect(await ats.applications.get({ remoteId: row!.remote_id! })).toEqual(byId);
  });

  it.each(["omit", "not-found"] as const)(
    "says that there is none, whatever Kombo does then: %s",
    async (unknownIds) => {
      const { ats } = await emulated({ unknownIds });
      const id = "222222222222222222222222";
      for (const get of [ats.applications.get, ats.candidates.get, ats.jobs.get])
        await expect(get({ id })).rejects.toMatchObject({ code: "record.not-found" });
    },
  );

  it("names the value with a comma by the caller's own names", async () => {
    const { ats } = await emulated();
    const { applications, jobs } = ats;
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["remoteId", () => jobs.get({ remoteId: "a,b" })],
      ["jobIds[1]", () => applications.listStages({ jobIds: ["a", "b,c"] })],
      ["remoteIds[0]", () => applications.listRejectionReasons({ remoteIds: ["a,b"] })],
      ["jobRemoteIds[1]", () => applications.stream({ jobRemoteIds: ["a", "b,c"] }).toArray()],
      ["stageIds[0]", () => applications.stream({ stageIds: ["b,c"] }).toArray()],
      ["requisitionCodes[0]", () => jobs.stream({ requisitionCodes: ["a,b"] }).toArray()],
      ["statuses[1]", () => jobs.stream({ statuses: ["OPEN", { other: "a,b" }] }).toArray()],
    ];
    for (const [path, call] of calls)
      await expect(call()).rejects.toMatchObject({ code: "input.invalid", issues: [{ path }] });
  });

  it("lists a stage once with each of its jobs where a page gives a job again", async () => {
    const job = (id: string) => ({
      id,
      remote_id: id,
      changed_at: "2026-11-23T09:00:00.000Z",
      remote_deleted_at: null,
      stages: [{ id: "s", remote_id: "1", name: "New" }],
      screening_questions: [],
      job_postings: [],
      hiring_team: [],
    });
    const pages = [
      { next: "more", results: [job("1"), job("2")] },
      { next: null, results: [job("2"), job("3")] },
    ];
    const fetch = async () => Response.json({ status: "success", data: pages.shift() });
    const ats = await connect(komboBase, { apiKey: "k", integrationId: "bullhorn:x", fetch });
    expect((await ats.applications.listStages()).map(({ jobIds }) => jobIds)).toEqual([["1", "2", "3"]]);
  });

  it("maps jobs for their stages no more often where provenance is asked for", async () => {
    const { ats } = await emulated();
    const mapped = vi.spyOn(jobReading, "map");
    const plain = await ats.applications.listStages();
    const once = mapped.mock.calls.length;
    expect(await ats.applications.listStages({}, { provenance: true, raw: true })).toEqual(plain);
    expect(mapped).toHaveBeenCalledTimes(2 * once);
    mapped.mockRestore();
  });

  it("refuses an id with a comma, which Kombo would take for two", async () => {
    const { ats, world, emulator } = await emulated();
    const [one, other] = world.applications.all();
    for (const both of [{ id: `${one!.id},${other!.id}` }, { remoteId: `${one!.remote_id},${other!.remote_id}` }])
      await expect(ats.applications.get(both)).rejects.toMatchObject({ code: "input.invalid" });
    expect(emulator.requests.count()).toBe(0);
  });
});

describe("the files of a candidate or an application", () => {
  it("are listed with where to fetch each", async () => {
    const { ats, world } = await emulated();
    const [file] = world.attachments.all();
    const files = await ats.candidates.listAttachments({ candidate: file!.candidate_id });
    expect(files.map(({ id }) => id)).toEqual(
      world.attachments.where("candidate_id", file!.candidate_id).map(({ id }) => id),
    );
    expect(files.find(({ id }) => id === file!.id)).toMatchObject({ fileName: file!.file_name, type: file!.type });
    expect(files[0]!.url).toMatch(/^http/);
    const [application] = world.applications.where("candidate_id", file!.candidate_id);
    const ofApplication = await ats.applications.listAttachments({ application: application!.id });
    expect(ofApplication.map(({ id }) => id)).toEqual(files.map(({ id }) => id));
  });

  it("are none where there are none, and an error where the record is unknown", async () => {
    const { ats, world } = await emulated();
    const [file] = world.attachments.all();
    for (const { id } of world.attachments.where("candidate_id", file!.candidate_id)) world.attachments.delete(id);
    expect(await ats.candidates.listAttachments({ candidate: file!.candidate_id })).toEqual([]);
    await expect(ats.candidates.listAttachments({ candidate: "nobody" })).rejects.toMatchObject({ fault: "caller" });
  });
});

it("an answer without the list of files is an error, not a person without files", async () => {
  const ats = await answering({});
  for (const asked of [ats.candidates.listAttachments, ats.candidates.getResume])
    await expect(asked({ candidate: "somebody" })).rejects.toMatchObject({ code: "aggregator.unreadable-answer" });
});

describe("applications.getAttachmentRestrictions", () => {
  it("gives the limits of each command as data", async () => {
    const { ats } = await emulated();
    const limits = await ats.applications.getAttachmentRestrictions({ command: "applications.addAttachment" });
    expect(limits).toEqual({
      known: true,
      maxTotalBytes: null,
      types: {
        CV: { supported: true, minAmount: null, maxAmount: null, maxFileBytes: 10_000_000, contentTypes: null },
        COVER_LETTER: expect.objectContaining({ supported: true }),
        OTHER: expect.objectContaining({ supported: true }),
      },
    });
    for (const command of ["applications.create", "candidates.create", "candidates.addAttachment"] as const)
      expect(await ats.applications.getAttachmentRestrictions({ command })).toMatchObject({ known: true });
  });

  it("says when nothing is known, or a type is not taken", async () => {
    const command = "applications.create";
    const unlimited = { minAmount: null, maxAmount: null, maxFileBytes: null, contentTypes: null };
    const silent = await answering({ attachment_restrictions: null });
    expect(await silent.applications.getAttachmentRestrictions({ command })).toMatchObject({
      known: false,
      types: { CV: { supported: null, ...unlimited }, OTHER: { supported: null, ...unlimited } },
    });
    const types = { CV: { is_supported: false }, COVER_LETTER: { is_supported: true, max_amount: 1 } };
    const strict = await answering({ attachment_restrictions: { total_size_bytes: 5, types } });
    expect(await strict.applications.getAttachmentRestrictions({ command })).toMatchObject({
      known: true,
      maxTotalBytes: 5,
      types: { CV: { supported: false }, COVER_LETTER: { supported: true, maxAmount: 1 }, OTHER: { supported: null } },
    });
  });

  it("takes no answer that is something else for limits", async () => {
    const { applications } = await answering({ attachment_restrictions: { types: "all" } });
    await expect(applications.getAttachmentRestrictions({ command: "candidates.create" })).rejects.toMatchObject({
      code: "aggregator.unreadable-answer",
    });
  });
});
