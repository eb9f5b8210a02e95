import { connect, memoryLedger, type Ledger } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { reads, sample, written, writes } from "./fixtures/written.ts";

async function scene(options = {}) {
  const made = await written(options);
  const reasonId = made.world.rejectionReasons.all()[0]!.id;
  const rejected = (id: string) => made.world.applications.get(id)!.outcome === "DECLINED";
  return { ...made, reasonId, rejected, ids: made.open.map(({ id }) => id) };
}

const nobody = "222222222222222222222222";

describe("rejecting an application", () => {
  it("sends the reason, the remark and the ATS's own inputs; reads the reasons once", async () => {
    const { ats, emulator, world, ids, reasonId } = await scene();
    const remoteFields = { greenhouse: { rejection_email: { email_template_id: "1" } } };
    await ats.applications.reject({ application: ids[0]!, reasonId, note: "No licence", remoteFields });
    await ats.applications.reject({ application: ids[1]!, reasonId });
    expect(writes(emulator).map(({ body }) => body)).toEqual([
      { rejection_reason_id: reasonId, note: "No licence", remote_fields: remoteFields },
      { rejection_reason_id: reasonId },
    ]);
    expect(reads(emulator).map(({ path }) => path)).toEqual(["/ats/rejection-reasons"]);
    expect(world.applications.get(ids[0]!)).toMatchObject({
      outcome: "DECLINED",
      rejection_reason_name: world.rejectionReasons.get(reasonId)!.name,
    });
  });

  it("rejects an unknown reason before the write, after one look for new reasons", async () => {
    const { ats, emulator, world, ids, reasonId, rejected } = await scene();
    await ats.applications.reject({ application: ids[0]!, reasonId });
    emulator.requests.clear();
    const attempt = ats.applications.reject({ application: ids[1]!, reasonId: nobody });
    await expect(attempt).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "reasonId" }] });
    expect([reads(emulator).length, writes(emulator).length]).toEqual([1, 0]);
    const added = world.rejectionReasons.insert({ ...world.newRow(), name: "Added later" });
    await ats.applications.reject({ application: ids[1]!, reasonId: added.id });
    expect(rejected(ids[1]!)).toBe(true);
  });

  it("retries a rejection whose answer is lost, but not its remark, and says so", async () => {
    const { ats, emulator, world, ids, reasonId, rejected } = await scene();
    emulator.faults.inject({ kind: "dropAfter", match: { path: /reject$/ } });
    const receipt = await ats.applications.reject({ application: ids[0]!, reasonId, note: "Once" });
    expect(rejected(ids[0]!)).toBe(true);
    expect(world.notes.all().filter(({ content_html }) => content_html === "Once")).toHaveLength(1);
    expect(receipt.warnings).toEqual([
      { message: expect.stringContaining("not known whether the note") as string, code: null },
    ]);

    emulator.faults.inject({ kind: "dropAfter", match: { path: /reject$/ } });
    expect(await ats.applications.reject({ application: ids[1]!, reasonId })).toEqual({
      warnings: [],
      settledBy: "answer",
    });
    expect(rejected(ids[1]!)).toBe(true);
  });

  it("asks for an e-mail to the candidate once, whatever answer is lost", async () => {
    const { ats, emulator, ids, reasonId, rejected } = await scene();
    emulator.faults.inject({ kind: "dropAfter", match: { path: /reject$/ } });
    const remoteFields = { greenhouse: { rejection_email: { email_template_id: "1" } } };
    const { warnings } = await ats.applications.reject({ application: ids[0]!, reasonId, remoteFields });
    expect(rejected(ids[0]!)).toBe(true);
    expect(writes(emulator).map(({ body }) => JSON.stringify(body).includes("rejection_email"))).toEqual([true, false]);
    expect(warnings).toEqual([{ message: expect.stringContaining("was sent the e-mail") as string, code: null }]);
  });

  it("counts a refusal as done only where it is rejected for the same reason", async () => {
    const { ats, world, ids, reasonId } = await scene({ tool: "greenhouse" });
    const other = world.rejectionReasons.all()[1]!.id;
    await ats.applications.reject({ application: ids[0]!, reasonId });
    expect(await ats.applications.reject({ application: ids[0]!, reasonId })).toMatchObject({ settledBy: "read-back" });
    const refused = { code: "input.refused-by-ats" };
    await expect(ats.applications.reject({ application: ids[0]!, reasonId: other })).rejects.toMatchObject(refused);
    const noted = ats.applications.reject({ application: ids[0]!, reasonId, note: "Not written" });
    await expect(noted).rejects.toMatchObject(refused);
    world.applications.update(ids[1]!, { outcome: "HIRED" });
    await expect(ats.applications.reject({ application: ids[1]!, reasonId })).rejects.toMatchObject(refused);
  });

  it("shares one reading of the reasons among rejections made at the same time", async () => {
    const { ats, emulator, ids, reasonId } = await scene();
    await Promise.all(ids.slice(0, 8).map((application) => ats.applications.reject({ application, reasonId })));
    expect(reads(emulator)).toHaveLength(1);
  });

  it("is no one else's failure when the call that reads the reasons is cancelled", async () => {
    const { ats, emulator, ids, reasonId, rejected } = await scene();
    emulator.faults.inject({ kind: "latency", ms: 20, match: { method: "GET" } });
    const controller = new AbortController();
    const first = ats.applications.reject({ application: ids[0]!, reasonId }, { signal: controller.signal });
    const second = ats.applications.reject({ application: ids[1]!, reasonId });
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
    await second;
    expect([rejected(ids[0]!), rejected(ids[1]!)]).toEqual([false, true]);
  });
});

describe("rejecting many", () => {
  it("returns each outcome in order, writes a duplicate once, and reports progress", async () => {
    const { ats, emulator, ids, reasonId } = await scene();
    const given = [ids[0]!, ids[1]!, nobody, ids[0]!, ids[2]!];
    const progress: { done: number; failed: number; total: number }[] = [];
    const result = await ats.applications.rejectMany({
      applications: given,
      reasonId,
      onProgress: (at) => progress.push(at),
    });
    expect(result.outcomes.map(({ applicationId }) => applicationId)).toEqual(given);
    expect(result.outcomes.map(({ rejected }) => rejected)).toEqual([true, true, false, true, true]);
    expect(result.outcomes[2]!.error).toMatchObject({ code: "input.refused-by-aggregator", retry: "never" });
    expect([result.rejected, result.failed]).toEqual([4, 1]);
    expect(writes(emulator)).toHaveLength(4);
    expect(progress).toHaveLength(4);
    expect(progress.at(-1)).toEqual({ done: 5, failed: 1, total: 5 });
  });

  it("asks nothing for an empty list, and refuses an unknown reason before any write", async () => {
    const { ats, emulator, ids, reasonId } = await scene();
    expect(await ats.applications.rejectMany({ applications: [], reasonId })).toEqual({
      outcomes: [],
      rejected: 0,
      failed: 0,
      warnings: [],
      settledBy: "answer",
    });
    expect(emulator.requests.count()).toBe(0);
    await expect(ats.applications.rejectMany({ applications: ids, reasonId: nobody })).rejects.toMatchObject({
      code: "input.invalid",
    });
    expect(writes(emulator)).toEqual([]);
  });

  it("is not disturbed by a progress callback that fails", async () => {
    const { ats, ids, reasonId } = await scene();
    const failing = [
      () => {
        throw new Error("the app's own failure");
      },
      () => Promise.reject(new Error("the app's own failure")) as unknown as void,
    ];
    for (const onProgress of failing) {
      const result = await ats.applications.rejectMany({ applications: ids.slice(0, 2), reasonId, onProgress });
      expect(result.rejected).toBe(2);
    }
  });

  it("ends when the connection itself is refused, without asking for each of the rest", async () => {
    const { ats, emulator, reasonId } = await scene();
    emulator.faults.inject({
      kind: "status",
      status: 401,
      code: "INTEGRATION.AUTHENTICATION_INVALID",
      times: Number.POSITIVE_INFINITY,
      match: { method: "POST" },
    });
    const applications = Array.from({ length: 500 }, (_, index) => `2222222222222222222222${index + 100}`);
    const result = await ats.applications.rejectMany({ applications, reasonId });
    expect(result.outcomes).toHaveLength(500);
    expect(new Set(result.outcomes.map(({ error }) => error?.code))).toEqual(
      new Set(["connection.credentials-expired"]),
    );
    expect(writes(emulator)).toHaveLength(1);
  });

  it("reports what was done when cancelled half-way, and completes the rest on a retry", async () => {
    const { ats, emulator, ids, reasonId, rejected } = await scene({ candidates: 200 });
    const some = ids.slice(0, 80);
    expect(some).toHaveLength(80);
    emulator.faults.inject({ kind: "latency", ms: 5, times: Number.POSITIVE_INFINITY, match: { method: "POST" } });
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => void (done === 20 && controller.abort());
    const error = await ats.applications
      .rejectMany({ applications: some, reasonId, onProgress }, { signal: controller.signal })
      .then(
        () => expect.unreachable(),
        (thrown: unknown) => thrown,
      );
    expect(error).toMatchObject({
      name: "BatchStopped",
      code: "call.aborted",
      retry: "safe",
      capability: "applications.rejectMany",
    });
    const { details, outcomes } = error as {
      details: Record<"done" | "inDoubt" | "notDone", string[]>;
      outcomes: { rejected: boolean }[];
    };
    const { done, inDoubt, notDone } = details;
    expect(done.length).toBeGreaterThanOrEqual(20);
    expect(notDone.length).toBeGreaterThan(0);
    expect([...done, ...inDoubt, ...notDone].toSorted()).toEqual(some.toSorted());
    expect(outcomes.filter((outcome) => outcome.rejected)).toHaveLength(done.length);
    for (const id of done) expect(rejected(id)).toBe(true);
    for (const id of notDone) expect(rejected(id)).toBe(false);

    emulator.faults.clear();
    const rest = await ats.applications.rejectMany({ applications: [...inDoubt, ...notDone], reasonId });
    expect(rest.failed).toBe(0);
    for (const id of some) expect(rejected(id)).toBe(true);
  });

  it("reports what was done also where a ledger takes its time", async () => {
    const { emulator, ids, reasonId } = await scene({ candidates: 200 });
    const memory = memoryLedger();
    const turns = async () => {
      for (let nth = 0; nth < 5; nth += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    };
    const told: string[] = [];
    const ledger = new Proxy(memory, {
      get:
        (_of, name: keyof Ledger) =>
        async (...given: never[]) => {
          await turns();
          told.push(name);
          return (memory[name] as (...all: never[]) => unknown)(...given);
        },
    });
    await using ats = await connect(sample, emulator.settings(), { ledger, connectionId: "acme" });
    emulator.faults.inject({ kind: "latency", ms: 5, times: Number.POSITIVE_INFINITY, match: { method: "POST" } });
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => void (done === 20 && controller.abort());
    const input = { applications: ids.slice(0, 80), reasonId, note: "No licence", onProgress };
    const stopped = ats.applications.rejectMany(input, { signal: controller.signal, idempotencyKey: "many" });
    await expect(stopped).rejects.toMatchObject({
      name: "BatchStopped",
      retry: "unknown-outcome",
      details: { done: expect.arrayContaining([ids[0]]) as unknown },
    });
    await expect.poll(() => told.at(-1)).toBe("doubt");
  });

  it("survives single failures of the network and of the server", async () => {
    const { ats, emulator, ids, reasonId, rejected } = await scene();
    const some = ids.slice(0, 20);
    for (const [index, kind] of (
      ["dropBefore", "dropAfter", "htmlPage", "truncatedBody", "rateLimit", "concurrency"] as const
    ).entries())
      emulator.faults.inject({ kind, match: { method: "POST" }, after: index * 3 });
    const result = await ats.applications.rejectMany({ applications: some, reasonId });
    expect(result.outcomes.filter(({ error }) => error)).toEqual([]);
    for (const id of some) expect(rejected(id)).toBe(true);
  });
});

describe("the reasons for a rejection", () => {
  it("come with the provenance that a call asks for, beside one that asks for none", async () => {
    const { ats } = await scene();
    const list = ats.applications.listRejectionReasons;
    const [plain, traced, raw] = await Promise.all([list({}), list({}, { provenance: true }), list({}, { raw: true })]);
    const kept = [plain, traced, raw].map(([reason]) => ["provenance" in reason!, "raw" in reason!]);
    expect(kept).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
  });
});
