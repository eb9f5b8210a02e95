import { describe, expect, it } from "vitest";
import { emulated } from "./fixtures/emulated.ts";

const link = { label: "Assessment: passed", url: "https://results.example.com/1" };

async function withCandidate() {
  const connection = await emulated();
  const { world, ats } = connection;
  const application = world.applications.where("outcome", "PENDING")[0]!;
  const candidate = application.candidate_id!;
  const tagsOf = async () => (await ats.candidates.get({ id: candidate })).tags.map(({ name }) => name);
  return { ...connection, application: application.id, candidate, tagsOf };
}

describe("tagging a candidate", () => {
  it("is read back, and happens once however often it is said", async () => {
    const { ats, candidate, tagsOf } = await withCandidate();
    const receipt = await ats.candidates.addTag({ candidate, tag: "Strong interview" });
    expect(receipt).toEqual({ warnings: [], settledBy: "answer" });
    await ats.candidates.addTag({ candidate, tag: "Strong interview" });
    expect((await tagsOf()).filter((name) => name === "Strong interview")).toHaveLength(1);
    expect((await ats.tags.stream().toArray()).filter(({ name }) => name === "Strong interview")).toHaveLength(1);
  });

  it("is taken back, also from a candidate who does not carry the tag", async () => {
    const { ats, candidate, tagsOf, emulator } = await withCandidate();
    await ats.candidates.addTag({ candidate, tag: "Later" });
    await ats.candidates.removeTag({ candidate, tag: "Later" });
    await ats.candidates.removeTag({ candidate, tag: "Later" });
    expect(await tagsOf()).not.toContain("Later");
    expect(emulator.requests.all({ method: "DELETE" })[0]?.body).toEqual({ tag: { name: "Later" } });
  });

  it("is repeated after a lost answer, since that does no harm", async () => {
    const { ats, candidate, tagsOf, emulator } = await withCandidate();
    emulator.faults.inject({ kind: "dropAfter", match: { path: /tags$/ } });
    await ats.candidates.addTag({ candidate, tag: "Once" });
    expect((await tagsOf()).filter((name) => name === "Once")).toHaveLength(1);
  });

  it.each(["", "  ", "x".repeat(256)])("needs a name: %j is none", async (tag) => {
    const { ats, candidate, emulator } = await withCandidate();
    await expect(ats.candidates.addTag({ candidate, tag })).rejects.toMatchObject({ code: "input.invalid" });
    await expect(ats.candidates.removeTag({ candidate, tag })).rejects.toMatchObject({ code: "input.invalid" });
    expect(emulator.requests.count()).toBe(0);
  });
});

describe("a result link", () => {
  it("reaches the application or the candidate with all its details", async () => {
    const { ats, application, candidate, world } = await withCandidate();
    const details = { customFieldNamePrefix: "Test", attributes: [{ key: "score", value: "93" }] };
    await ats.applications.addResultLink({ application, ...link, details });
    await ats.candidates.addResultLink({ candidate, ...link });
    const [onApplication, onCandidate] = world.resultLinks.all();
    expect(onApplication).toMatchObject({
      application_id: application,
      ...link,
      details: { custom_field_name_prefix: "Test", attributes: details.attributes },
    });
    expect(onCandidate).toMatchObject({ application_id: null, candidate_id: candidate, ...link, details: null });
  });

  it("is never written twice in silence: a lost answer is an unknown outcome", async () => {
    const { ats, application, candidate, world, emulator } = await withCandidate();
    emulator.faults.inject({ kind: "dropAfter", match: { path: /result-links$/ }, times: 2 });
    const unknown = { code: "write.outcome-unknown", retry: "unknown-outcome" };
    await expect(ats.applications.addResultLink({ application, ...link })).rejects.toMatchObject({
      ...unknown,
      details: { reconcile: { applicationId: application } },
    });
    await expect(ats.candidates.addResultLink({ candidate, ...link })).rejects.toMatchObject(unknown);
    expect(world.resultLinks.size).toBe(2);
  });

  it("is sent again on its own where it is certain that nothing ran", async () => {
    const { ats, application, world, emulator } = await withCandidate();
    emulator.faults.inject({ kind: "concurrency", match: { path: /result-links$/ } });
    await ats.applications.addResultLink({ application, ...link });
    expect(world.resultLinks.size).toBe(1);
  });

  it.each(["javascript:alert(1)", "results", "ftp://results.example.com", ""])(
    "leads to the web: not to %j",
    async (url) => {
      const { ats, application, emulator } = await withCandidate();
      await expect(ats.applications.addResultLink({ application, ...link, url })).rejects.toMatchObject({
        code: "input.invalid",
      });
      expect(emulator.requests.count()).toBe(0);
    },
  );
});
