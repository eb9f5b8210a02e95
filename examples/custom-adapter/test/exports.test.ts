import {
  AtsError,
  CLOCK,
  CursorRefused,
  defineAdapter,
  handles,
  InstantInput,
  jobs,
  Job,
  ownRecord,
  page,
  record,
  routesFrom,
  type Position,
} from "@anyats/core";
import { bindHttp, customFetch, HTTP, parseExactly, path, unreadableAnswer } from "@anyats/http";
import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { instantClock, runTests, TroubledNetwork, type World, type WorldSession } from "@anyats/conformance";

/** What a colleague could get wrong with an ATS whose lists are exports: a task collects them, and each part is JSON lines. */
type Flaw =
  | "cuts lines at every separator"
  | "needs no last line"
  | "goes on in another export"
  | "asks again without a pause";

const updated = "2026-11-23T09:00:00.000Z";
const name = "Exports";
const wireJob = z.looseObject({ id: z.string(), title: z.string(), updated: InstantInput });
const wireTask = z.looseObject({ id: z.string(), done: z.boolean(), pause_ms: z.number() });
const end = z.object({ next: z.nullable(z.number()) });
const place = z.object({ task: z.string(), part: z.number() });
const separators = { every: /[\n\r\u2028\u2029]/, own: "\n" };

function adapterWith(flaw?: Flaw) {
  const streamJobs = handles(jobs.stream, {
    routes: routesFrom("this test")("POST /exports", "GET /exports/{id}", "GET /exports/{id}/{part}"),
    inject: { http: HTTP, clock: CLOCK },
    async fetchPage(filter, position, call, { http, clock }) {
      const begin = async (): Promise<string> => {
        const body = { size: call.pageSize ?? 50, ids: filter.ids };
        const begun = { method: "POST", path: "/exports", body, effect: "reads" } as const;
        let task = await http.read(wireTask, begun, call);
        while (!task.done) {
          const pause = Math.max(task.pause_ms, flaw === "asks again without a pause" ? 0 : 100);
          call.note("waitedMs", pause);
          await clock.sleep(pause, call.signal);
          task = await http.read(wireTask, { method: "GET", path: path`/exports/${task.id}`, effect: "reads" }, call);
        }
        return task.id;
      };
      const read = async (task: string, part: number, isLast = false): Promise<ReturnType<typeof page<Job>>> => {
        const request = { method: "GET", path: path`/exports/${task}/${String(part)}`, effect: "reads" } as const;
        try {
          const { text, status } = await http.send({ ...request, parse: "later" }, call);
          const cut = text.split(flaw === "cuts lines at every separator" ? separators.every : separators.own);
          const broken = () => unreadableAnswer("it is not complete", { name }, "reads", { status, passes: true });
          const lines = cut.filter(Boolean).map((line) => parsed(line, broken));
          const last = end.safeParse(lines.at(-1));
          if (!last.success && flaw !== "needs no last line") throw broken();
          const records = (last.success ? lines.slice(0, -1) : lines).map((line) => {
            const { id, title, updated: updatedAt } = wireJob.parse(line);
            return record(Job, { ...ownRecord(id, { updatedAt }), title, ...(call.raw && { raw: line }) });
          });
          const next: Position = last.data?.next == null ? null : { task, part: last.data.next };
          return page(records, next);
        } catch (error) {
          if (!AtsError.is(error) || error.status !== 410 || isLast) throw error;
          if (flaw === "goes on in another export") return read(await begin(), part, true);
          throw new CursorRefused(error);
        }
      };
      if (position === null) return read(await begin(), 1);
      const at = place.parse(position);
      return read(at.task, at.part);
    },
  });
  return defineAdapter({
    id: "exports",
    name,
    package: { name: "exports", version: "1.0.0" },
    facts: {
      providerId: "exports",
      maturity: "in-development",
      noteFormat: "plain",
      traits: { onlyFields: { jobs: ["title"] } },
    },
    settings: z.strictObject({ key: z.string(), fetch: customFetch() }),
    handlers: [streamJobs],
    missing: { "*": { reason: "not-built", explanation: "It is made for a test." } },
    bindings: (options) =>
      bindHttp<{ key: string; fetch: typeof globalThis.fetch }>(options, {
        name,
        destination: ({ fetch }) => ({ baseUrl: "https://exports.example", fetch }),
      }),
  });
}

function parsed(line: string, broken: () => Error): unknown {
  try {
    return parseExactly(line);
  } catch {
    throw broken();
  }
}

interface Task {
  readonly parts: readonly (readonly object[])[];
  looks: number;
}

function open(): WorldSession {
  const ids = new Set(Array.from({ length: 18 }, (_each, nth) => `job-${201 + nth}`));
  const titleOf = (id: string) => `Title of ${id}`;
  const tasks = new Map<string, Task>();
  let begun = 0;
  const begin = async (request: Request) => {
    const { size, ids: asked } = (await request.json()) as { readonly size: number; readonly ids?: readonly string[] };
    const found = [...ids]
      .filter((id) => asked?.includes(id) ?? true)
      .map((id) => ({ id, title: titleOf(id), updated }));
    const parts = Array.from({ length: Math.max(1, Math.ceil(found.length / size)) }, (_each, nth) =>
      found.slice(nth * size, (nth + 1) * size),
    );
    const id = `export-${(begun += 1)}`;
    tasks.set(id, { parts, looks: 0 });
    return Response.json({ id, done: false, pause_ms: 400 }, { status: 202 });
  };
  const answer = (request: Request): Response | Promise<Response> => {
    if (request.method === "POST") return begin(request);
    const [, , id = "", part] = new URL(request.url).pathname.split("/");
    const task = tasks.get(id);
    if (!task) return new Response(null, { status: 410 });
    if (part === undefined) return Response.json({ id, done: (task.looks += 1) > 3, pause_ms: 400 });
    const records = task.parts[Number(part) - 1];
    if (!records) return new Response(null, { status: 404 });
    const lines = [...records, { next: Number(part) < task.parts.length ? Number(part) + 1 : null }];
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""), {
      headers: { "content-type": "application/x-ndjson" },
    });
  };
  const network = new TroubledNetwork({ answer, isWrite: () => false });
  const settings = { key: "a-good-key", fetch: network.fetch };
  return {
    settings,
    wrong: { key: "a-wrong-key", settings: { ...settings, key: "a-wrong-key" } },
    modules: [instantClock(new Date(updated))],
    now: () => new Date(updated),
    requests: () => network.seen().length,
    writes: () => 0,
    seen: network.seen,
    ids: (kind) => (kind === "jobs" ? [...ids] : []),
    records: (group) => (group === "jobs" ? [...ids].map((id) => ({ id, title: titleOf(id) })) : []),
    touch: () => {},
    remove: (_kind, id) => void ids.delete(id),
    endLists: () => tasks.clear(),
    trouble: network.trouble,
    struck: network.struck,
    application: () => ({ stageId: null, rejected: false }),
    notes: () => [],
    files: () => [],
    close: () => {},
  };
}

const world: World = { name: "exports", tier: "emulator", open };
const promises = {
  "cuts lines at every separator": "keeps in `raw` also the fields of the ATS that the adapter does not read",
  "needs no last line": "ends in an error if a later page is refused: that is not the end of the list",
  "goes on in another export": "loses no record while it or others change or are deleted",
  "asks again without a pause": "uses each route that its cell claims",
} as const satisfies Record<Flaw, string>;
/** What a task must not be held against. */
const sound = [
  "waits as `Retry-After` says, as a number or a date, and an hour at most",
  "reads an answer that comes in time, and none beyond the time of the call",
  "reads the same however the ATS writes its JSON",
];

/** The failures of the promises above. */
async function failuresOf(flaw?: Flaw) {
  const asked = new Set<string>([...Object.values(promises), ...sound]);
  const only = ({ capability, promise }: { readonly capability: string; readonly promise: string }) =>
    capability === "jobs.stream" && asked.has(promise);
  const results = await runTests(adapterWith(flaw), world, { only });
  expect(results).toHaveLength(asked.size);
  return results.filter(({ failure }) => failure !== null).map(({ promise, failure }) => `${promise}: ${failure}`);
}

describe("an adapter of an ATS whose lists are exports", () => {
  it("keeps what its stream promises", async () => expect(await failuresOf()).toEqual([]));

  it.for(Object.keys(promises) as Flaw[])("is found out where it %s", async (flaw) => {
    const [first, ...others] = await failuresOf(flaw);
    expect(first).toContain(promises[flaw]);
    expect(others).toEqual([]);
  });
});
