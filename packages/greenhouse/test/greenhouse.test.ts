import { instantClock } from "@anyats/conformance";
import { connect, ContainerModule, LEDGER, memoryLedger, systemClock } from "@anyats/core";
import { createEmulator, type Emulator } from "@anyats/emulator";
import { describe, expect, it, vi } from "vitest";
import { greenhouse, type GreenhouseSettings } from "../src/index.ts";

async function connected(settings: Partial<Pick<GreenhouseSettings, "noteVisibility" | "integrationId">> = {}) {
  const { integrationId } = settings;
  const emulator = createEmulator({ tool: "greenhouse", candidates: 60, ...(integrationId && { integrationId }) });
  const modules = [instantClock(emulator.clock.now())];
  const ats = await connect(greenhouse, { ...emulator.settings(), ...settings }, { modules });
  const open = emulator.world.applications.where("outcome", "PENDING").map(({ id }) => id);
  const reasonId = emulator.world.rejectionReasons.all()[0]!.id;
  const sent = () => emulator.requests.all({ method: "POST" }).map(({ body }) => body as { remote_fields?: object });
  return { emulator, ats, world: emulator.world, open, reasonId, sent };
}

describe("a note", () => {
  it("is seen by whom the settings say, unless the call says otherwise", async () => {
    const { ats, world, open, sent } = await connected({ noteVisibility: "private" });
    await ats.applications.addNote({ application: open[0]!, note: "For few" });
    const remoteFields = { greenhouse: { visibility: "public" } };
    await ats.applications.addNote({ application: open[0]!, note: "For all", remoteFields });
    expect(sent().map(({ remote_fields }) => remote_fields)).toEqual([
      { greenhouse: { visibility: "private" } },
      remoteFields,
    ]);
    const last = world.notes.all().slice(-2);
    expect(last.map(({ is_private }) => is_private)).toEqual([true, false]);
  });

  it("is left to Greenhouse where nobody says who sees it", async () => {
    const { ats, open, sent } = await connected();
    await ats.applications.addNote({ application: open[0]!, note: "As usual" });
    expect(sent()).toEqual([{ content: "As usual", content_type: "PLAIN_TEXT" }]);
  });

  it("is not refused for what is given for other ATSs", async () => {
    const { ats, open, sent } = await connected();
    const remoteFields = { workable: { visibility: "everyone" } };
    await ats.applications.addNote({ application: open[0]!, note: "For all", remoteFields });
    expect(sent()).toMatchObject([{ remote_fields: remoteFields }]);
  });

  it("is refused with a visibility that Greenhouse does not have, before any request", async () => {
    const { ats, emulator, open } = await connected();
    const remoteFields = { greenhouse: { visibility: "secret" } };
    await expect(ats.applications.addNote({ application: open[0]!, note: "x", remoteFields })).rejects.toMatchObject({
      code: "limitation.refused",
      details: { limitation: "greenhouse.three-note-visibilities" },
    });
    expect(emulator.requests.count()).toBe(0);
  });
});

describe("an e-mail to a rejected candidate", () => {
  const email = { rejection_email: { email_template_id: 4711 } };
  const remoteFields = { greenhouse: { ...email, more: 1 } };

  it.for(["dropAfter", "dropBefore"] as const)("is asked for once, also when %s loses the answer", async (kind) => {
    const { ats, emulator, world, open, reasonId, sent } = await connected();
    emulator.faults.inject({ kind, match: { path: /reject$/ } });
    const receipt = await ats.applications.reject({ application: open[0]!, reasonId, note: "Once", remoteFields });
    expect(world.applications.get(open[0]!)?.outcome).toBe("DECLINED");
    expect(sent()).toEqual([
      { rejection_reason_id: reasonId, note: "Once", remote_fields: remoteFields },
      { rejection_reason_id: reasonId, remote_fields: { greenhouse: { more: 1 } } },
    ]);
    expect(receipt.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/not known whether the note was written, nor whether the candidate was sent the e-mail/),
    ]);
  });

  it("goes with each rejection of many, and one lost answer costs one warning", async () => {
    const { ats, emulator, open, reasonId, sent } = await connected();
    emulator.faults.inject({ kind: "dropAfter", match: { path: `/ats/applications/${open[1]}/reject` } });
    const applications = open.slice(0, 3);
    const { outcomes, rejected } = await ats.applications.rejectMany({ applications, reasonId, remoteFields });
    expect(rejected).toBe(3);
    expect(outcomes.map(({ warnings }) => warnings.length)).toEqual([0, 1, 0]);
    expect(
      sent().filter(({ remote_fields }) => "rejection_email" in (remote_fields as typeof remoteFields).greenhouse),
    ).toHaveLength(3);
  });

  /** Loses the first answer, and lets no repeat through. */
  const loseAndRefuse = ({ faults }: Emulator, path: RegExp | string = /reject$/) => {
    faults.inject({ kind: "dropAfter", match: { path } });
    faults.inject({ kind: "status", status: 503, times: Number.POSITIVE_INFINITY, match: { path } });
  };
  const mails = (bodies: readonly object[]) =>
    bodies.filter((body) => JSON.stringify(body).includes("rejection_email")).length;

  it("is not asked for again by a call with the same key after the repeat failed", async () => {
    const { ats, emulator, world, open, reasonId, sent } = await connected();
    loseAndRefuse(emulator);
    const reject = () =>
      ats.applications.reject({ application: open[0]!, reasonId, remoteFields }, { idempotencyKey: "reject-1" });
    await expect(reject()).rejects.toMatchObject({ status: 503, retry: "safe" });
    emulator.faults.clear();
    const { warnings, settledBy } = await reject();
    expect(settledBy).toBe("read-back"); // Greenhouse rejects what is open only.
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/sent the e-mail/)]);
    expect([world.applications.get(open[0]!)?.outcome, mails(sent())]).toEqual(["DECLINED", 1]);
    expect(await reject()).toMatchObject({ settledBy: "ledger" });
  });

  it("leaves the outcome unknown without a key where the repeat fails", async () => {
    const { ats, emulator, open, reasonId, sent } = await connected();
    loseAndRefuse(emulator);
    const rejected = ats.applications.reject({ application: open[0]!, reasonId, remoteFields });
    await expect(rejected).rejects.toMatchObject({ code: "write.outcome-unknown" });
    const many = await ats.applications.rejectMany({ applications: [open[1]!], reasonId, remoteFields });
    expect(many.outcomes[0]?.error).toMatchObject({ retry: "unknown-outcome" });
    expect(mails(sent())).toBe(2);
  });

  it.for(["reject", "rejectMany"] as const)("is not asked for again by %s after its process died", async (name) => {
    let now = 0;
    const ledger = memoryLedger(100, { ...systemClock, now: () => now });
    const modules = [new ContainerModule(({ bind }) => void bind(LEDGER).toConstantValue(ledger))];
    const { emulator, open, reasonId, sent, world } = await connected();
    const call = async (signal?: AbortSignal) => {
      const ats = await connect(greenhouse, emulator.settings(), { modules });
      const options = { idempotencyKey: "reject-1", ...(signal && { signal }) };
      const common = { reasonId, remoteFields };
      return name === "reject"
        ? ats.applications.reject({ application: open[0]!, ...common }, options)
        : ats.applications.rejectMany({ applications: [open[0]!], ...common }, options);
    };
    emulator.faults.inject({ kind: "latency", ms: 600_000, when: "after", match: { path: /reject$/ } });
    const died = new AbortController();
    const dead = call(died.signal).catch(() => {});
    await vi.waitFor(() => expect(world.applications.get(open[0]!)?.outcome).toBe("DECLINED"));
    now += 3_600_000;
    emulator.faults.clear();
    expect(JSON.stringify(await call())).toMatch(/not known whether the candidate was sent the e-mail/);
    // What Kombo or the ATS warned of is not kept, also of each application.
    const kept = await call();
    expect([kept.settledBy, JSON.stringify(kept).includes("not known")]).toEqual(["ledger", false]);
    expect(mails(sent())).toBe(1);
    died.abort();
    await dead;
  });

  it("is not asked for again for those in doubt when a batch is given up", async () => {
    const { ats, emulator, open, reasonId, sent } = await connected();
    const controller = new AbortController();
    const applications = open.slice(0, 3);
    const options = { idempotencyKey: "many-1", signal: controller.signal };
    // The first runs alone; of the two others, one gets no answer.
    const onProgress = ({ done }: { done: number }) =>
      done === 1
        ? emulator.faults.inject({ kind: "latency", ms: 600_000, when: "after", match: { path: /reject$/ } })
        : controller.abort();
    const stopped = ats.applications.rejectMany({ applications, reasonId, remoteFields, onProgress }, options);
    await expect(stopped).rejects.toMatchObject({
      name: "BatchStopped",
      retry: "unknown-outcome",
      advice: expect.stringMatching(/details.notDone/) as string,
      details: { done: [open[0], expect.any(String)], inDoubt: [expect.any(String)], notDone: [] },
    });
    emulator.faults.clear();
    const again = { idempotencyKey: "many-1" };
    const { rejected } = await ats.applications.rejectMany({ applications, reasonId, remoteFields }, again);
    expect([rejected, mails(sent())]).toEqual([3, 3]);
  });

  it("costs a rejection without one nothing: it is repeated as it is", async () => {
    const { ats, emulator, open, reasonId, sent } = await connected();
    emulator.faults.inject({ kind: "dropAfter", match: { path: /reject$/ } });
    const receipt = await ats.applications.reject({ application: open[0]!, reasonId });
    expect(receipt.warnings).toEqual([]);
    expect(sent()).toEqual([{ rejection_reason_id: reasonId }, { rejection_reason_id: reasonId }]);
  });
});

describe("Kombo's second connector", () => {
  it("gets its own key, and its own way to Harvest v3", async () => {
    const { ats, emulator, open, sent } = await connected({
      noteVisibility: "public",
      integrationId: "greenhousev3:x",
    });
    await ats.applications.addNote({ application: open[0]!, note: "Seen" });
    expect(sent()[0]?.remote_fields).toEqual({ greenhousev3: { visibility: "public" } });
    await ats.passthrough.send({ method: "GET", path: "/candidates" }).catch(() => {});
    expect(emulator.requests.all().at(-1)?.path).toBe("/passthrough/greenhousev3/harvestv3");
  });

  it("heeds a visibility and an e-mail that stand under the first one's name", async () => {
    const { ats, world, open, reasonId, sent } = await connected({
      noteVisibility: "public",
      integrationId: "greenhousev3:x",
    });
    const visibility = { greenhouse: { visibility: "private" } };
    await ats.applications.addNote({ application: open[0]!, note: "For few", remoteFields: visibility });
    expect(world.notes.all().at(-1)?.is_private).toBe(true);
    const email = { rejection_email: { email_template_id: 4711 } };
    const remoteFields = { greenhouse: email };
    await ats.applications.reject({ application: open[0]!, reasonId, remoteFields });
    await ats.applications.rejectMany({ applications: [open[1]!], reasonId, remoteFields });
    const named = sent().map(({ remote_fields }) => (remote_fields as Record<string, unknown>)["greenhousev3"]);
    expect(named).toEqual([{ visibility: "private" }, email, email]);
  });

  it("gets what creates a candidate under its own name, beside what is there", async () => {
    const { ats, world, sent } = await connected({ integrationId: "greenhousev3:x" });
    const job = world.jobs.all().find(({ status }) => status === "OPEN")!.id;
    const candidate = { firstName: "Grace", lastName: "Hopper", email: "grace.hopper@example.com" };
    const greenhouse = { candidate: { custom_fields: [1] }, application: { referrer: 7 } };
    const greenhousev3 = { application: { referrer: 8 } };
    await ats.applications.create({ job, candidate, remoteFields: { greenhouse, greenhousev3 } });
    const another = { ...candidate, email: "hopper@example.com" };
    await ats.candidates.create({ job, candidate: another, remoteFields: { greenhouse } });
    expect(sent().map(({ remote_fields }) => remote_fields)).toEqual([
      { greenhouse, greenhousev3: { ...greenhouse, ...greenhousev3 } },
      { greenhouse, greenhousev3: greenhouse },
    ]);
  });

  it("takes no name to act in, and every write that gives one warns", async () => {
    const { ats, world, open, sent } = await connected({ integrationId: "greenhousev3:x" });
    const remoteFields = { greenhouse: { post_headers: { "On-Behalf-Of": "92120" } } };
    const { candidate_id: candidate } = world.applications.get(open[0]!)!;
    const { warnings } = await ats.candidates.addTag({ candidate: candidate!, tag: "Silver", remoteFields });
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/On-Behalf-Of/)]);
    expect(sent()[0]?.remote_fields).toEqual(remoteFields);
    const first = await connected();
    const own = first.world.applications.get(first.open[0]!)!.candidate_id!;
    const tagged = await first.ats.candidates.addTag({ candidate: own, tag: "Silver", remoteFields });
    expect(tagged.warnings).toEqual([]);
  });

  it("is the only other one: another ATS's integration is refused at once", async () => {
    const settings = { apiKey: "k", integrationId: "bullhorn:x" };
    await expect(connect(greenhouse, settings)).rejects.toMatchObject({
      code: "connection.wrong-adapter",
    });
  });
});

describe("Greenhouse's own API", () => {
  it("is Harvest v3, one call away", async () => {
    const { ats, world } = await connected();
    const { remote_id: ids } = world.candidates.all()[0]!;
    const { status, data, warnings } = await ats.passthrough.send({
      method: "GET",
      path: "/candidates",
      query: { ids },
    });
    expect([status, warnings]).toEqual([200, []]);
    expect(data).toMatchObject([{ id: Number(ids) }]);
  });

  it("warns of the versions that end", async () => {
    const { emulator } = await connected();
    const data = { url: "https://harvest.greenhouse.io/v1/candidates", status: 200, headers: {}, data: [] };
    const fetch = async () => Response.json({ status: "success", data, warnings: [] });
    const ats = await connect(greenhouse, { ...emulator.settings(), fetch });
    const old = await ats.passthrough.send({ method: "GET", path: "/candidates", api: "greenhouse/harvest" });
    expect(old.warnings.map(({ code }) => code)).toEqual(["greenhouse.old-harvest-ends"]);
  });
});

it("tags a candidate, and takes the tag away", async () => {
  const { ats, world } = await connected();
  const { id } = world.candidates.all()[0]!;
  const tags = () => world.candidates.get(id)!.tag_ids.map((tag) => world.tags.get(tag)!.name);
  await ats.candidates.addTag({ candidate: id, tag: "Silver medallist" });
  expect(tags()).toContain("Silver medallist");
  const names = (await ats.tags.stream().toArray()).map(({ name }) => name);
  expect(names).toContain("Silver medallist");
  await ats.candidates.removeTag({ candidate: id, tag: "Silver medallist" });
  expect(tags()).not.toContain("Silver medallist");
});

it("lets Kombo follow an application by the one id that Greenhouse needs", async () => {
  const { ats, sent } = await connected();
  await ats.applications.importTracked({ application: { applicationRemoteId: "9000001" } });
  expect(sent()).toEqual([{ tracked_at: null, greenhouse: { id_type: "application_id", application_id: "9000001" } }]);
});
