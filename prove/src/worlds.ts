// `npm run prove -- worlds`: sound servers that are merely different must pass, and worlds that prove nothing must be red.
import { runTests, type World, type WorldSession } from "@anyats/conformance";
import { komboBase } from "@anyats/kombo-base";
import { emulatorWorld } from "@anyats/conformance";
import { setTimeout } from "node:timers/promises";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../examples/custom-adapter/test/world.ts";

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

/** Servers that do their part in another way than Rowan. */
const sound: Readonly<Record<string, World>> = {
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

const emptied = (change: (session: WorldSession) => Partial<WorldSession>): World => ({
  ...emulatorWorld(),
  open: async () => {
    const session = await emulatorWorld().open();
    for (const [name, value] of Object.entries(change(session))) Object.defineProperty(session, name, { value });
    return session;
  },
});

/** Worlds that prove nothing of one thing. */
const empty: Readonly<Record<string, World>> = {
  "holds no ids": emptied(() => ({ ids: () => [] })),
  "holds no records": emptied(() => ({ records: () => [] })),
  "names only the ids of its records": emptied((session) => {
    const records = session.records.bind(session);
    return { records: async (group) => (await records(group)).map(({ id }) => ({ id })) };
  }),
  "never counts a request": emptied(() => ({ requests: () => 0 })),
  "never counts a write": emptied(() => ({ writes: () => 0 })),
  "has seen nothing": emptied(() => ({ seen: () => [] })),
  "makes no trouble": emptied(() => ({ trouble: () => undefined })),
  "never makes any trouble": emptied(() => ({ trouble: () => "never" })),
  "says that no trouble struck": emptied(() => ({ struck: () => 0 })),
  "changes nothing": emptied(() => ({ touch: () => undefined })),
  "removes nothing": emptied(() => ({ remove: () => undefined })),
  "holds no notes": emptied(() => ({ notes: () => [] })),
  "holds no files": emptied(() => ({ files: () => [] })),
  "moves and rejects nothing": emptied(() => ({ application: () => ({ stageId: null, rejected: false }) })),
  "takes the wrong key": emptied((session) => ({ wrong: { key: session.wrong.key, settings: session.settings } })),
};

let failed = 0;
for (const [name, world] of Object.entries(sound)) {
  const alarms = (await runTests(rowan, world)).filter(({ failure }) => failure !== null);
  failed += alarms.length > 0 ? 1 : 0;
  console.log(`sound, ${name}: ${alarms.length === 0 ? "passes" : "FALSE ALARM"}`);
  for (const { capability, promise, failure } of alarms.slice(0, 3))
    console.log(`  ${capability}: ${promise}\n    ${failure!.replaceAll(/\s+/g, " ").slice(0, 200)}`);
}
for (const [name, world] of Object.entries(empty)) {
  const results = await runTests(komboBase, world, { stopAtFirstFailure: true });
  const red = results.find(({ failure }) => failure !== null);
  failed += red ? 0 : 1;
  console.log(`empty, ${name}: ${red ? `red (${red.capability}: ${red.promise})` : "PASSES"}`);
}
console.log(
  `${Object.keys(sound).length} sound servers, ${Object.keys(empty).length} empty worlds, ${failed} judged wrongly`,
);
process.exitCode = failed === 0 ? 0 : 1;
