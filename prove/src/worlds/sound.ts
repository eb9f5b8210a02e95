import type { World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { setTimeout } from "node:timers/promises";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";

type Fetch = typeof globalThis.fetch;
type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** The same server, on another way. */
const through = (way: (fetch: Fetch) => Fetch): World => ({
  ...rowanWorld,
  open: async () => {
    const session = await rowanWorld.open();
    const other = (settings: unknown) => {
      const given = settings as { readonly fetch: Fetch };
      return { ...given, fetch: way(given.fetch) };
    };
    const { wrong } = session;
    return { ...session, settings: other(session.settings), wrong: { ...wrong, settings: other(wrong.settings) } };
  },
});

const answering = (change: (response: Response, request: Request) => Response | Promise<Response>) =>
  through((fetch) => async (input, init) => {
    const request = new Request(input, init);
    return change(await fetch(request.clone()), request);
  });

const inBody = (change: (body: Json) => string) =>
  answering(async (response) => {
    const text = await response
      .clone()
      .text()
      .catch(() => "");
    try {
      return new Response(change(JSON.parse(text) as Json), response);
    } catch {
      return response;
    }
  });

function deep(value: Json, change: (fields: Record<string, Json>) => Record<string, Json>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => deep(each, change));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value as Record<string, Json>).map(
    ([name, held]) => [name, deep(held, change)] as const,
  );
  return change(Object.fromEntries(fields));
}

const headers = (extra: Readonly<Record<string, string>>) =>
  answering((response) => {
    const all = new Headers(response.headers);
    for (const [name, value] of Object.entries(extra)) all.set(name, value);
    return new Response(response.body, { status: response.status, headers: all });
  });

const inZone = (text: string) => new Date(Date.parse(text) + 7_200_000).toISOString().replace("Z", "+02:00");

/** A server that does its part, and the adapter for it. */
export interface SoundServer {
  readonly name: string;
  readonly adapter: Adapter;
  readonly world: World;
  /** The capabilities that the difference concerns; by default all. */
  readonly concerns?: readonly string[];
}

/** Servers that do their part in another way than Rowan, for the same adapter. */
const otherwise: Readonly<Record<string, World>> = {
  "as it is": rowanWorld,
  "sends fields that nobody knows": inBody((body) =>
    JSON.stringify(deep(body, (fields) => ({ ...fields, later_version: { of: ["the", "API"] } }))),
  ),
  "sends fields in another order": inBody((body) =>
    JSON.stringify(deep(body, (fields) => Object.fromEntries(Object.entries(fields).toReversed()))),
  ),
  "writes instants with an offset": inBody((body) =>
    JSON.stringify(body).replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, inZone),
  ),
  "prints JSON for people": inBody((body) => `\n${JSON.stringify(body, null, 2)}\n`),
  "asks to wait a minute": answering((response) =>
    response.status === 429 ? new Response(null, { status: 429, headers: { "Retry-After": "60" } }) : response,
  ),
  "answers writes with 202": answering((response, { method }) =>
    response.ok && method !== "GET"
      ? new Response(response.body, { status: 202, headers: response.headers })
      : response,
  ),
  "names another media type": headers({ "content-type": "application/vnd.rowan.v2+json; charset=utf-8" }),
  "sends cookies and caching headers": headers({ "set-cookie": "a=b", "cache-control": "max-age=60", etag: "1" }),
  "gives smaller pages than it is asked for": through((fetch) => (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const limit = Number(url.searchParams.get("limit") ?? 0);
    if (limit > 4) url.searchParams.set("limit", "4");
    return fetch(new Request(url, request));
  }),
  "refuses with a page for people": answering((response) =>
    response.status >= 400 && response.status < 500 && response.status !== 429
      ? new Response("<html>Refused</html>", { status: response.status, headers: { "content-type": "text/html" } })
      : response,
  ),
  "takes its time": through((fetch) => async (input, init) => {
    await setTimeout(1);
    return fetch(input, init);
  }),
};

/** Servers that merely differ: no test of the kit may be red. */
export const soundServers: readonly SoundServer[] = Object.entries(otherwise).map(([name, world]) => ({
  name,
  adapter: rowan,
  world,
}));
