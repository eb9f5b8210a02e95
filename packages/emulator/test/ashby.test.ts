import { expect, it } from "vitest";
import { createEmulator, signedAshbyWebhook, startEmulator } from "../src/index.ts";

interface Answer {
  readonly success: boolean;
  readonly results: readonly Record<string, unknown>[] & Record<string, unknown>;
  readonly moreDataAvailable?: boolean;
  readonly nextCursor?: string | null;
  readonly syncToken?: string | null;
  readonly errorInfo?: { readonly code: string };
}

const emulated = (options: object = {}) => createEmulator({ tool: "ashby", candidates: 30, ...options });

async function call(emulator: ReturnType<typeof emulated>, endpoint: string, body: object = {}): Promise<Answer> {
  const { apiKey, baseUrl, fetch = globalThis.fetch } = emulator.settings();
  const response = await fetch(`${baseUrl}/${endpoint}`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}`, "ashby-version": "2026-01-01" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

async function run(emulator: ReturnType<typeof emulated>, endpoint: string, body: object) {
  const ids: unknown[] = [];
  let cursor: string | null | undefined;
  for (;;) {
    const page = await call(emulator, endpoint, { ...body, ...(cursor && { cursor }) });
    ids.push(...page.results.map(({ id }) => id));
    if (!page.moreDataAvailable) return { ids, token: page.syncToken };
    expect(page.syncToken).toBeNull();
    cursor = page.nextCursor;
  }
}

it("gives a sync token on the last page only, and with it what changed since", async () => {
  const emulator = emulated();
  const first = await run(emulator, "candidate.list", { limit: 7 });
  expect(first.ids).toHaveLength(30);
  const [changed] = first.ids as string[];
  emulator.world.candidates.update(changed!, { title: "Welder" });
  const second = await run(emulator, "candidate.list", { limit: 7, syncToken: first.token });
  expect(second.ids).toEqual([changed]);
  expect((await run(emulator, "candidate.list", { syncToken: second.token })).ids).toEqual([]);
});

it("refuses with HTTP 200: an old token, too large an increment, what is not there", async () => {
  const emulator = emulated();
  const { token } = await run(emulator, "candidate.list", {});
  emulator.sync.largestIncrement = 0;
  emulator.world.candidates.touch(emulator.world.candidates.all()[0]!.id);
  const refusal = async (endpoint: string, body: object) => (await call(emulator, endpoint, body)).errorInfo?.code;
  expect(await refusal("candidate.list", { syncToken: token })).toBe("incremental_sync_too_large");
  emulator.clock.advance(31 * 86_400_000);
  expect(await refusal("candidate.list", { syncToken: token })).toBe("sync_token_expired");
  expect(await refusal("job.info", { id: "nothing" })).toBe("job_not_found");
  expect(await refusal("job.list", { createdAfter: "2026-05-01" })).toBe("invalid_input");
});

it("hides confidential jobs, and their records, from a key without access", async () => {
  const emulator = emulated({ candidates: 200 });
  const statuses = ["Draft", "Open", "Closed", "Archived"];
  const all = await run(emulator, "job.list", { status: statuses });
  const applications = await run(emulator, "application.list", {});
  emulator.key.confidential = false;
  const shown = await run(emulator, "job.list", { status: statuses });
  const hidden = all.ids.find((id) => !shown.ids.includes(id));
  expect(hidden).toBeDefined();
  expect((await call(emulator, "job.info", { id: hidden })).errorInfo?.code).toBe("job_not_found");
  expect((await run(emulator, "application.list", {})).ids.length).toBeLessThan(applications.ids.length);
  expect((await run(emulator, "job.list", {})).ids.length).toBeLessThan(shown.ids.length);
});

it("names the permission that a key lacks, and answers faults in Ashby's words", async () => {
  const emulator = emulated();
  emulator.key.permissions.delete("offers:read");
  expect((await call(emulator, "offer.list")).errorInfo?.code).toBe("missing_endpoint_permission");
  emulator.faults.inject({ kind: "status", status: 200, code: "generic_internal_error" });
  expect(await call(emulator, "job.list")).toMatchObject({ success: false, errors: ["generic_internal_error"] });
  emulator.faults.inject({ kind: "expiredCursor" });
  const { nextCursor } = await call(emulator, "candidate.list", { limit: 3 });
  expect((await call(emulator, "candidate.list", { cursor: nextCursor })).errorInfo?.code).toBe("next_cursor_expired");
});

it("sends signed webhooks with one id per action, and again if they are not accepted", async () => {
  const emulator = emulated();
  const seen: { action: string; webhookActionId?: string }[] = [];
  let status = 500;
  emulator.webhooks.subscribe({
    url: "http://app.test/ashby",
    secret: "s3cret",
    fetch: async (request) => {
      const body = await request.text();
      const event = JSON.parse(body) as (typeof seen)[number];
      expect(signedAshbyWebhook(event, "s3cret").headers["ashby-signature"]).toBe(
        request.headers.get("ashby-signature"),
      );
      seen.push(event);
      return new Response(null, { status });
    },
  });
  const row = emulator.world.applications.all().find(({ outcome }) => outcome === "PENDING")!;
  const job = emulator.world.jobs.get(row.job_id)!;
  const target = job.stage_ids.find((id) => id !== row.current_stage_id)!;
  emulator.world.applications.update(row.id, { current_stage_id: target });
  await emulator.webhooks.settled();
  expect(seen.map(({ action }) => action)).toEqual(["ping", "candidateStageChange", "applicationUpdate"]);
  expect(new Set(seen.slice(1).map(({ webhookActionId }) => webhookActionId)).size).toBe(1);
  status = 200;
  emulator.clock.advance(10_000);
  await emulator.webhooks.settled();
  expect(seen).toHaveLength(5);
});

it("sends all webhooks that one action causes, and none of what happened before", async () => {
  const emulator = emulated();
  const { world, webhooks } = emulator;
  const row = world.applications.all().find(({ outcome }) => outcome === "PENDING")!;
  const stages = world.jobs.get(row.job_id)!.stage_ids;
  const other = stages.find((id) => id !== row.current_stage_id)!;
  world.applications.update(row.id, { current_stage_id: other });
  const seen: string[] = [];
  webhooks.subscribe({
    url: "http://app.test/ashby",
    secret: "s3cret",
    fetch: async (request) => {
      seen.push(((await request.json()) as { action: string }).action);
      return new Response();
    },
  });
  const told = async (change: () => unknown) => {
    await webhooks.settled();
    seen.splice(0);
    change();
    await webhooks.settled();
    return seen;
  };
  expect(await told(() => world.applications.touch(row.id))).toEqual(["applicationUpdate"]);
  const [interview] = world.interviews.all();
  const [job] = world.jobs.all();
  const [offer] = world.offers.all();
  const like = <T extends object>(record: T | undefined) => ({ ...record!, ...world.newRow() });
  expect(await told(() => world.interviews.insert(like(interview)))).toEqual([
    "interviewScheduleCreate",
    "interviewScheduleUpdate",
  ]);
  expect(await told(() => world.jobs.insert(like(job)))).toEqual(["jobCreate"]);
  expect(await told(() => world.offers.insert(like(offer)))).toEqual(["offerCreate"]);
  expect(await told(() => world.jobs.touch(job!.id))).toEqual(["jobUpdate"]);
  const hired = world.applications.all().find(({ outcome }) => outcome === "HIRED")!.current_stage_id;
  expect(await told(() => world.applications.update(row.id, { current_stage_id: hired }))).toEqual([
    "candidateHire",
    "candidateStageChange",
    "applicationUpdate",
  ]);
});

it("is served over HTTP with a control door, as Kombo's API is", async () => {
  await using emulator = await startEmulator({ tool: "ashby", candidates: 5 });
  expect(await call(emulator as never, "apiKey.info")).toMatchObject({ success: true });
  const door = (await (await fetch(emulator.door)).json()) as { world: { candidates: number } };
  expect(door.world.candidates).toBe(5);
});

it("gives archived reasons only to who asks for them", async () => {
  const emulator = emulated();
  const { id } = emulator.world.rejectionReasons.all()[0]!;
  emulator.world.rejectionReasons.delete(id);
  const archived = async (asked: object) =>
    (await call(emulator, "archiveReason.list", asked)).results.filter(({ isArchived }) => isArchived);
  expect(await archived({})).toEqual([]);
  expect(await archived({ includeArchived: true })).toMatchObject([{ id }]);
});

it("refuses a note of a type that Ashby does not document", async () => {
  const emulator = emulated();
  const [candidate] = emulator.world.candidates.all();
  const noted = (type: string) =>
    call(emulator, "candidate.createNote", { candidateId: candidate!.id, note: { type, value: "Called" } });
  expect((await noted("text/markdown")).errorInfo?.code).toBe("invalid_input");
  expect((await noted("text/plain")).success).toBe(true);
});
