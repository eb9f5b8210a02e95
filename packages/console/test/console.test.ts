import { createSync } from "@anyats/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syncConsole, type Access, type ConsoleAction } from "../src/index.ts";
import { manyConnections, place, unknownWrite, type Place } from "./support.ts";

const origin = "https://app.example.com";
const evil = `<img src=x onerror=alert(1)>"'\u202egnp`;

let at: Place;
beforeAll(async () => {
  at = await place({ streams: { "jobs.stream": {}, "candidates.stream": {} } });
  await at.sync.connections.add({
    id: "acme",
    adapter: "avionte",
    integrationId: at.emulator.settings().integrationId,
  });
  await at.sync.workUntilIdle();
});
afterAll(() => at[Symbol.asyncDispose]());

const consoleFor = (access: Access, more: object = {}) =>
  syncConsole({ sync: at.sync, basePath: "/ops/sync", authorize: () => access, ...more });
const get = (handler: ReturnType<typeof consoleFor>, path: string, headers: Record<string, string> = {}) =>
  handler(new Request(`${origin}/ops/sync${path}`, { headers }));

/** Fills in a form as a browser that opened the page would. */
async function post(handler: ReturnType<typeof consoleFor>, path: string, changed: Record<string, string> = {}) {
  const page = await get(handler, "/");
  const cookie = page.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const { token = cookie.split("=")[1]!, stream, outcome, seen, ...headers } = changed;
  const body = new URLSearchParams({
    token,
    ...(stream && { stream }),
    ...(outcome && { outcome }),
    ...(seen && { seen }),
  });
  return handler(
    new Request(`${origin}/ops/sync${path}`, {
      method: "POST",
      body,
      headers: { origin, cookie, "sec-fetch-site": "same-origin", ...headers },
    }),
  );
}
const stateOf = async () => (await at.sync.connections.get("acme")).state;

describe("access", () => {
  it("shows nothing to somebody without access, by any path or method", async () => {
    const handler = consoleFor("none");
    for (const path of ["/", "/connections/acme", "/writes", "/set-aside", "/assets/x.js", "/nowhere"]) {
      for (const accept of ["text/html", "text/event-stream"]) {
        const answer = await get(handler, path, { accept });
        expect(answer.status, path).toBe(403);
        expect(await answer.text()).not.toContain("acme");
      }
    }
    expect((await post(handler, "/connections/acme/pause")).status).toBe(403);
    expect(await stateOf()).toBe("active");
  });

  it("sends what the app answers, such as a redirect to its login", async () => {
    const handler = syncConsole({
      sync: at.sync,
      authorize: () => new Response(null, { status: 302, headers: { location: "/login" } }),
    });
    const answer = await handler(new Request(`${origin}/`));
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/login"]);
  });

  it("treats a failing or unknown answer of `authorize` as no access", async () => {
    const failing = syncConsole({
      sync: at.sync,
      authorize: () => {
        throw new Error("the session store is away: secret");
      },
    });
    const answer = await failing(new Request(`${origin}/`));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("secret");
    expect((await syncConsole({ sync: at.sync, authorize: () => "admin" as Access })(new Request(origin))).status).toBe(
      403,
    );
    expect(() => syncConsole({ sync: at.sync } as never)).toThrow(TypeError);
  });

  it("lets somebody who may only look see everything and do nothing", async () => {
    const handler = consoleFor("look");
    const page = await (await get(handler, "/connections/acme")).text();
    expect(page).toContain("candidates");
    expect(page).not.toContain('method="post"');
    expect((await post(handler, "/connections/acme/pause")).status).toBe(403);
    expect(await stateOf()).toBe("active");
  });

  it("ends for an open page within a minute of being taken away", async () => {
    let [now, access] = [Date.now(), "look" as Access];
    const clock = { now: () => now, sleep: (ms: number) => Promise.resolve(void (now += ms)) };
    const handler = syncConsole({ sync: at.sync, authorize: () => access, clock });
    const open = () => handler(new Request(origin, { headers: { accept: "text/event-stream" } }));
    const live = await open();
    const taken = now;
    access = "none";
    for await (const _chunk of live.body!) expect(now - taken).toBeLessThanOrEqual(60_000);
    expect(now - taken).toBeLessThanOrEqual(62_000);
    expect((await open()).status).toBe(403);
  });

  it("reads nothing from the ATS and opens no live page for another site", async () => {
    const handler = consoleFor("act", { maxLivePages: 1 });
    const elsewhere = { "sec-fetch-site": "cross-site", cookie: "" };
    const before = at.emulator.requests.count();
    for (const path of ["/", "/connections/acme", "/connections/acme/fields?from=yes", "/writes", "/set-aside"])
      for (const accept of ["*/*", "text/event-stream"])
        for (const site of ["cross-site", "same-site"])
          expect((await get(handler, path, { ...elsewhere, accept, "sec-fetch-site": site })).status, path).toBe(403);
    // A link from elsewhere shows the page, without what costs requests.
    const linked = { ...elsewhere, "sec-fetch-mode": "navigate" };
    expect((await get(handler, "/connections/acme/fields?from=yes", linked)).status).toBe(200);
    expect(at.emulator.requests.count()).toBe(before);
  });

  it("answers only under the names that it was given", async () => {
    const handler = consoleFor("act", { hosts: ["127.0.0.1:4600"] });
    expect((await get(handler, "/", { host: "127.0.0.1:4600" })).status).toBe(200);
    expect((await get(handler, "/", { host: "rebound.example:4600" })).status).toBe(421);
  });
});

describe("an action", () => {
  it("is refused when it comes from another site, or without the browser's token", async () => {
    const handler = consoleFor("act");
    const forged: Record<string, string>[] = [
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "same-site" },
      { token: "x".repeat(32) },
      { token: "" },
      { cookie: "" },
      { cookie: "anyats-console=short", token: "short" },
    ];
    for (const changed of forged)
      expect((await post(handler, "/connections/acme/pause", changed)).status, JSON.stringify(changed)).toBe(403);
    expect((await get(handler, "/connections/acme/pause")).status).toBe(404);
    expect(await stateOf()).toBe("active");
  });

  it("is done once, answered with the page, and reported to the app", async () => {
    const actions: ConsoleAction[] = [];
    const handler = consoleFor("act", { onAction: (action: ConsoleAction) => actions.push(action) });
    const paused = await post(handler, "/connections/acme/pause");
    expect([paused.status, paused.headers.get("location")]).toEqual([303, "/ops/sync/connections/acme?said=pause"]);
    expect(await stateOf()).toBe("paused");
    await post(handler, "/connections/acme/resume");
    expect(await stateOf()).toBe("active");
    await post(handler, "/connections/acme/verify");
    await post(handler, "/connections/acme/refresh");
    await post(handler, "/connections/acme/retry");
    const id = await unknownWrite(at.sync, "acme", "k1", at.query);
    await post(handler, `/writes/${id}/settle`, { outcome: "made" });
    expect(await at.sync.writes.get(id)).toMatchObject({ state: "done" });
    expect(actions.map(({ action }) => action)).toEqual(["pause", "resume", "verify", "refresh", "retry", "settle"]);
    expect(actions.at(-1)).toEqual({ action: "settle", connection: "acme", stream: null, write: id, outcome: "made" });
  });

  it.for([
    [
      "throws",
      () => {
        throw new Error("audit");
      },
    ],
    ["rejects", () => Promise.reject(new Error("audit"))],
  ] as const)("is answered as done where the app's audit log %s", async ([, onAction]) => {
    const errors: unknown[] = [];
    const handler = consoleFor("act", { onAction, onError: (error: unknown) => errors.push(error) });
    expect((await post(handler, "/connections/acme/refresh")).status).toBe(303);
    expect(errors).toEqual([new Error("audit")]);
  });

  it("lets no more deletions go on than the operator saw", async () => {
    const handler = consoleFor("act");
    const hold = `update anyats.streams set held = '{"deletions": 34}' where connection_id = 'acme' and stream = 'jobs.stream'`;
    await at.query(hold);
    expect(await (await get(handler, "/connections/acme")).text()).toContain('name="seen" value="34"');
    const confirm = (seen: string) =>
      post(handler, "/connections/acme/confirm-deletions", { stream: "jobs.stream", seen });
    const fewer = await confirm("33");
    expect([fewer.status, await fewer.text()]).toEqual([409, expect.stringContaining("By now 34 deletions")]);
    expect((await confirm("34")).status).toBe(303);
    await at.query("update anyats.streams set held = null");
  });

  it("that cannot be done says why, and changes nothing", async () => {
    const handler = consoleFor("act");
    const nothing = await post(handler, "/connections/acme/confirm-deletions", { stream: "jobs.stream" });
    expect([nothing.status, await nothing.text()]).toEqual([
      409,
      expect.stringContaining("No deletions of jobs.stream"),
    ]);
    expect((await post(handler, "/connections/acme/constructor")).status).toBe(409);
    expect((await post(handler, "/connections/acme/verify", { stream: "people.stream" })).status).toBe(409);
    expect((await post(handler, "/connections/nobody/pause")).status).toBe(404);
    expect((await post(handler, "/writes/x/settle", { outcome: "made" })).status).toBe(404);
    expect((await get(handler, "/connections/nobody")).status).toBe(404);
    expect((await get(handler, "/nowhere")).status).toBe(404);
    expect((await get(handler, "/?after=nonsense")).status).toBe(409);
  });
});

describe("a page", () => {
  it("loads nothing from elsewhere, and runs only what carries its nonce", async () => {
    const handler = consoleFor("act");
    const [first, second] = [await get(handler, "/"), await get(handler, "/")];
    const policy = first.headers.get("content-security-policy")!;
    const nonce = /script-src 'nonce-([\w-]{22})'/.exec(policy)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(second.headers.get("content-security-policy")).not.toContain(nonce);
    const text = await first.text();
    for (const [tag] of text.matchAll(/<(script|link rel="stylesheet"|style)[^>]*>/g)) expect(tag).toContain(nonce);
    expect(text).not.toMatch(/\son\w+=|style="|(src|href)="(https?:)?\/\//);
    const script = /src="\/ops\/sync(\/assets\/[^"]+)"/.exec(text)![1]!;
    const asset = await get(handler, script);
    expect([asset.status, asset.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(first.headers.get("set-cookie")).toMatch(/HttpOnly; Secure; SameSite=Strict/);
  });

  it("shows texts of others as text, and no contents of writes or records", async () => {
    await using other = await place({ streams: { "jobs.stream": {} } });
    await other.sync.connections.add({ id: "acme", adapter: "avionte", integrationId: evil });
    const reason = { code: evil, message: evil, advice: evil, who: "you", at: "2026-11-01T00:00:00Z" };
    await other.query("update anyats.connections set state = 'attention', reason = $1::jsonb", [
      JSON.stringify(reason),
    ]);
    await other.query(
      `insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at)
       values ('acme', 'jobs.stream', 'k', $1, $1, $1, 1, now())`,
      [evil],
    );
    await unknownWrite(other.sync, "acme", evil, other.query);
    await other.query("update anyats.outbox set error = error || $1::jsonb", [
      JSON.stringify({ message: evil, reconcile: { [evil]: evil } }),
    ]);
    const handler = syncConsole({ sync: other.sync, authorize: () => "act" });
    for (const path of [
      "/",
      `/?search=${encodeURIComponent(evil)}&code=${encodeURIComponent(evil)}`,
      "/connections/acme",
      "/writes",
      "/set-aside",
      `/set-aside?connection=${encodeURIComponent(evil)}`,
    ]) {
      const text = await (await handler(new Request(`${origin}${path}`))).text();
      expect(text, path).not.toMatch(/<img|onerror=alert\(1\)>|\u202e/);
      expect(text).not.toContain("private words");
    }
  });

  it("shows how far a batch came that failed", async () => {
    await using other = await place({ streams: { "jobs.stream": {} } });
    await other.sync.connections.add({ id: "acme", adapter: "avionte" });
    await unknownWrite(other.sync, "acme", "batch", other.query);
    const handler = syncConsole({ sync: other.sync, authorize: () => "act" });
    const page = async () => (await handler(new Request(`${origin}/writes`))).text();
    expect(await page()).not.toContain("of the batch");
    const output = { outcomes: [{ applicationId: "a" }, { applicationId: "b" }] };
    await other.query("update anyats.outbox set output = $1::jsonb", [JSON.stringify(output)]);
    expect(await page()).toContain("2 records of the batch ended before; again makes the rest");
  });

  it("shows filled and lost fields, and origins on request, without any value", async () => {
    const handler = consoleFor("look");
    const plain = await (await get(handler, "/connections/acme/fields")).text();
    expect(plain).toContain("emailAddresses");
    expect(plain).not.toContain("$.email_addresses");
    const traced = await (await get(handler, "/connections/acme/fields?from=yes")).text();
    expect(traced.replaceAll("<wbr />", "")).toContain("$.email_addresses[].email_address");
    for (const { email_addresses: emails } of at.emulator.world.candidates.all())
      for (const { email_address: email } of emails ?? []) expect(traced).not.toContain(email);
  });

  it("gives back the place of a live page that nobody reads", async () => {
    const handler = consoleFor("look", { maxLivePages: 1 });
    const accept = { accept: "text/event-stream" };
    const ask = (init: RequestInit) => handler(new Request(`${origin}/ops/sync/`, { headers: accept, ...init }));
    for (let time = 0; time < 3; time += 1) {
      expect((await ask({ method: "HEAD" })).status).toBe(200);
      const [gone, early] = [new AbortController(), AbortSignal.abort()];
      expect((await ask({ signal: gone.signal })).status).toBe(200);
      expect((await ask({})).status).toBe(503);
      gone.abort();
      await ask({ signal: early });
    }
    const live = await ask({});
    expect(live.status).toBe(200);
    await live.body!.cancel();
  });

  it("answers an address that holds no text with a page, and reports nothing", async () => {
    const errors: unknown[] = [];
    const handler = consoleFor("act", { onError: (error: unknown) => errors.push(error) });
    for (const text of ["%00", "a%00b", "%25", "%5f%5C", "%ED%A0%80", "%u0000", "'", "%F0%9F%98%80"])
      for (const path of [
        "/?search=",
        "/?code=",
        "/?adapter=",
        "/?after=",
        "/writes?connection=",
        "/writes?after=",
        "/set-aside?connection=",
        "/set-aside?after=",
        "/connections/",
        "/nowhere/",
        "/assets/",
      ])
        expect((await get(handler, `${path}${text}`)).status, `${path}${text}`).toBeLessThan(500);
    expect(errors).toEqual([]);
  });

  it("of a list shows each row once, page by page, and keeps what was asked for", async () => {
    await using other = await place({ streams: { "jobs.stream": {} } });
    await manyConnections(other.query, 8);
    await other.sync.connections.add({ id: "other", adapter: "avionte", integrationId: "avionte:other" });
    const of = "tenant-00001";
    for (const connection of [of, "other"]) {
      for (let n = 0; n < 14; n += 1) await unknownWrite(other.sync, connection, `${connection} ${n}`, other.query);
      await other.query(
        `insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at)
         select $1, 'jobs.stream', 'k' || n, 'aside ' || n, '$', 'is odd', 1, now() from generate_series(1, 7) n`,
        [connection],
      );
    }
    await other.query(
      "update anyats.outbox set state = 'failed' where id in (select id from anyats.outbox order by id limit 20)",
    );
    const counts = { unknown: 0, failed: 0 };
    for (const state of ["unknown", "failed"] as const)
      counts[state] = (await other.sync.writes.list({ state, connection: "other", limit: 100 })).length;
    const handler = syncConsole({ sync: other.sync, authorize: () => "look", pageSize: 3 });
    for (const [path, row, rows] of [
      ["/?search=tenant", /<tr id="row-([^"]+)"/g, 8],
      ["/?search=tenant&sort=stale", /<tr id="row-([^"]+)"/g, 8],
      ["/writes?connection=other", /<tr id="write-([^"]+)"/g, counts.unknown],
      ["/writes?state=failed&connection=other", /<tr id="write-([^"]+)"/g, counts.failed],
      ["/set-aside?connection=other", /<bdi>(aside \d+)<\/bdi>/g, 7],
    ] as const) {
      const seen: string[] = [];
      for (let to: string | undefined = path; to !== undefined;) {
        const text = await (await handler(new Request(`${origin}${to}`))).text();
        const shown = [...text.matchAll(row)].map(([, id]) => id!);
        expect(shown.length, to).toBeLessThanOrEqual(3);
        seen.push(...shown);
        to = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
        if (seen.length > 40) break;
      }
      expect(seen, path).toHaveLength(rows);
      expect(new Set(seen).size, path).toBe(rows);
    }
  });

  it("says that the database is away, and nothing else, when it is", async () => {
    await using other = await place();
    const errors: unknown[] = [];
    const handler = syncConsole({ sync: other.sync, authorize: () => "act", onError: (error) => errors.push(error) });
    await other.query("alter table anyats.connections rename to hidden");
    const answer = await handler(new Request(origin));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await answer.text()).not.toContain("relation");
    expect(errors).toHaveLength(1);
  });
});

describe("ten thousand connections", () => {
  it("cost the first page as many statements, rows and bytes as a hundred do", async () => {
    await using other = await place();
    let now = Date.now();
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const counted = { statements: 0, rows: 0 };
    const database = new Proxy(other.database, {
      get(target, name) {
        if (name !== "query") return Reflect.get(target, name).bind(target) as unknown;
        return async (sql: string, parameters?: readonly unknown[]) => {
          const answer = await target.query(sql, parameters);
          counted.statements += 1;
          counted.rows += answer.rows.length;
          return answer;
        };
      },
    });
    await using sync = await createSync({ database, adapters: other.adapters, settings: () => ({}), clock });
    const handler = syncConsole({ sync, authorize: () => "act", clock });
    const page = async () => {
      now += 60_000; // Nothing of an earlier load counts.
      Object.assign(counted, { statements: 0, rows: 0 });
      const text = await (await handler(new Request(origin))).text();
      expect(text.match(/<tr id="row-/g)).toHaveLength(50);
      return { text, bytes: Buffer.byteLength(text), ...counted };
    };
    await manyConnections(other.query, 100);
    const few = await page();
    await other.query("delete from anyats.connections where id like 'tenant-%'");
    await manyConnections(other.query, 10_000);
    const many = await page();
    expect(many.statements).toBe(few.statements);
    expect(many.rows).toBeLessThanOrEqual(few.rows + 20);
    expect(many.bytes).toBeLessThan(few.bytes * 1.1);
    expect(many.statements).toBeLessThanOrEqual(15);
    expect(many.rows).toBeLessThanOrEqual(250);
    expect(many.bytes).toBeLessThanOrEqual(40_000);
    const next = /rel="next" href="\/(\?after=[^"]+)"/.exec(many.text)![1]!;
    expect(await (await handler(new Request(`${origin}/${next}`))).text()).toContain("tenant-00051");
    expect(await (await handler(new Request(`${origin}/?search=09999`))).text()).toContain(
      "1 connection of 10,000 match",
    );
  });

  it("keep no memory for an hour of updates of an open page", async () => {
    await using other = await place();
    await manyConnections(other.query, 100);
    let now = Date.now();
    const clock = { now: () => now, sleep: (ms: number) => Promise.resolve(void (now += ms)) };
    const hour = clock.now() + 3_600_000;
    const { database, adapters } = other;
    await using sync = await createSync({ database, adapters, settings: () => ({}), clock });
    const handler = syncConsole({ sync, authorize: () => "act", clock, refreshMs: 20_000 });
    let events = 0;
    const sizes: number[] = [];
    while (clock.now() < hour) {
      const live = await handler(new Request(origin, { headers: { accept: "text/event-stream" } }));
      for await (const chunk of live.body!)
        events += new TextDecoder().decode(chunk).includes("event: regions") ? 1 : 0;
      globalThis.gc?.();
      sizes.push(process.memoryUsage().heapUsed);
    }
    expect(events, "the ages change each minute").toBeGreaterThanOrEqual(59);
    // Without a collection on demand, heaps breathe: the second half needs no more than the first.
    const least = (part: readonly number[]) => Math.min(...part);
    expect(least(sizes.slice(30)) - least(sizes.slice(0, 30))).toBeLessThan(10_000_000);
  });
});
