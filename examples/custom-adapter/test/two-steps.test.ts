import {
  AtsError,
  defineAdapter,
  handles,
  InstantInput,
  jobs,
  Job,
  ownRecord,
  page,
  record,
  routesFrom,
} from "@anyats/core";
import { bindHttp, cursorList, customFetch, HTTP, LIST_PAGES, path, readEach } from "@anyats/http";
import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { runTests, TroubledNetwork, type World, type WorldSession } from "@anyats/conformance";

/** What a colleague could get wrong with an ATS whose lists give ids, and whose times follow a setting of the account. */
type Flaw = "keeps the setting" | "needs every record" | "compares ids as text";

const hourMs = 3_600_000;
const updated = "2026-11-23T09:00:00.000Z";
const foundJob = z.looseObject({ id: z.string() });
const account = z.looseObject({ hoursAhead: z.number() });
const wireJob = z.looseObject({ id: z.string(), updated: InstantInput, opened: z.string() });
const read = { method: "GET", effect: "reads" } as const;

function adapterWith(flaw?: Flaw) {
  const format = cursorList({
    results: "jobs",
    next: "last",
    more: "more",
    cursor: "after",
    size: "limit",
    largestPage: 50,
  });
  // One for each connection, as its settings are.
  const kept = new WeakMap<object, number>();
  const streamJobs = handles(jobs.stream, {
    routes: routesFrom("this test")("GET /account", "GET /jobs", "GET /jobs/{id}"),
    inject: { http: HTTP, pages: LIST_PAGES },
    async fetchPage(_filter, position, call, { http, pages }) {
      const known = flaw === "keeps the setting" ? kept.get(http) : undefined;
      const hoursAhead = known ?? (await http.read(account, { ...read, path: "/account" }, call)).hoursAhead;
      kept.set(http, hoursAhead);
      const reading = { schema: foundJob, map: ({ id }: { readonly id: string }) => ({ id }) };
      const listed = await pages.page({ format, request: { path: "/jobs" }, reading }, position, call);
      const ids = listed.decode().records.map(({ id }) => id);
      const found = await readEach(ids, 2, (id) =>
        http.read(wireJob, { ...read, path: path`/jobs/${id}` }, call).catch((error: unknown) => {
          if (flaw !== "needs every record" && AtsError.is(error) && error.code === "record.not-found")
            return undefined;
          throw error;
        }),
      );
      const records = found.flatMap((job) => {
        if (!job) return [];
        const openedAt = new Date(Date.parse(job.opened) - hoursAhead * hourMs).toISOString();
        return [record(Job, { ...ownRecord(job.id, { updatedAt: job.updated }), openedAt })];
      });
      const last = flaw === "compares ids as text" && listed.next !== null ? ids.toSorted().at(-1)! : listed.next;
      return page(records, last);
    },
  });
  return defineAdapter({
    id: "two-steps",
    name: "Two Steps",
    package: { name: "two-steps", version: "1.0.0" },
    facts: { providerId: "two-steps", maturity: "in-development", noteFormat: "plain" },
    settings: z.strictObject({ key: z.string(), fetch: customFetch() }),
    handlers: [streamJobs],
    missing: { "*": { reason: "not-built", explanation: "It is made for a test." } },
    bindings: (options) =>
      bindHttp<{ key: string; fetch: typeof globalThis.fetch }>(options, {
        name: "Two Steps",
        destination: ({ fetch }) => ({ baseUrl: "https://steps.example", fetch }),
      }),
  });
}

function open(): WorldSession {
  const ids = new Set(Array.from({ length: 12 }, (_each, nth) => String(201 + nth)));
  const openedAt = (id: string) => new Date(Date.parse(updated) - Number(id) * hourMs).toISOString();
  let hoursAhead = -5;
  const answer = ({ url }: Request): Response => {
    const { pathname, searchParams } = new URL(url);
    const [, group, id] = pathname.split("/");
    if (group === "account") return Response.json({ hoursAhead });
    if (id === undefined) {
      const rest = [...ids].filter((each) => Number(each) > Number(searchParams.get("after") ?? 0));
      const found = rest.slice(0, Number(searchParams.get("limit")));
      return Response.json({
        jobs: found.map((each) => ({ id: each })),
        last: found.at(-1) ?? null,
        more: rest.length > found.length,
      });
    }
    if (!ids.has(id)) return new Response(null, { status: 404 });
    const opened = new Date(Date.parse(openedAt(id)) + hoursAhead * hourMs).toISOString();
    return Response.json({ id, updated, opened });
  };
  const network = new TroubledNetwork({ answer });
  const settings = { key: "a-good-key", fetch: network.fetch };
  return {
    settings,
    wrong: { key: "a-wrong-key", settings: { ...settings, key: "a-wrong-key" } },
    now: () => new Date(updated),
    requests: () => network.seen().length,
    writes: () => 0,
    seen: network.seen,
    ids: (kind) => (kind === "jobs" ? [...ids] : []),
    records: (group) => (group === "jobs" ? [...ids].map((id) => ({ id, openedAt: openedAt(id) })) : []),
    touch: () => {},
    remove: (_kind, id) => void ids.delete(id),
    resettle: () => void (hoursAhead = 1),
    trouble: network.trouble,
    struck: network.struck,
    application: () => ({ stageId: null, rejected: false }),
    notes: () => [],
    files: () => [],
    close: () => {},
  };
}

const world: World = { name: "two steps", tier: "emulator", open };
const promises = {
  "keeps the setting": "goes by the account's settings as they are now, not as they were",
  "needs every record": "leaves out a record that is removed while it reads, and no other",
  "compares ids as text": "gives every record once where ids get one digit more",
} as const satisfies Record<Flaw, string>;

/** The failures of the promises above. */
async function failuresOf(flaw?: Flaw) {
  const asked = new Set<string>(Object.values(promises));
  const only = ({ capability, promise }: { readonly capability: string; readonly promise: string }) =>
    capability === "jobs.stream" && asked.has(promise);
  const results = await runTests(adapterWith(flaw), world, { only });
  expect(results).toHaveLength(asked.size);
  return results.filter(({ failure }) => failure !== null).map(({ promise }) => promise);
}

describe("an adapter of an ATS whose lists give ids alone", () => {
  it("keeps what its stream promises", async () => expect(await failuresOf()).toEqual([]));

  it.for(Object.keys(promises) as Flaw[])("is found out where it %s", async (flaw) =>
    expect(await failuresOf(flaw)).toEqual([promises[flaw]]),
  );
});
