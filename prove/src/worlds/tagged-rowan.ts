import type { World } from "@anyats/conformance";
import { toClass, type Adapter } from "@anyats/core";
import {
  cursorList,
  grantedBy,
  HTTP_PROFILE,
  linkList,
  LIST_PAGES,
  offsetList,
  pageNumberList,
  parseExactly,
  type BodyFormat,
  type HttpProfile,
  type ListFormat,
} from "@anyats/http";
import { z } from "zod/mini";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore what it says of its server
import { rowanProfile } from "../../../examples/custom-adapter/src/profile.ts";
// @boundaries-ignore its settings
import type { RowanSettings } from "../../../examples/custom-adapter/src/settings.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import { but, through, type Fetch, type Json } from "./on-the-way.ts";
import { pagesIn, pathOf } from "./other-rowan.ts";
import { variant } from "./sound-server.ts";
import { wholeList } from "./whole-lists.ts";

const tagged = (json: string): string => `<rowan>${json.replaceAll("<", String.raw`\u003c`)}</rowan>`;

/** What is not JSON, such as the page of a proxy, comes as it is. */
function taggedIfJson(text: string): string {
  try {
    JSON.parse(text);
    return tagged(text);
  } catch {
    return text;
  }
}

/** @throws where a text is not between the tags. */
function untagged(text: string): string {
  const [, inside] = /^<rowan>([^<]*)<\/rowan>$/.exec(text) ?? [];
  if (inside === undefined) throw new TypeError("not between the tags");
  return inside;
}

/** A format that is not JSON. */
const format: BodyFormat = {
  type: "application/vnd.rowan",
  write: (body) => tagged(JSON.stringify(body)),
  read: (text) => JSON.parse(untagged(text)),
  readExactly: (text) => parseExactly(untagged(text)),
};

const list = { results: "items", largestPage: 50 } as const;
const sized = { ...list, size: "limit" } as const;

/** Each list goes on in another way, and in yet another one where deleted records are asked for, too. */
const formats: Readonly<Record<string, readonly [usual: ListFormat, withDeleted: ListFormat]>> = {
  "/jobs": [
    pageNumberList({ ...sized, page: "page", total: "paging.total", number: "paging.page" }),
    pageNumberList({ ...sized, page: "page", more: "paging.more" }),
  ],
  "/applications": [
    cursorList({ ...sized, cursor: "from", next: "paging.next", more: "paging.more" }),
    offsetList({ ...list, offset: "offset", total: "paging.total" }),
  ],
  "/candidates": [linkList({ ...sized, link: "next_page" }), linkList({ ...sized, link: "next_url" })],
};

const Pages = pagesIn((each) => {
  const parameters = typeof each.request === "function" ? {} : (each.request.parameters ?? {});
  return formats[pathOf(each)]?.[parameters["include_deleted"] === undefined ? 0 : 1];
});

/** Where sessions begin, and the server that each of them belongs to. */
const [login, home] = ["https://login.rowan.example.com/sessions", "https://eu-4.rowan.example.com/api/"];

const begun = z.looseObject({ server: z.string(), session: z.string(), minutes: z.number() });

/** What the headers of its limits are called: the second says in how many milliseconds there are more requests. */
const window = { remaining: "rowan-left", reset: "rowan-more", resetIs: "milliseconds" } as const;

const profile: HttpProfile<RowanSettings> = {
  ...rowanProfile,
  format,
  destination: ({ baseUrl, fetch }) => ({ baseUrl, fetch }),
  grant: grantedBy(
    async ({ apiKey }, ask) => {
      const request = { method: "POST", path: login, body: { key: apiKey.reveal() } } as const;
      const { server, session, minutes } = await ask(begun, request);
      return { headers: { "Rowan-Session": session }, baseUrl: server, expiresInMs: minutes * 60_000 };
    },
    { serversUnder: ["rowan.example.com"] },
  ),
  quota: { window },
};

interface Rebinds {
  rebind(id: typeof HTTP_PROFILE): { toConstantValue(value: unknown): unknown };
  rebind(id: typeof LIST_PAGES): never;
}

/** Rowan, which speaks a format of its own, begins sessions, and has lists that go on in six other ways. */
export const taggedRowan: Adapter = variant(
  rowan,
  { paging: "by-place" },
  {
    bindings: ({ rebind }: Rebinds) => {
      rebind(HTTP_PROFILE).toConstantValue(profile);
      toClass(rebind(LIST_PAGES), Pages).inSingletonScope();
    },
  },
);

/** The way of a server that speaks JSON, spoken in that format. */
const asSent = (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async function speaks(input, init) {
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    if (headers.get("accept") !== "*/*") headers.set("accept", "application/json");
    let body: string | ArrayBuffer | null = request.body && (await request.clone().arrayBuffer());
    if (headers.get("content-type") === format.type) {
      headers.set("content-type", "application/json");
      body = untagged(await request.clone().text());
    }
    const { method, signal, redirect } = request;
    const response = await fetch(new Request(request.url, { method, headers, body, signal, redirect }));
    if (!/json/.test(response.headers.get("content-type") ?? "")) return response;
    const said = new Headers(response.headers);
    said.set("content-type", format.type);
    // What breaks off breaks off while it is read.
    const text = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // The request is held until the answer is there: Node would lose the abort.
        request.signal.throwIfAborted();
        controller.enqueue(new TextEncoder().encode(taggedIfJson(await response.text())));
        controller.close();
      },
    });
    return new Response(text, { status: response.status, headers: said });
  };

const numberIn = (query: URLSearchParams, name: string, otherwise: number) => Number(query.get(name) ?? otherwise);

/** A page of a list, as this server answers it. */
function pageOf({ pathname, searchParams: query }: URL, items: readonly Json[], limit: number): Json {
  const withDeleted = query.has("include_deleted");
  if (pathname === "/jobs") {
    const page = numberIn(query, "page", 1);
    const found = items.slice((page - 1) * limit, page * limit);
    return {
      items: found,
      paging: withDeleted ? { more: page * limit < items.length } : { page, total: items.length },
    };
  }
  if (pathname === "/applications" && withDeleted) {
    const from = numberIn(query, "offset", 0);
    return { items: items.slice(from, from + 50), paging: { total: items.length } };
  }
  const from = numberIn(query, "from", 0);
  const [found, more] = [items.slice(from, from + limit), from + limit < items.length];
  if (pathname === "/applications") return { items: found, paging: { more, ...(more && { next: from + limit }) } };
  const next = new URLSearchParams(query);
  next.set("limit", String(limit));
  next.set("from", String(from + limit));
  const link = `candidates?${next}`;
  return { items: found, ...(withDeleted ? { next_url: more && home + link } : more && { next_page: link }) };
}

/** An empty parameter is one that is not there; an empty list of ids selects nothing. */
function withoutEmpty(request: Request): Request {
  const url = new URL(request.url);
  for (const [name, value] of request.url.includes("=&") || request.url.endsWith("=") ? [...url.searchParams] : [])
    if (value === "" && !name.endsWith("ids")) url.searchParams.delete(name);
  return new Request(url, request);
}

/** A server that begins sessions, each at a server of its customer's own, and whose lists go on in other ways. */
function bySessions(world: World): World {
  const keys = new Map<string, string>();
  const way = (fetch: Fetch): Fetch =>
    async function answers(input, init) {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      if (request.url === login) {
        const { key } = (await request.json()) as { readonly key: string };
        if (!/^[!-~]+$/.test(key)) return Response.json({ error: "wrong key" }, { status: 401 });
        const session = `session-${keys.size}-${key.length}`;
        keys.set(session, key);
        return Response.json({ server: home, session, minutes: 60 });
      }
      const key = keys.get(request.headers.get("rowan-session") ?? "") ?? "none";
      if (!request.url.startsWith(home)) return new Response("not here", { status: 421 });
      const url = new URL(request.url.replace("/api/", "/"));
      const headers = new Headers(request.headers);
      headers.set("authorization", `Bearer ${key}`);
      const inner = new Request(new Request(url, request), { headers });
      if (request.method !== "GET" || !Object.hasOwn(formats, url.pathname)) return fetch(inner);
      const limit = numberIn(url.searchParams, "limit", 50);
      const items = await wholeList(fetch, withoutEmpty(inner), ["page", "offset", "from"], limit);
      return items instanceof Response ? items : Response.json(pageOf(url, items, limit));
    };
  return but(through(world, way), (session) => {
    const trouble = session.trouble.bind(session);
    return {
      // There is no cursor to repeat.
      trouble: (what) => (what === "repeated-cursor" ? "never" : trouble(what)),
      // No session comes twice.
      endSessions: () => keys.forEach((_key, name) => keys.set(name, "ended")),
      limits: { window },
    };
  });
}

export const taggedRowanWorld: World = but(bySessions(rowanWorld), () => ({ asSent }));
