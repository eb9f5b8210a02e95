import { applications, defineAdapter, handles, type Call, type InputOf } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { AddApplicationNote, komboBase } from "../src/index.ts";
import { reads, sample, written, writtenBy, writes } from "./fixtures/written.ts";

async function scene(options = {}) {
  const made = await written(options);
  const [application, other] = made.open;
  const texts = (id = application!.id) =>
    made.world.notes.where("application_id", id).map(({ content_html }) => content_html);
  const before = texts().length;
  const added = () => texts().slice(before);
  return { ...made, application: application!, other: other!, added };
}

const onNotes = { method: "POST", path: /\/notes$/ };
const unknown = { code: "write.outcome-unknown", retry: "unknown-outcome" };

describe("adding a note to an application", () => {
  it("stores it in the format of the ATS, and hands Kombo's warnings to the caller", async () => {
    const { ats, emulator, application, added } = await scene();
    const receipt = await ats.applications.addNote({
      application: application.id,
      note: { html: "<b>Yes</b><script>x</script>" },
    });
    expect(receipt).toEqual({ warnings: [], settledBy: "answer" });
    await ats.applications.addNote({ application: application.id, note: "1 < 2\nnext" });
    expect(added()).toEqual(["<b>Yes</b>", "1 &lt; 2<br>next"]);
    expect(writes(emulator)[0]!.body).toEqual({ content: "<b>Yes</b>", content_type: "PLAIN_TEXT" });
  });

  it("refuses an empty note and one that is too long without a request", async () => {
    const { ats, emulator, application } = await scene();
    for (const note of [" ", { html: "<p></p>" }, "x".repeat(2_001)])
      await expect(ats.applications.addNote({ application: application.id, note })).rejects.toMatchObject({
        code: "input.invalid",
      });
    expect(emulator.requests.count()).toBe(0);
  });

  it("warns that the kind of a note is not sent, unless an adapter has a place for it", async () => {
    class WithAction extends AddApplicationNote {
      protected override remoteFields({ actionType, remoteFields }: InputOf<typeof applications.addNote>, _call: Call) {
        return { ...remoteFields, bullhorn: { ...remoteFields?.["bullhorn"], action: actionType } };
      }
    }
    const bullhorn = defineAdapter({
      id: "bullhorn-sample",
      name: "Bullhorn sample",
      package: { name: "sample", version: "1.0.0" },
      extends: komboBase,
      facts: {},
      handlers: [handles(applications.addNote, WithAction)],
    });
    const { ats, emulator, open } = await writtenBy(bullhorn, (made) => made.settings());
    const input = {
      application: open[0]!.id,
      note: "Called",
      actionType: "Outbound call",
      remoteFields: { bullhorn: { x: 1 } },
    };
    expect((await ats.applications.addNote(input)).warnings).toEqual([]);
    expect(writes(emulator)[0]!.body).toMatchObject({ remote_fields: { bullhorn: { x: 1, action: "Outbound call" } } });

    const plain = await scene();
    const receipt = await plain.ats.applications.addNote({
      application: plain.application.id,
      note: "Called",
      actionType: "Call",
    });
    expect(receipt.warnings).toEqual([{ message: expect.stringContaining("kind of a note") as string, code: null }]);
  });
});

describe("a note whose answer is lost", () => {
  it("is found by reading back, also when the ATS wraps it in markup of its own", async () => {
    const { ats, emulator, world, application, added } = await scene();
    emulator.faults.inject({ kind: "dropAfter", match: onNotes });
    expect(await ats.applications.addNote({ application: application.id, note: "Good talk" })).toEqual({
      warnings: [],
      settledBy: "read-back",
    });
    expect(added()).toEqual(["Good talk"]);

    emulator.faults.inject({ kind: "latency", ms: 1, when: "after", match: onNotes });
    emulator.faults.inject({ kind: "dropAfter", match: onNotes });
    const wrap = setInterval(() => {
      const mine = world.notes.all().find(({ content_html }) => content_html === "A &amp; B<br>next");
      if (mine) world.notes.update(mine.id, { content_html: "<div><p>A &amp; B</p>\n<p>next</p></div>" });
    }, 0);
    const receipt = await ats.applications.addNote({ application: application.id, note: "A & B\nnext" });
    clearInterval(wrap);
    expect(receipt.settledBy).toBe("read-back");
  });

  it("is not confused with an older note of the same text: it stays unknown", async () => {
    const { ats, emulator, application, added } = await scene();
    await ats.applications.addNote({ application: application.id, note: "Same text" });
    emulator.faults.inject({ kind: "dropBefore", match: onNotes });
    await expect(ats.applications.addNote({ application: application.id, note: "Same text" })).rejects.toMatchObject({
      ...unknown,
      details: { reconcile: { applicationId: application.id } },
    });
    expect(added()).toEqual(["Same text"]);
    expect(writes(emulator)).toHaveLength(2);
  });

  it("is found although an older note has the same text", async () => {
    const { ats, emulator, application, added } = await scene();
    await ats.applications.addNote({ application: application.id, note: "Same text" });
    emulator.faults.inject({ kind: "dropAfter", match: onNotes });
    expect((await ats.applications.addNote({ application: application.id, note: "Same text" })).settledBy).toBe(
      "read-back",
    );
    expect(added()).toEqual(["Same text", "Same text"]);
  });

  it("is not treated as a note of the same text that is written at the same time", async () => {
    const { ats, emulator, application, added } = await scene();
    emulator.faults.inject({ kind: "dropBefore", match: onNotes });
    const add = () => ats.applications.addNote({ application: application.id, note: "Twins" });
    const outcomes = await Promise.allSettled([add(), add()]);
    const claimed = outcomes.filter(({ status }) => status === "fulfilled").length;
    expect(added()).toHaveLength(1);
    expect(claimed).toBe(1);
    const lost = outcomes.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(lost.reason).toMatchObject(unknown);
  });

  it("is found beside an older note that cannot be read", async () => {
    const { ats, emulator, world, application, added } = await scene();
    await ats.applications.addNote({ application: application.id, note: "Older" });
    const older = world.notes.all().find(({ content_html }) => content_html === "Older")!;
    world.notes.update(older.id, { content_html: 4711 as never });
    const add = (note: string) => ats.applications.addNote({ application: application.id, note });
    emulator.faults.inject({ kind: "dropAfter", match: onNotes });
    expect((await add("Newer")).settledBy).toBe("read-back");
    expect(added()).toContain("Newer");
    emulator.faults.inject({ kind: "dropBefore", match: onNotes });
    await expect(add("Lost")).rejects.toMatchObject(unknown);
  });

  it("stays unknown where notes cannot be read, until they can be", async () => {
    const { ats, emulator, application, other, added } = await scene();
    emulator.integration.coverage.set("ats_notes", false);
    for (const kind of ["dropAfter", "dropBefore"] as const) {
      emulator.faults.inject({ kind, match: onNotes });
      await expect(ats.applications.addNote({ application: application.id, note: kind })).rejects.toMatchObject({
        ...unknown,
        message: expect.stringContaining("were there before the write (capability.model-not-available)") as string,
      });
    }
    await ats.applications.addNote({ application: other.id, note: "Fine" });
    expect(added()).toEqual(["dropAfter"]);
    // One look before each write.
    expect(reads(emulator)).toHaveLength(3);
    emulator.integration.coverage.set("ats_notes", true);
    emulator.faults.inject({ kind: "dropAfter", match: onNotes });
    const receipt = await ats.applications.addNote({ application: application.id, note: "Allowed by now" });
    expect(receipt.settledBy).toBe("read-back");
  });

  it("is settled by calling again with its idempotency key, once it is to be seen", async () => {
    const { ats, emulator, world, application, added } = await scene();
    const add = () =>
      ats.applications.addNote({ application: application.id, note: "Slow list" }, { idempotencyKey: "note-1" });
    emulator.faults.inject({ kind: "dropAfter", match: onNotes });
    emulator.faults.inject({ kind: "htmlPage", status: 500, match: { path: "/ats/notes" }, after: 1, times: 100 });
    await expect(add()).rejects.toMatchObject(unknown);
    emulator.faults.clear();
    expect((await add()).settledBy).toBe("read-back");
    expect((await add()).settledBy).toBe("ledger");
    expect(added()).toEqual(["Slow list"]);
    expect(
      world.notes.where("application_id", application.id).filter(({ content_html }) => content_html === "Slow list"),
    ).toHaveLength(1);
  });

  it("is never written when the call is cancelled before it left, and that is said", async () => {
    const { ats, emulator, application, added } = await scene();
    emulator.faults.inject({ kind: "latency", ms: 60_000, match: { path: "/ats/notes" } });
    const controller = new AbortController();
    const adding = ats.applications.addNote(
      { application: application.id, note: "Never" },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 5);
    await expect(adding).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
    expect([added(), writes(emulator)]).toEqual([[], []]);
  });
});

describe("the sample ATS", () => {
  it("inherits every command of the base", () => {
    for (const id of Object.keys(komboBase.operations)) expect(id in sample.missing).toBe(false);
  });
});
