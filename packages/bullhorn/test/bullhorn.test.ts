import { instantClock } from "@anyats/conformance";
import { connect } from "@anyats/core";
import { createEmulator, type Emulator } from "@anyats/emulator";
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { bullhorn } from "../src/index.ts";

async function connected() {
  const emulator = createEmulator({ tool: "bullhorn", candidates: 60 });
  const ats = await connect(bullhorn, emulator.settings(), { modules: [instantClock(emulator.clock.now())] });
  const [application] = emulator.world.applications.where("outcome", "PENDING");
  return { emulator, ats, world: emulator.world, application: application!.id };
}

/** The emulator's `fetch`, with the data of some answers changed. */
function changing({ fetch }: Emulator, path: string, change: (data: object) => object): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (!(input instanceof Request ? input.url : String(input)).includes(path)) return answer;
    const envelope = (await answer.json()) as { data: object };
    return Response.json({ ...envelope, data: change(envelope.data) });
  };
}

it("writes a note with its action, beside what else only Bullhorn understands", async () => {
  const { emulator, ats, world, application } = await connected();
  const remoteFields = { bullhorn: { more: 1 } };
  await ats.applications.addNote({ application, note: "Called.", actionType: "Phone Call", remoteFields });
  const [{ body } = { body: undefined }] = emulator.requests.all({ method: "POST" });
  expect(body).toEqual({
    content: "Called.",
    content_type: "PLAIN_TEXT",
    remote_fields: { bullhorn: { more: 1, action: "Phone Call" } },
  });
  expect(world.notes.all().at(-1)).toMatchObject({ content_html: "Called.", title: "Phone Call" });
});

it("refuses two actions for one note, before any request", async () => {
  const { emulator, ats, application } = await connected();
  const twice = { application, note: "Called.", actionType: "Phone Call" };
  await expect(
    ats.applications.addNote({ ...twice, remoteFields: { bullhorn: { action: "Email" } } }),
  ).rejects.toMatchObject({ code: "limitation.refused", details: { limitation: "bullhorn.one-action-per-note" } });
  expect(emulator.requests.count()).toBe(0);
  await ats.applications.addNote({ ...twice, remoteFields: { bullhorn: { action: "Phone Call" } } });
});

it("joins a candidate with Bullhorn's own record, found by either id", async () => {
  const { ats } = await connected();
  const [candidate] = await ats.candidates.stream().toArray();
  const enhanced = await ats.candidates.getEnhanced({ id: candidate!.id });
  expect(enhanced).toMatchObject({ candidate, status: "Active", representativeRemoteId: "301", customFields: null });
  expect(enhanced.availableOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(await ats.candidates.getEnhanced({ remoteId: candidate!.remoteId! })).toEqual(enhanced);
});

it("gives a candidate that only Bullhorn has, and says when nobody has the candidate", async () => {
  const { emulator, ats, world } = await connected();
  const nowhere = () => ({ next: null, results: [] });
  const alone = await connect(bullhorn, {
    ...emulator.settings(),
    fetch: changing(emulator, "/ats/candidates", nowhere),
  });
  const { remote_id: remoteId, id } = world.candidates.all()[0]!;
  expect(await alone.candidates.getEnhanced({ remoteId })).toMatchObject({ remoteId, candidate: null });
  await expect(alone.candidates.getEnhanced({ id })).rejects.toMatchObject({ code: "record.not-found" });
  await expect(ats.candidates.getEnhanced({ remoteId: "7" })).rejects.toMatchObject({ code: "record.not-found" });
});

it("gives nobody who is marked as deleted in Bullhorn", async () => {
  const { ats, world } = await connected();
  const { remote_id: remoteId, id } = world.candidates.all()[0]!;
  const { native } = await ats.candidates.getEnhanced({ remoteId });
  expect(native).toMatchObject({ isDeleted: false });
  world.candidates.delete(id);
  for (const who of [{ remoteId }, { id }])
    await expect(ats.candidates.getEnhanced(who)).rejects.toMatchObject({ code: "record.not-found" });
});

it("says what is not readable in Bullhorn's answer, and shows nothing of it", async () => {
  const { emulator, world } = await connected();
  const garbled = (answer: object) => ({ ...answer, data: { data: { id: "a secret" } } });
  const ats = await connect(bullhorn, { ...emulator.settings(), fetch: changing(emulator, "/passthrough/", garbled) });
  const { id } = world.candidates.all()[0]!;
  const error: unknown = await ats.candidates.getEnhanced({ id }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "ats.unreadable-answer", fault: "ats", retry: "never" });
  expect(String(error)).toContain("data.id");
  expect(inspect(error)).not.toContain("a secret");
});

it("does not guess an id in Bullhorn that Kombo does not know", async () => {
  const { emulator, world } = await connected();
  type List = { results: object[] };
  const nameless = (list: object) => ({
    ...list,
    results: (list as List).results.map((candidate) => ({ ...candidate, remote_id: null })),
  });
  const ats = await connect(bullhorn, {
    ...emulator.settings(),
    fetch: changing(emulator, "/ats/candidates", nameless),
  });
  const { id } = world.candidates.all()[0]!;
  await expect(ats.candidates.getEnhanced({ id })).rejects.toMatchObject({ code: "record.no-remote-id" });
  expect(emulator.requests.count({ method: "POST" })).toBe(0);
});

it("warns that a named candidate was looked for by e-mail address only", async () => {
  const { ats, world } = await connected();
  const job = world.jobs.all().find(({ status }) => status === "OPEN")!.id;
  const candidate = { firstName: "Ada", lastName: "New", email: "ada.new@example.com" };
  const remoteFields = { bullhorn: { existing_candidate_remote_id: "100001" } };
  const { warnings } = await ats.applications.create({ job, candidate, remoteFields });
  expect(warnings.map(({ code }) => code)).toEqual(["bullhorn.naming-an-existing-candidate-is-new"]);
});

it("offers nothing that asks Bullhorn itself where it rejects the credentials", async () => {
  const emulator = createEmulator({ tool: "bullhorn", coverage: "all", integrationState: "INVALID" });
  await using ats = await connect(bullhorn, emulator.settings());
  const { cells } = await ats.coverage();
  const cell = (id: string) => cells.find(({ capability }) => capability === id);
  expect(cell("candidates.getEnhanced")?.gap?.explanation).toContain("credentials");
  expect(cell("candidates.get")?.gap).toBeNull();
});

it("gives a candidate without a value of another type, and reports it", async () => {
  const { emulator } = await connected();
  const fetch = changing(emulator, "/passthrough/", (data) => {
    const native = (data as { data: { data: object } }).data;
    return { ...data, data: { ...native, data: { ...native.data, status: { kit: 1 }, owner: 7 } } };
  });
  const ats = await connect(bullhorn, { ...emulator.settings(), fetch });
  const events: unknown[] = [];
  ats.on("drift", ({ path }) => events.push(path));
  const [candidate] = await ats.candidates.stream().toArray();
  for (let nth = 0; nth < 2; nth += 1) {
    const enhanced = await ats.candidates.getEnhanced({ id: candidate!.id });
    expect(enhanced).toMatchObject({ candidate, status: null, representativeRemoteId: null });
    expect(enhanced.availableOn).not.toBeNull();
  }
  expect(events).toEqual(["$.data.status", "$.data.owner"]);
});
