import type { World } from "@anyats/conformance";
import {
  ADAPTER,
  defineAdapter,
  overrides,
  receipt,
  refusesFilters,
  toClass,
  toNoteContent,
  type Adapter,
  type Call,
  type Position,
} from "@anyats/core";
import {
  bindHttp,
  clientCredentials,
  cursorList,
  filteredPage,
  generalMeaning,
  HTTP,
  HttpListPages,
  httpPolicy,
  linkList,
  LIST_PAGES,
  offsetList,
  pageNumberList,
  REFERENCES,
  type HttpProfile,
  type List,
  type ListFormat,
  type Meaning,
} from "@anyats/http";
import { z } from "zod/mini";
// @boundaries-ignore a sound adapter to vary
import * as handlers from "../../../examples/custom-adapter/src/handlers/index.ts";
// @boundaries-ignore a sound adapter to vary
import {
  addApplicationNote,
  streamApplications,
  streamCandidates,
  streamJobs,
} from "../../../examples/custom-adapter/src/handlers/index.ts";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore a sound adapter to vary
import { rowanLimitations } from "../../../examples/custom-adapter/src/limitations.ts";
// @boundaries-ignore a sound adapter to vary
import { documented, rowanProfile } from "../../../examples/custom-adapter/src/profile.ts";
// @boundaries-ignore its settings
import type { RowanSettings } from "../../../examples/custom-adapter/src/settings.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import { but, through, type Json } from "./on-the-way.ts";
import { wholeList } from "./whole-lists.ts";

/** Its records are within `found.all`: that key has a dot in it. */
const list = { results: "found.all.items", size: "limit", largestPage: 50 } as const;

interface Formats {
  readonly usual: ListFormat;
  /** How it goes on where deleted records are asked for, too. */
  readonly withDeleted: ListFormat;
}

/** Each list goes on in another way. */
const formats: Readonly<Record<string, Formats>> = {
  "/jobs": {
    usual: offsetList({ ...list, offset: "offset", total: "found.all.total" }),
    withDeleted: offsetList({ ...list, offset: "offset" }),
  },
  "/applications": {
    usual: pageNumberList({ ...list, page: "page", first: 0 }),
    withDeleted: pageNumberList({ ...list, page: "page", pages: "found.all.pages" }),
  },
  "/candidates": {
    usual: linkList(list),
    withDeleted: cursorList({ ...list, cursor: "from", next: "found.all.next" }),
  },
};

/** Reads lists in other formats than the adapter says. */
export const pagesIn = (
  formatOf: <Wire, Model extends object>(each: List<Wire, Model>) => ListFormat | undefined,
): typeof HttpListPages =>
  class OtherPages extends HttpListPages {
    override page<Wire, Model extends object>(each: List<Wire, Model>, position: Position, call: Call) {
      return super.page({ ...each, format: formatOf(each) ?? each.format }, position, call);
    }
    override all<Wire, Model extends object>(each: List<Wire, Model>, call: Call) {
      return super.all({ ...each, format: formatOf(each) ?? each.format }, call);
    }
  };

/** How a list of this server goes on. */
function formatOf<Wire, Model extends object>(each: List<Wire, Model>): ListFormat | undefined {
  const parameters = typeof each.request === "function" ? {} : (each.request.parameters ?? {});
  return formats[pathOf(each)]?.[parameters["include_deleted"] === undefined ? "usual" : "withDeleted"];
}

/** Where a list is asked for. */
export const pathOf = <Wire, Model extends object>({ request }: List<Wire, Model>): string =>
  typeof request === "function" ? "" : request.path;

const [tooMany, closed, moving] = ["too-many-at-once", "closed-for-now", "being-moved"] as const;

/** It says in the body for how long no requests are answered. */
const closedFor = (wait: number) => Response.json({ error: closed, code: closed, wait }, { status: 409 });

/** What it means that too many requests ran at once. */
const concurrency: Meaning = {
  code: "quota.concurrency-exceeded",
  fault: "caller",
  ran: "no",
  passes: true,
  message: "Rowan answers fewer requests at once.",
  advice: "Try again in a moment.",
  quota: "concurrency",
};

/** It finds nothing while it moves what is asked for to another disk. */
const beingMoved: Meaning = {
  code: "ats.unavailable",
  fault: "ats",
  ran: "no",
  passes: true,
  message: "Rowan is moving the record.",
  advice: "Try again in a moment.",
};

/** What the codes of its refusals mean. */
const meanings: Readonly<Record<string, Meaning>> = {
  [tooMany]: concurrency,
  [closed]: generalMeaning(429, rowanProfile),
  [moving]: beingMoved,
};

/** What this server says of its limits, and how it refuses. */
const profile: HttpProfile<RowanSettings> = {
  ...rowanProfile,
  destination: ({ baseUrl, fetch }) => ({ baseUrl, fetch }),
  grant: clientCredentials(({ apiKey }) => ({ path: "/token", clientId: "an app", clientSecret: apiKey })),
  refusesWithin200: true,
  refusal: ({ body }) => {
    const { error, code, wait } = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (error === undefined) return undefined;
    return {
      meaning: typeof code === "string" && Object.hasOwn(meanings, code) ? meanings[code] : undefined,
      upstreamCode: typeof code === "string" ? code : undefined,
      afterMs: typeof wait === "number" ? wait : undefined,
    };
  },
  quota: {
    atOnce: { requests: { first: 2, most: 9 } },
    window: { remaining: "x-left", reset: "x-reset", resetIs: "epoch-seconds" },
    concurrency: { header: "x-at-once", kind: "requests" },
  },
};

/** Fields that Rowan lacks: nothing can be filtered by them. */
const lacking = ["requisitionCodes", "employmentTypes", "visibilities", "postUrl"];

const fewFilters = {
  id: "rowan.lacks-fields",
  capabilities: ["jobs.stream"],
  imposedBy: "ats",
  certainty: "documented",
  source: "src/server/rowan.ts",
  summary: `Jobs cannot be filtered by ${lacking.join(", ")}.`,
  reason: "Rowan has no such fields.",
  advice: "Leave them out, or give ignoreUnsupportedFilters.",
  effect: { kind: "checks-input", check: refusesFilters("Rowan", lacking) },
} as const;

const readsWhole = {
  id: "rowan.lists-without-filters",
  capabilities: ["jobs.stream", "applications.stream", "candidates.stream"],
  imposedBy: "ats",
  certainty: "documented",
  source: "src/server/rowan.ts",
  summary: "What changed is looked for in the whole list.",
  reason: "This Rowan has no filters.",
  advice: "Read seldom.",
  effect: {
    kind: "told-only",
    because: "The answers hold only what was asked for, and nobody sees how much was read.",
  },
  denies: ["reads little where one record changed since the last time"],
} as const;

/** A stream of a server that has no filters: each is put on the records here. */
const here = { ignoreUnsupportedFilters: true } as const;
const streams = {
  streamJobs: overrides(streamJobs, {
    fetchPage: async (filter, position, call, _parts, inherited) =>
      filteredPage(await inherited.fetchPage(onlyDeleted(filter), position, call), filter),
  }),
  streamApplications: overrides(streamApplications, {
    fetchPage: async (filter, position, call, _parts, inherited) =>
      filteredPage(await inherited.fetchPage(onlyDeleted(filter), position, call), filter),
  }),
  streamCandidates: overrides(streamCandidates, {
    fetchPage: async (filter, position, call, _parts, inherited) =>
      filteredPage(await inherited.fetchPage(onlyDeleted(filter), position, call), filter),
  }),
};

const signed = z.looseObject({ address: z.string() });

/** A note is put to a signed address of another server, as bytes. */
const addNote = overrides(addApplicationNote, {
  routes: documented("POST /applications/{id}/notes", "GET /notes", "GET /key"),
  inject: { http: HTTP, references: REFERENCES, adapter: ADAPTER },
  async handle({ application, note }, call, { http, references, adapter }) {
    const text = await toNoteContent(note, adapter.facts);
    const asked = { method: "GET", path: "/key", query: { notes: application.id }, effect: "reads" } as const;
    const { address: path } = await http.read(signed, asked, call);
    const bytes = new TextEncoder().encode(JSON.stringify({ reference: references.of(call), text }));
    const headers = { "Content-Type": "application/vnd.rowan-note" };
    await http.send({ method: "PUT", path, bytes, headers, foreign: true, effect: "creates" }, call);
    return receipt();
  },
});

const onlyDeleted = ({ includeDeleted }: { readonly includeDeleted?: boolean | undefined }) => ({
  includeDeleted,
  ...here,
});

/** Rowan, read by everything that `@anyats/http` has and no other adapter uses. */
export const otherRowan = defineAdapter({
  id: "other-rowan",
  name: "Other Rowan",
  package: { name: "@anyats/other-rowan", version: "0.0.0" },
  facts: { ...rowan.facts, traits: { ...rowan.facts.traits, paging: "by-place" } },
  settings: rowan.settings,
  handlers: { ...handlers, ...streams, addApplicationNote: addNote },
  missing: { "*": { reason: "not-built", explanation: "It is a server to try the kit with.", priority: "low" } },
  limitations: [...rowanLimitations.filter(({ id }) => id !== "rowan.lists-have-few-filters"), fewFilters, readsWhole],
  bindings: (options) => {
    bindHttp<RowanSettings>(options, profile);
    toClass(options.rebind(LIST_PAGES), pagesIn(formatOf)).inSingletonScope();
  },
} as Parameters<typeof defineAdapter>[0]) as Adapter;

/** Its cursors look like addresses, and are none. */
const cursors = "https://rowan.example.com/from/";

const place = (query: URLSearchParams, name: string) => Number(query.get(name) ?? 0);

/** Where a page begins, by the format of its list. */
function startOf(path: string, query: URLSearchParams, limit: number): number {
  if (path === "/jobs") return place(query, "offset");
  if (path !== "/applications") return Number((query.get("from") ?? "0").replace(cursors, ""));
  return (place(query, "page") - (query.has("include_deleted") ? 1 : 0)) * limit;
}

/** A page of a list, as this server answers it. */
function answerOf(url: URL, items: readonly Json[], limit: number): Response {
  const from = startOf(url.pathname, url.searchParams, limit);
  const found = items.slice(from, from + limit);
  const withDeleted = url.searchParams.has("include_deleted");
  if (url.pathname === "/jobs")
    return Response.json({ "found.all": { items: found, ...(!withDeleted && { total: items.length }) } });
  if (url.pathname === "/applications")
    return Response.json({
      "found.all": { items: found, ...(withDeleted && { pages: Math.ceil(items.length / limit) }) },
    });
  const isLast = from + limit >= items.length;
  if (withDeleted)
    return Response.json({ "found.all": { items: found, next: isLast ? "" : `${cursors}${from + limit}` } });
  const next = new URL(url);
  next.searchParams.set("limit", String(limit));
  next.searchParams.set("from", String(from + limit));
  const link = isLast ? '</candidates>; rel="first"' : `<${next.pathname}${next.search}>; rel="next"`;
  return Response.json({ "found.all": { items: found } }, { headers: { link } });
}

const store = "https://notes.rowan-store.example.com/";

/** A server that takes notes at signed addresses, where nothing else that it knows of the client must come. */
const bySignedAddresses = (world: World): World => {
  const places = new Map<string, { readonly path: string; readonly authorization: string }>();
  return through(world, (fetch) => async (input, init) => {
    const request = new Request(input, init);
    const { pathname, searchParams } = new URL(request.url);
    const application = searchParams.get("notes");
    if (pathname === "/key" && application !== null) {
      const response = await fetch(request);
      if (!response.ok || !response.headers.get("content-type")?.includes("json")) return response;
      const address = `${store}${places.size}?signature=s${places.size}`;
      const authorization = request.headers.get("authorization")!;
      places.set(address, { path: `/applications/${encodeURIComponent(application)}/notes`, authorization });
      return Response.json({ address });
    }
    if (!request.url.startsWith(store)) return fetch(request);
    const place = places.get(request.url);
    const isBare = !request.headers.has("authorization");
    const isNote = request.headers.get("content-type") === "application/vnd.rowan-note";
    if (!place || !isBare || !isNote || request.method !== "PUT") return new Response("no such place", { status: 403 });
    const headers = { authorization: place.authorization, accept: "application/json" };
    const body = await request.arrayBuffer();
    const { signal } = request;
    const noted = await fetch(
      new Request(`https://rowan.example.com${place.path}`, { method: "POST", headers, body, signal }),
    );
    if (!noted.ok) return noted;
    // What breaks off breaks off here, too; what such a store says is not in the format of the ATS.
    await noted.text();
    return new Response("<Stored/>", { status: noted.status, headers: { "content-type": "application/xml" } });
  });
};

/** A server that accepts access tokens instead of the key. */
function byTokens(world: World): World {
  const keys = new Map<string, string>();
  let given = 0;
  return but(
    through(world, (fetch) => async (input, init) => {
      const request = new Request(input, init);
      const [, value = ""] = request.headers.get("authorization")?.split(" ") ?? [];
      if (request.url.startsWith(store)) return fetch(request);
      if (new URL(request.url).pathname !== "/token") {
        const headers = new Headers(request.headers);
        headers.set("authorization", `Bearer ${keys.get(value) ?? "none"}`);
        return fetch(new Request(request, { headers }));
      }
      request.signal.throwIfAborted();
      if (!(await request.text()).includes("grant_type=client_credentials"))
        return Response.json({ error: "unsupported_grant_type" }, { status: 400 });
      given += 1;
      const [, key = ""] = atob(value).split(":");
      keys.set(`token-${given}`, key);
      return Response.json({ access_token: `token-${given}`, token_type: "Bearer", expires_in: 3_600 });
    }),
    () => ({ endSessions: () => keys.clear() }),
  );
}

/** Whether the next page lacks its records and says beside it that they were refused, and how often one did. */
const refusing = { isNext: false, struck: 0 };

/** A server whose lists go on in four ways, which says its limits in headers. */
export const otherRowanWorld: World = but(
  through(byTokens(bySignedAddresses(rowanWorld)), (fetch) => async (input, init) => {
    const request = new Request(input, init);
    // It shows its pages to people, and its answers to those who ask for JSON.
    if (request.headers.get("accept") !== "application/json")
      return new Response("<html></html>", { status: 406, headers: { "content-type": "text/html" } });
    const url = new URL(request.url);
    if (request.method !== "GET" || !Object.hasOwn(formats, url.pathname)) return saysItsLimits(await fetch(request));
    const limit = Number(url.searchParams.get("limit") ?? 50);
    const items = await wholeList(fetch, request, ["offset", "page", "from"], limit);
    if (items instanceof Response) return items.ok ? items : saysItsLimits(items);
    if (!refusing.isNext) return saysItsLimits(answerOf(url, items, limit));
    Object.assign(refusing, { isNext: false, struck: 1 });
    return Response.json({ ...((await answerOf(url, [], limit).json()) as object), error: "items refused" });
  }),
  (session) => {
    const trouble = session.trouble.bind(session);
    const struck = session.struck!.bind(session);
    return {
      trouble: (what) => {
        refusing.isNext = what === "refused-in-part";
        refusing.struck = 0;
        // There is no cursor to repeat.
        return what === "repeated-cursor" ? "never" : trouble(refusing.isNext ? "none" : what);
      },
      struck: () => struck() + refusing.struck,
      atOnceHeader: "x-at-once",
      limits: {
        atOnce: 4,
        tooMany: () => Response.json({ error: "too many at once", code: tooMany }, { status: 429 }),
        window: { remaining: "x-left", reset: "x-reset", resetIs: "epoch-seconds" },
      },
      failures: [
        { what: closed, answer: () => closedFor(4_000), passes: true, asksMs: 4_000 },
        {
          what: moving,
          answer: () => Response.json({ error: moving, code: moving }, { status: 404 }),
          passes: true,
        },
      ],
      modules: [...(session.modules ?? []), httpPolicy({ atOnce: { requests: 4 } })],
    };
  },
);

function saysItsLimits(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set("x-at-once", "6");
  headers.set("x-left", "100");
  headers.set("x-reset", "1");
  return new Response(response.body, { status: response.status, headers });
}
