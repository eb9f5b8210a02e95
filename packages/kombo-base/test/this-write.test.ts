import {
  ALLOWANCE,
  CLOCK,
  LEDGER,
  connect,
  memoryLedger,
  type Allowance,
  type Clock,
  type FileInput,
  ContainerModule,
} from "@anyats/core";
import { describe, expect, it } from "vitest";
import { ManualClock, turn } from "@anyats/core/testing";
import { instantClock } from "./fixtures/emulated.ts";
import { pdf, sample, written, writes } from "./fixtures/written.ts";

/** A connection beside another: before its first write reaches the ATS, something happens, and the write is lost. */
async function losing(pattern: RegExp, meanwhile: (other: Awaited<ReturnType<typeof written>>) => Promise<unknown>) {
  const other = await written();
  const settings = other.emulator.settings();
  let lost = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (lost || request.method !== "POST" || !pattern.test(new URL(request.url).pathname))
      return settings.fetch!(request);
    lost = true;
    await meanwhile(other);
    throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });
  };
  const mine = await connect(sample, { ...settings, fetch }, { modules: [instantClock()] });
  return { ...other, mine };
}

const cv = (text: string): FileInput => ({
  name: "cv.pdf",
  type: "CV",
  base64: Buffer.from(`${Buffer.from(pdf, "base64").toString()}% ${text}\n`).toString("base64"),
});
const grace = { firstName: "Grace", lastName: "Hopper", email: "grace.hopper@example.com" };

describe("a lost write beside another connection's", () => {
  const onFiles = /\/attachments$/;

  it("is not mistaken for another file of its name: the outcome stays unknown", async () => {
    let application = "";
    const { mine, open, world } = await losing(onFiles, ({ ats }) =>
      ats.applications.addAttachment({ application, file: cv("of the other") }),
    );
    application = open[0]!.id;
    await expect(mine.applications.addAttachment({ application, file: cv("mine") })).rejects.toMatchObject({
      code: "write.outcome-unknown",
    });
    const there = world.attachments.where("candidate_id", open[0]!.candidate_id!);
    expect(there.filter(({ file_name }) => file_name === "cv.pdf")).toHaveLength(1);
  });

  it("is found among files of its name by the content", async () => {
    let application = "";
    const { mine, open } = await losing(onFiles, async ({ ats }) => {
      await ats.applications.addAttachment({ application, file: cv("of the other") });
      await ats.applications.addAttachment({ application, file: cv("mine") });
      await ats.applications.addAttachment({ application, file: cv("of a third") });
    });
    application = open[0]!.id;
    const receipt = await mine.applications.addAttachment({ application, file: cv("mine") });
    expect(receipt.settledBy).toBe("read-back");
  });

  it("stays unknown where the ATS fetches the file itself: its content is not known", async () => {
    let application = "";
    const file = { name: "cv.pdf", type: "CV", url: "https://files.example.com/cv.pdf" } as const;
    const { mine, open } = await losing(onFiles, ({ ats }) => ats.applications.addAttachment({ application, file }));
    application = open[0]!.id;
    await expect(mine.applications.addAttachment({ application, file })).rejects.toMatchObject({
      code: "write.outcome-unknown",
    });
  });

  it("is not mistaken for an application of another person at the same address", async () => {
    let job = "";
    const { mine, world } = await losing(/\/jobs\/[^/]+\/applications$/, ({ ats }) =>
      ats.applications.create({ job, candidate: { ...grace, firstName: "Vincent" } }),
    );
    job = world.jobs.where("status", "OPEN")[0]!.id;
    await expect(mine.applications.create({ job, candidate: grace })).rejects.toMatchObject({
      code: "write.outcome-unknown",
    });
  });
});

it("is settled beside an answered application of another person at the same address", async () => {
  const people: object[] = [];
  const sent = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.method === "GET")
      return Response.json({ status: "success", data: { next: null, results: people }, warnings: [] });
    const { candidate } = (await request.json()) as { candidate: { first_name: string; last_name: string } };
    const { first_name, last_name } = candidate;
    const record = (id: string) => ({ id, remote_id: id, changed_at: "2026-01-01T00:00:00.000Z" });
    const application = { ...record(`a-${first_name}`), outcome: "PENDING", job: { id: "j1" } };
    const email_addresses = [{ email_address: grace.email, type: null }];
    people.push({ ...record(`c-${first_name}`), first_name, last_name, email_addresses, applications: [application] });
    if (first_name !== grace.firstName) return Response.json({ status: "success", data: application, warnings: [] });
    sent.resolve();
    await release.promise;
    throw new TypeError("fetch failed");
  };
  const settings = { apiKey: "k", integrationId: "greenhouse:x", fetch };
  await using ats = await connect(sample, settings, { modules: [instantClock()] });
  const lost = ats.applications.create({ job: "j1", candidate: grace });
  await sent.promise;
  await ats.applications.create({ job: "j1", candidate: { ...grace, firstName: "Vincent" } });
  release.resolve();
  expect(await lost).toMatchObject({ applicationId: "a-Grace", candidateId: "c-Grace", settledBy: "read-back" });
});

describe("a person who applied before", () => {
  async function applied(change: object, name: object = {}) {
    const made = await written();
    const job = made.world.jobs.where("status", "OPEN")[0]!;
    const first = await made.ats.applications.create({ job: job.id, candidate: { ...grace, ...name } });
    made.world.applications.update(first.applicationId, change);
    const again = (more: object = {}) => made.ats.applications.create({ job: job.id, candidate: grace, ...more });
    return { ...made, again };
  }
  const sent = ({ emulator }: Awaited<ReturnType<typeof applied>>) => writes(emulator).length - 1;

  it.each([["DECLINED"], ["HIRED"], [null]])(
    "can apply again once the application has ended (%s): the ATS decides",
    async (outcome) => {
      const scene = await applied({ outcome });
      await expect(scene.again()).rejects.toMatchObject({ upstreamCode: "ATS.APPLICATION_ALREADY_EXISTS" });
      expect(sent(scene)).toBe(1);
    },
  );

  it("is not refused for an open application of another person at the same address", async () => {
    const scene = await applied({}, { firstName: "Vincent" });
    await expect(scene.again()).rejects.toMatchObject({ upstreamCode: "ATS.APPLICATION_ALREADY_EXISTS" });
    expect(sent(scene)).toBe(1);
  });

  it("sends nothing for an open application, unless `reapply` leaves it to the ATS", async () => {
    const scene = await applied({});
    await expect(scene.again()).rejects.toMatchObject({ code: "application.already-exists", upstreamCode: undefined });
    expect(sent(scene)).toBe(0);
    await expect(scene.again({ reapply: true })).rejects.toMatchObject({
      upstreamCode: "ATS.APPLICATION_ALREADY_EXISTS",
    });
    expect(sent(scene)).toBe(1);
  });
});

describe("a record as it was read", () => {
  it.each(["REQ-2026/017", "REQ 2026 017", "a#b?c%", "x".repeat(300)])(
    "is accepted with the id %j in the ATS",
    async (remoteId) => {
      const { ats, open, world } = await written();
      const named: object = { remote_id: remoteId };
      world.applications.update(open[0]!.id, named);
      const application = await ats.applications.get({ id: open[0]!.id });
      expect(application.remoteId).toBe(remoteId);
      expect(await ats.applications.addNote({ application, note: "Called." })).toMatchObject({ settledBy: "answer" });
      expect((await ats.applications.get({ remoteId })).id).toBe(application.id);
      expect(await ats.applications.stream({ remoteIds: [remoteId] }).toArray()).toHaveLength(1);
    },
  );
});

describe("a move to a stage of a job without a list of stages", () => {
  it.each([[[]], [null], [undefined]])("is sent, with a warning that the stage was not checked: %j", async (stages) => {
    const { emulator, open, world } = await written();
    const [application] = open;
    const stage = world.jobs.get(application!.job_id)!.stage_ids.find((id) => {
      const { remote_id } = world.stages.get(id)!;
      return id !== application!.current_stage_id && remote_id === "4204";
    })!;
    const settings = emulator.settings();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const answer = await settings.fetch!(request);
      if (!new URL(request.url).pathname.endsWith("/ats/jobs")) return answer;
      const body = (await answer.json()) as { data: { results: object[] } };
      return Response.json({
        ...body,
        data: { ...body.data, results: body.data.results.map((job) => ({ ...job, stages })) },
      });
    };
    const ats = await connect(sample, { ...settings, fetch }, { modules: [instantClock()] });
    const receipt = await ats.applications.moveToStage({ application: application!.id, stage });
    expect(receipt.warnings).toMatchObject([{ message: expect.stringContaining("could not be checked") as string }]);
    expect(world.applications.get(application!.id)!.current_stage_id).toBe(stage);
  });
});

describe("a write that another process began", () => {
  it("is settled by what that process remembered", async () => {
    // Time passes for the second process only: the first stands still.
    const [stopped, clock] = [new ManualClock(), new ManualClock()];
    const ledger = memoryLedger(undefined, clock);
    const { emulator, open, world } = await written();
    const modules = (own: ManualClock) => [
      new ContainerModule(({ bind }) => {
        bind(CLOCK).toConstantValue(own);
        bind(LEDGER).toConstantValue(ledger);
      }),
    ];
    const application = open[0]!.id;
    const notes = () => world.notes.where("application_id", application).length;
    const before = notes();
    const key = { idempotencyKey: "note-1", timeoutMs: 60_000 };
    const settings = emulator.settings();
    // The first process gets no answer, and then stands still forever.
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const writing = request.method === "POST";
      const answer = await settings.fetch!(request);
      return writing ? new Promise<Response>(() => {}) : answer;
    };
    const first = await connect(sample, { ...settings, fetch }, { modules: modules(stopped) });
    void first.applications.addNote({ application, note: "Called." }, key).catch(() => {});
    while (notes() === before) await turn();

    const second = await connect(sample, settings, { modules: modules(clock) });
    const again = () => second.applications.addNote({ application, note: "Called." }, key);
    await clock.advance(179_000);
    await expect(again()).rejects.toMatchObject({ code: "write.in-progress" });
    await clock.advance(1_000);
    const receipt = again();
    expect((await receipt).settledBy).toBe("read-back");
    expect(notes()).toBe(before + 1);
  });
});

describe("a write whose process stood still after its last word with the ledger", () => {
  it("is not sent past its deadline, although no timer has struck", async () => {
    const { emulator, open } = await written();
    const clock = new ManualClock();
    let late = false;
    const allowance: Allowance = {
      acquire: async ({ kind }) => {
        // The request of the write waits for its place, and meanwhile the process is stopped.
        if (kind === "actions") late = true;
        return { waitedMs: 0, release: () => {} };
      },
      learn: () => {},
    };
    const standing: Clock = {
      now: () => clock.now() + (late ? 3_600_000 : 0),
      sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    };
    const own = new ContainerModule(({ bind }) => {
      bind(CLOCK).toConstantValue(standing);
      bind(ALLOWANCE).toConstantValue(allowance);
    });
    const ats = await connect(sample, emulator.settings(), { modules: [own] });
    const adding = ats.applications.addNote({ application: open[0]!.id, note: "Called." }, { idempotencyKey: "late" });
    await expect(adding).rejects.toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
    expect(writes(emulator)).toEqual([]);
  });
});
