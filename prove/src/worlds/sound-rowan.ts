import type { World, WorldRecord } from "@anyats/conformance";
import { toClass, type Adapter, type AdapterTraits } from "@anyats/core";
import { cursorList, LIST_PAGES, offsetList, pageNumberList, type ListFormat } from "@anyats/http";
import { setTimeout } from "node:timers/promises";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import {
  acceptsWrites,
  answering,
  asking,
  asksToWaitAMinute,
  but,
  deep,
  inBody,
  type Json,
  through,
  withHeaders,
} from "./on-the-way.ts";
import { furnishedRowan, furnishedRowanWorld } from "./furnished-rowan.ts";
import { otherRowan, otherRowanWorld, pagesIn, pathOf } from "./other-rowan.ts";
import { rotatingRowan, rotatingRowanWorld } from "./rotating-rowan.ts";
import { taggedRowan, taggedRowanWorld } from "./tagged-rowan.ts";
import { variant, type SoundServer } from "./sound-server.ts";
import { wholeList } from "./whole-lists.ts";

const headers = (extra: Readonly<Record<string, string>>) =>
  answering(rowanWorld, (response) => withHeaders(response, extra));

const inZone = (text: string) => new Date(Date.parse(text) + 7_200_000).toISOString().replace("Z", "+02:00");

/** Rowan, if a page token were good for one answer. */
const tokenForEachAnswer = through(rowanWorld, (fetch) => {
  let answered = 0;
  const last = new Map<string, string | undefined>();
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const token = url.searchParams.get("after");
    if (token !== null) url.searchParams.set("after", token.replace(/^\d+ of the answers, /, ""));
    const response = await fetch(new Request(url, request));
    if (!response.headers.get("content-type")?.includes("json")) return response;
    const text = await response.text();
    const next = /"next":"[^"]*"/.exec(text)?.[0];
    // A server that repeats itself repeats its token, too.
    if (next !== last.get(url.pathname)) answered += 1;
    last.set(url.pathname, next);
    return new Response(text.replace('"next":"', `"next":"${answered} of the answers, `), response);
  };
});

/** Servers that differ from Rowan and suit the same adapter. */
const otherwise: Readonly<Record<string, World>> = {
  "as it is": rowanWorld,
  "sends fields that nobody knows": inBody(rowanWorld, (body) =>
    deep(body, (fields) => ({ ...fields, later_version: { of: ["the", "API"] } })),
  ),
  "sends fields in another order": inBody(rowanWorld, (body) =>
    deep(body, (fields) => Object.fromEntries(Object.entries(fields).toReversed())),
  ),
  "writes instants with an offset": inBody(rowanWorld, (body) =>
    JSON.stringify(body).replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, inZone),
  ),
  "prints JSON for people": inBody(rowanWorld, (body) => `\n${JSON.stringify(body, null, 2)}\n`),
  "asks to wait a minute": asksToWaitAMinute(rowanWorld),
  "answers writes with 202": acceptsWrites(rowanWorld),
  "names another media type": headers({ "content-type": "application/vnd.rowan.v2+json; charset=utf-8" }),
  "sends cookies and caching headers": headers({ "set-cookie": "a=b", "cache-control": "max-age=60", etag: "1" }),
  "gives smaller pages than it is asked for": asking(rowanWorld, (request) => {
    const url = new URL(request.url);
    const limit = Number(url.searchParams.get("limit") ?? 0);
    if (limit > 4) url.searchParams.set("limit", "4");
    return new Request(url, request);
  }),
  "refuses with a page for people": answering(rowanWorld, (response) =>
    response.status >= 400 && response.status < 500 && response.status !== 429
      ? new Response("<html>Refused</html>", { status: response.status, headers: { "content-type": "text/html" } })
      : response,
  ),
  "makes a page token for each answer": tokenForEachAnswer,
  "takes its time": through(rowanWorld, (fetch) => async (input, init) => {
    await setTimeout(1);
    return fetch(input, init);
  }),
};

/** Rowan's lists, read by another format: those that come in pages. */
function readBy(format: ListFormat, traits: AdapterTraits = { paging: "by-place" }): Adapter {
  const OtherPages = pagesIn((each) => (pathOf(each) === "/reasons" ? undefined : format));
  const bindings = ({ rebind }: { readonly rebind: (token: typeof LIST_PAGES) => never }) =>
    void toClass(rebind(LIST_PAGES), OtherPages).inSingletonScope();
  return variant(rowan, traits, { bindings });
}

/** A server whose lists are paged by place: `placeOf` reads from the query how many records to skip. */
const byPlace = (placeOf: (query: URLSearchParams, limit: number) => number): World =>
  but(
    through(rowanWorld, (fetch) => async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (request.method !== "GET" || !/^\/(jobs|candidates|applications)$/.test(url.pathname)) return fetch(request);
      const limit = Number(url.searchParams.get("limit") ?? 50);
      const from = placeOf(url.searchParams, limit);
      const items = await wholeList(fetch, request, [], limit);
      if (items instanceof Response) return items;
      const pages = Math.max(1, Math.ceil(items.length / limit));
      return Response.json({ items: items.slice(from, from + limit), total: items.length, pages });
    }),
    (session) => {
      const trouble = session.trouble.bind(session);
      // There is no cursor to repeat.
      return { trouble: (what) => (what === "repeated-cursor" ? "never" : trouble(what)) };
    },
  );

const list = { results: "items", size: "limit", largestPage: 50 } as const;

/** A server that says deep in an answer how a list goes on, as GraphQL does; each record has a list of others. */
const deepLists = inBody(rowanWorld, (body) => {
  const { items, next } = body as { readonly items?: Json; readonly next?: Json };
  if (!Array.isArray(items) || next === undefined) return body;
  const steps = [1, 2].map((nth) => ({ id: `step-${nth}`, label: `Step ${nth}` }));
  const nodes = (items as readonly Json[]).map((node) => ({ ...(node as object), steps }));
  return { data: { list: { nodes, pageInfo: { hasNextPage: next !== null, endCursor: next } } } };
});

/** Rowan, if it showed open jobs only. */
const openJobsOnly = but(
  through(rowanWorld, (fetch) => async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.pathname === "/jobs") {
      const asked = url.searchParams.get("states")?.split(",") ?? ["open"];
      url.searchParams.set("states", asked.includes("open") ? "open" : "none");
      return fetch(new Request(url, request));
    }
    const response = await fetch(request);
    if (!url.pathname.startsWith("/jobs/") || !response.ok) return response;
    // A job whose state was lost on the way is shown: it was open when it was found.
    const { state } = (await response.clone().json()) as { readonly state?: string | null };
    return state && state !== "open" ? Response.json({ error: "no such record" }, { status: 404 }) : response;
  }),
  (session) => {
    const [records, ids] = [session.records.bind(session), session.ids.bind(session)];
    const jobs = () => records("jobs") as readonly WorldRecord[];
    const open = () => new Set(jobs().flatMap(({ id, status }) => (status === "OPEN" ? [id] : [])));
    return {
      ids: (kind) => (kind === "jobs" ? ids(kind).filter((id) => open().has(id)) : ids(kind)),
      records: (group) => (group === "jobs" ? jobs().filter(({ status }) => status === "OPEN") : records(group)),
    };
  },
);

const refusesMore = {
  limitations: [
    {
      id: "variant.no-filter-by-stage",
      capabilities: ["applications.stream"],
      imposedBy: "ats",
      summary: "Applications cannot be filtered by stage or outcome.",
      reason: "This version of Rowan has no such parameters.",
      advice: "Filter after reading.",
      certainty: "documented",
      source: "src/server/lists.ts",
      effect: {
        kind: "checks-input",
        check: (input: Readonly<Record<string, unknown>>) =>
          ["stageIds", "outcomes"].some((name) => input[name] !== undefined)
            ? { refuse: "Rowan cannot filter by stage or outcome." }
            : undefined,
      },
    },
  ],
};

export const rowanServers: readonly SoundServer[] = [
  ...Object.entries(otherwise).map(([name, world]) => ({ name, adapter: rowan, world })),
  {
    name: "pages by offset",
    adapter: readBy(offsetList({ ...list, offset: "offset", total: "total" })),
    world: byPlace((query) => Number(query.get("offset") ?? 0)),
  },
  {
    name: "pages by number, and says how many there are",
    adapter: readBy(pageNumberList({ ...list, page: "page", pages: "pages" })),
    world: byPlace((query, limit) => (Number(query.get("page") ?? 1) - 1) * limit),
  },
  {
    name: "says deep in an answer how a list goes on",
    adapter: readBy(
      cursorList({
        results: "data.list.nodes",
        size: "limit",
        largestPage: 50,
        cursor: "after",
        next: "data.list.pageInfo.endCursor",
        more: "data.list.pageInfo.hasNextPage",
      }),
      {},
    ),
    world: deepLists,
  },
  {
    name: "gives tokens, has lists that go on in four ways, and says its limits",
    adapter: otherRowan,
    world: otherRowanWorld,
  },
  { name: "has custom fields of every type, and files", adapter: furnishedRowan, world: furnishedRowanWorld },
  { name: "speaks a format of its own", adapter: taggedRowan, world: taggedRowanWorld },
  { name: "takes a refresh token once", adapter: rotatingRowan, world: rotatingRowanWorld },
  {
    name: "shows open jobs only",
    adapter: variant(rowan, { onlyValues: { jobs: { status: ["OPEN"] } } }),
    world: openJobsOnly,
  },
  {
    name: "refuses a filter by a declared limitation",
    adapter: variant(rowan, {}, refusesMore),
    world: rowanWorld,
    concerns: ["applications.stream"],
  },
];
