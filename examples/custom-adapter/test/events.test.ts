import {
  Application,
  applications,
  AtsError,
  candidates,
  CLOCK,
  defineAdapter,
  handles,
  InstantInput,
  InvalidInput,
  Job,
  jobs,
  ownIds,
  ownRecord,
  page,
  receipt,
  record,
  routesFrom,
  steadyNow,
  type Call,
  type Clock,
} from "@anyats/core";
import {
  bindHttp,
  checkCustomFieldUpdates,
  cursorList,
  customFetch,
  filteredPage,
  HTTP,
  IncrementalRuns,
  LIST_PAGES,
  openFile,
  path,
  type Http,
} from "@anyats/http";
import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { instantClock, runTests, TroubledNetwork, type World, type WorldSession } from "@anyats/conformance";

/** What an outside author got wrong with an ATS that has a feed of changes, tasks, and names in several languages. */
type Flaw =
  | "does not know that a token has expired"
  | "asks for a task three times at most"
  | "takes an option by its name in any language"
  | "shows a limit in other units";

const name = "Events";
const start = Date.parse("2026-11-23T09:00:00.000Z");
const largest = 20_000;
const label = z.record(z.string(), z.string());
const wireField = z.looseObject({ id: z.string(), options: z.array(z.looseObject({ id: z.string(), label })) });
const wireTask = z.looseObject({ id: z.string(), state: z.string() });
const wireJob = z.looseObject({ id: z.string(), updated: InstantInput });
const wireApplication = z.looseObject({
  id: z.string(),
  job: z.string(),
  candidate: z.string(),
  updated: InstantInput,
});
const documented = routesFrom("this test");

/** One for each connection, as its settings are. */
const runs = new WeakMap<object, IncrementalRuns>();

function runsOf(http: object, clock: Clock): IncrementalRuns {
  const known = runs.get(http) ?? new IncrementalRuns(clock);
  runs.set(http, known);
  return known;
}

const stillWaits = () =>
  new AtsError({
    code: "ats.still-pending",
    fault: "ats",
    retry: "unknown-outcome",
    message: "The task still waits.",
    advice: "Look at the record.",
  });

const fieldsOf = async (http: Http, call: Call) =>
  http.read(z.array(wireField), { method: "GET", path: "/fields", effect: "reads" }, call);
const definitionOf = ({ id, options }: z.output<typeof wireField>) => ({
  id,
  name: id,
  type: "single-select" as const,
  nativeType: "choice",
  required: false,
  readOnly: false,
  options: options.map((option) => option.label["en"]!),
});

function adapterWith(flaw?: Flaw) {
  const format = cursorList({ results: "jobs", next: "next", more: "more", cursor: "after", largestPage: 50 });
  const streamJobs = handles(jobs.stream, {
    routes: documented("GET /changes"),
    inject: { http: HTTP, pages: LIST_PAGES, clock: CLOCK },
    async fetchPage(filter, position, call, { http, pages, clock }) {
      const given = await runsOf(http, clock).page(
        {
          list: "jobs",
          since: filter.updatedAfter,
          isTokenRefused: ({ status }) => flaw !== "does not know that a token has expired" && status === 410,
          async fetch(after, cursor) {
            let said = { token: "", date: "" };
            const reading = {
              schema: wireJob,
              map: ({ id, updated }: z.output<typeof wireJob>) => record(Job, ownRecord(id, { updatedAt: updated })),
            };
            const seen = (body: unknown, headers: Headers) => {
              said = { token: (body as { readonly next: string }).next, date: headers.get("date") ?? "" };
            };
            const request = { path: "/changes", parameters: { after } };
            return { page: await pages.page({ format, request, reading, seen }, cursor, call), ...said };
          },
        },
        position,
      );
      return filteredPage(given, filter);
    },
  });
  const streamApplications = handles(applications.stream, {
    routes: documented("GET /applications"),
    inject: { http: HTTP },
    async fetchPage(_filter, _position, call, { http }) {
      const request = { method: "GET", path: "/applications", effect: "reads" } as const;
      const all = await http.read(z.array(wireApplication), request, call);
      const records = all.map(({ id, job, candidate, updated }) => {
        const ids = { job: { ...ownIds(job), title: null }, jobId: job, candidateId: candidate };
        return record(Application, { ...ownRecord(id, { updatedAt: updated }), outcome: "PENDING", ...ids });
      });
      return page(records, null);
    },
  });
  const limits = handles(applications.getAttachmentRestrictions, {
    routes: [],
    async handle() {
      const maxFileBytes = flaw === "shows a limit in other units" ? (largest / 1_000) * 1_024 : largest;
      const each = { supported: true, minAmount: null, maxAmount: null, maxFileBytes, contentTypes: null };
      return { known: true, maxTotalBytes: null, types: { CV: each, COVER_LETTER: each, OTHER: each } };
    },
  });
  const addAttachment = handles(candidates.addAttachment, {
    routes: documented("POST /files", "GET /tasks/{id}"),
    inject: { http: HTTP, clock: CLOCK },
    async handle({ candidate, file }, call, { http, clock }) {
      const opened = await openFile(file, { signal: call.signal, limit: largest });
      if (!("bytes" in opened))
        throw new InvalidInput("The file", [{ path: "file.url", message: "must be given whole" }]);
      const body = { candidate: candidate.id, name: opened.name };
      let task = await http.read(wireTask, { method: "POST", path: "/files", body, effect: "creates" }, call);
      for (let looks = 0; task.state === "running"; looks += 1) {
        if (flaw === "asks for a task three times at most" && looks === 3) break;
        if (steadyNow(clock) + 500 >= call.deadline) throw stillWaits();
        await clock.sleep(500, call.signal);
        task = await http.read(wireTask, { method: "GET", path: path`/tasks/${task.id}`, effect: "reads" }, call);
      }
      return receipt();
    },
  });
  const listFields = handles(candidates.listCustomFields, {
    routes: documented("GET /fields"),
    inject: { http: HTTP },
    handle: async (_input, call, { http }) => (await fieldsOf(http, call)).map(definitionOf),
  });
  const updateFields = handles(candidates.updateCustomFields, {
    routes: documented("GET /fields", "POST /candidates/{id}/fields"),
    inject: { http: HTTP },
    async handle({ candidate, updates }, call, { http }) {
      const fields = await fieldsOf(http, call);
      const names = (of: Readonly<Record<string, string>>) =>
        flaw === "takes an option by its name in any language" ? Object.values(of) : [of["en"]];
      const checked = checkCustomFieldUpdates(updates, fields.map(definitionOf));
      const values = checked.map(({ definition, value }) => {
        const { options } = fields.find(({ id }) => id === definition.id)!;
        return [definition.id, options.find((option) => names(option.label).includes(String(value)))?.id ?? null];
      });
      const to = path`/candidates/${candidate.id}/fields`;
      await http.send({ method: "POST", path: to, body: Object.fromEntries(values), effect: "idempotent" }, call);
      return receipt();
    },
  });
  return defineAdapter({
    id: "events",
    name,
    package: { name: "events", version: "1.0.0" },
    facts: { providerId: "events", maturity: "in-development", noteFormat: "plain" },
    settings: z.strictObject({ key: z.string(), fetch: customFetch() }),
    handlers: [streamJobs, streamApplications, limits, addAttachment, listFields, updateFields],
    missing: { "*": { reason: "not-built", explanation: "It is made for a test." } },
    bindings: (options) =>
      bindHttp<{ key: string; fetch: typeof globalThis.fetch }>(options, {
        name,
        connectionId: ({ key }) => key,
        destination: ({ fetch }) => ({ baseUrl: "https://events.example", fetch }),
      }),
  });
}

function open(): WorldSession {
  let [now, seq, generation, writes] = [start, 0, 1, 0];
  const records = Array.from({ length: 12 }, (_each, nth) => ({ id: `job-${201 + nth}`, seq: (seq += 1), at: start }));
  const shifts = [
    { id: "o-1", label: { en: "Early", de: "Früh" } },
    { id: "o-2", label: { en: "Late", de: "Spät" } },
  ];
  const held = new Map<string, string | null>();
  const files: string[] = [];
  const tasks = new Map<string, { readonly file: string; looks: number }>();
  const iso = (at: number) => new Date(at).toISOString();
  const write = async (request: Request, [, group, id = ""]: readonly string[]) => {
    writes += 1;
    const body = (await request.json()) as Readonly<Record<string, string>>;
    if (group === "candidates") {
      held.set(id, body["shift"] ?? null);
      return Response.json({});
    }
    const task = `task-${tasks.size + 1}`;
    tasks.set(task, { file: body["name"]!, looks: 0 });
    return Response.json({ id: task, state: "running" }, { status: 202 });
  };
  const look = (id: string) => {
    const task = tasks.get(id)!;
    task.looks += 1;
    if (task.looks === 2) files.push(task.file);
    return Response.json({ id, state: task.looks < 2 ? "running" : "done" });
  };
  const changes = (after: string | null) => {
    const [of, from] = (after ?? `${generation}:0`).split(":").map(Number) as [number, number];
    if (of !== generation) return new Response(null, { status: 410 });
    const found = records.filter((each) => each.seq > from).map(({ id, at }) => ({ id, updated: iso(at) }));
    return Response.json({ jobs: found, next: `${generation}:${seq}`, more: false });
  };
  const answered = (request: Request): Response | Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const parts = pathname.split("/");
    if (request.method === "POST") return write(request, parts);
    if (parts[1] === "changes") return changes(searchParams.get("after"));
    if (parts[1] === "tasks") return look(parts[2]!);
    if (parts[1] === "fields") return Response.json([{ id: "shift", options: shifts }]);
    const numbers = [1, 2, 3, 4].map((nth) => ({ id: `a-${nth}`, job: `job-${200 + nth}`, candidate: `c-${nth}` }));
    return Response.json(numbers.map((each) => ({ ...each, updated: iso(start) })));
  };
  const network = new TroubledNetwork({
    async answer(request) {
      const response = await answered(request);
      response.headers.set("date", new Date(now).toUTCString());
      return response;
    },
  });
  const settings = { key: "a-good-key", fetch: network.fetch };
  const candidateIds = ["c-1", "c-2", "c-3", "c-4"];
  return {
    settings,
    wrong: { key: "a-wrong-key", settings: { ...settings, key: "a-wrong-key" } },
    modules: [instantClock(new Date(start))],
    now: () => new Date(now),
    requests: () => network.seen().length,
    writes: () => writes,
    seen: network.seen,
    ids: (kind) => (kind === "jobs" ? records.map(({ id }) => id) : kind === "candidates" ? candidateIds : []),
    records: () => [],
    touch: (_kind, id) => {
      now += 60_000;
      Object.assign(
        records.find((each) => each.id === id)!,
        { seq: (seq += 1), at: now },
      );
    },
    remove: () => {},
    endLists: () => void (generation += 1),
    trouble: network.trouble,
    struck: network.struck,
    application: () => ({ stageId: null, rejected: false }),
    notes: () => [],
    files: () => files,
    customFields: () => [],
    customFieldValues: (_group, id) => {
      const option = shifts.find((each) => each.id === held.get(id));
      return { shift: option?.label.en ?? null };
    },
    close: () => {},
  };
}

const world: World = { name: "events", tier: "emulator", open };
const promises = {
  "does not know that a token has expired": [
    "jobs.stream",
    "reads little where one record changed since the last time",
  ],
  "asks for a task three times at most": [
    "candidates.addAttachment",
    "gives no receipt while a task of the ATS still waits",
  ],
  "takes an option by its name in any language": [
    "candidates.updateCustomFields",
    "sets the option that is shown by a text, whatever else other options say",
  ],
  "shows a limit in other units": [
    "candidates.addAttachment",
    "stores a file of as many bytes as it says that one may have",
  ],
} as const satisfies Record<Flaw, readonly [capability: string, promise: string]>;

/** The failures of the promises above. */
async function failuresOf(flaw?: Flaw) {
  const asked = new Set<string>(Object.values(promises).map((each) => each.join(" ")));
  const only = ({ capability, promise }: { readonly capability: string; readonly promise: string }) =>
    asked.has(`${capability} ${promise}`);
  const results = await runTests(adapterWith(flaw), world, { only });
  expect(results).toHaveLength(asked.size);
  return results.filter(({ failure }) => failure !== null).map(({ promise, failure }) => `${promise}: ${failure}`);
}

describe("an adapter of an ATS with a feed of changes and tasks", () => {
  it("keeps what it promises", async () => expect(await failuresOf()).toEqual([]));

  it.for(Object.keys(promises) as Flaw[])("is found out where it %s", async (flaw) => {
    const [first, ...others] = await failuresOf(flaw);
    expect(first).toContain(promises[flaw][1]);
    expect(others).toEqual([]);
  });
});
