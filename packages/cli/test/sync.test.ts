import { createEmulator, signedWebhook, startEmulator } from "@anyats/emulator";
import { odoo } from "@anyats/odoo";
import { testDatabase } from "@anyats/postgres/testing";
import { createSync } from "@anyats/sync";
import { expect, it, vi } from "vitest";
import { serveWebhooks } from "../src/commands/sync-webhooks.ts";
import { run } from "../src/index.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

it("anyats sync migrates, adds, works and shows the state of a connection", async () => {
  await using place = await testDatabase();
  await using emulator = await startEmulator({ candidates: 20 });
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  const env = { DATABASE_URL: place.url, KOMBO_API_KEY: apiKey };
  const sync = (...args: string[]) => anyats(["sync", ...args], env);

  expect(await sync("status")).toMatchObject({ code: 1, stdout: "" });
  expect((await sync("migrate")).stdout).toContain("sync/001-base");
  expect((await sync("migrate")).stdout).toBe("Nothing to do.\n");
  expect((await sync("status")).stdout).toContain("Add one with");
  for (const options of [[], ["--search", "acme"], ["--trouble"]])
    expect(JSON.parse((await sync("status", "--json", ...options)).stdout)).toEqual([]);
  expect(await sync("add", "acme", "avionte", integrationId, "--base-url", baseUrl)).toMatchObject({
    code: 0,
    stdout: "acme: waiting\n",
  });
  expect((await sync("add", "acme", "avionte", integrationId)).stderr).toContain("exists already");
  expect(await sync("work", "--once", "--base-url", baseUrl)).toMatchObject({ code: 0 });
  const status = JSON.parse((await sync("status", "--json")).stdout) as {
    state: string;
    streams: { records: number }[];
  }[];
  expect(status[0]!.state).toBe("active");
  expect(status[0]!.streams.every(({ records }) => records > 0)).toBe(true);
  expect((await sync("status", "acme")).stdout).toMatch(/jobs\.stream +\d+ records, \d+ s old/);
  expect((await sync("pause", "acme")).stdout).toBe("acme: paused\n");
  expect((await sync("resume", "acme")).stdout).toBe("acme: active\n");
  expect((await sync("refresh", "acme")).stdout).toBe("acme: active\n");
  expect((await sync("remove", "acme")).stdout).toBe("acme: disconnected\n");
  expect((await sync("status", "acme")).stdout).toMatch(/jobs\.stream +\d+ records, \d+ s old, not read/);
  expect((await sync("add", "acme", "avionte", integrationId, "--base-url", baseUrl)).stdout).toBe("acme: waiting\n");
  expect((await sync("work", "--webhook-port", "0")).stderr).toContain("ANYATS_WEBHOOK_SECRET");
  const [person] = emulator.world.candidates.all();
  expect((await sync("erase", "acme", person!.id)).stdout).toContain("candidates: 1");
});

it("anyats sync asks the region that it is told", async () => {
  await using place = await testDatabase();
  const env = { DATABASE_URL: place.url, KOMBO_API_KEY: "key" };
  await anyats(["sync", "migrate"], env);
  const hosts = new Set<string>();
  vi.stubGlobal("fetch", (input: Request) => {
    hosts.add(new URL(input.url).host);
    return Promise.resolve(
      Response.json({ status: "error", error: { code: "PLATFORM.KEY", message: "" } }, { status: 401 }),
    );
  });
  await anyats(["sync", "add", "acme", "avionte", "avionte:x"], env);
  await anyats(["sync", "work", "--once", "--region", "us"], env);
  expect([...hosts]).toEqual(["api.us.kombo.dev"]);
});

it("anyats sync work --once ends with 1 while a connection's last pass failed", async () => {
  await using place = await testDatabase();
  await using emulator = await startEmulator({ candidates: 4 });
  const { apiKey, baseUrl, integrationId } = emulator.settings();
  const sync = (args: readonly string[], key = apiKey) =>
    anyats(["sync", ...args, "--base-url", baseUrl], { DATABASE_URL: place.url, KOMBO_API_KEY: key });
  const once = async (key?: string) => {
    const { code, stderr } = await sync(["work", "--once"], key);
    return { code, stderr };
  };
  await anyats(["sync", "migrate"], { DATABASE_URL: place.url });
  const well = { code: 0, stderr: "" };
  expect(await once(), "there is nothing to read").toEqual(well);
  await sync(["add", "acme", "avionte", integrationId]);
  const unavailable = { kind: "status", status: 503, match: { path: "/ats/jobs" }, times: Infinity } as const;
  const failures: readonly (readonly [code: string, key: string, begin: () => void])[] = [
    ["connection.key-refused", "another-key", () => {}],
    ["aggregator.failed", apiKey, () => void emulator.faults.inject(unavailable)],
  ];
  for (const [code, key, begin] of failures) {
    begin();
    const named = {
      code: 1,
      stderr: expect.stringMatching(new RegExp(`1 connection failed.*\\n {2}acme: ${code}\n$`)),
    };
    expect(await once(key), code).toEqual(named);
    expect(await once(key), `${code}, while it waits for the next try`).toEqual(named);
    await sync(["pause", "acme"]);
    expect(await once(key), `${code}, but nobody wants it read`).toEqual(well);
    emulator.faults.clear();
    await sync(["resume", "acme"]);
    expect(await once(), `${code} is over`).toEqual(well);
    await sync(["refresh", "acme"]);
  }
});

it("anyats sync says that a missing key is the operator's to set, not the customer's", async () => {
  await using place = await testDatabase();
  const env = { DATABASE_URL: place.url };
  await anyats(["sync", "migrate"], env);
  expect((await anyats(["sync", "add", "acme", "avionte", "avionte:x"], env)).stdout).toBe("acme: attention\n");
  expect((await anyats(["sync", "status"], env)).stdout).toContain(
    "you must act: These environment variables are not set: KOMBO_API_KEY.",
  );
});

it("anyats sync copies an ATS without an aggregator, known by its address", async () => {
  await using place = await testDatabase();
  await using emulator = await startEmulator({ tool: "odoo", candidates: 6 });
  const { baseUrl, database, user, apiKey } = emulator.settings();
  const env = { DATABASE_URL: place.url };
  await anyats(["sync", "migrate"], env);
  const add = ["sync", "add", "acme", "odoo", baseUrl];
  expect((await anyats(add, env)).stdout).toBe("acme: attention\n");
  expect((await anyats(["sync", "status"], env)).stdout).toContain(
    "These environment variables are not set: ODOO_BASE_URL, ODOO_DATABASE, ODOO_USER, ODOO_API_KEY.",
  );
  const full = { ...env, ODOO_BASE_URL: baseUrl, ODOO_DATABASE: database, ODOO_USER: user, ODOO_API_KEY: apiKey };
  await anyats(["sync", "retry", "acme"], full);
  expect(await anyats(["sync", "work", "--once"], full)).toMatchObject({ code: 0 });
  expect((await anyats(["sync", "status", "acme"], full)).stdout).toMatch(/jobs\.stream +[1-9]\d* records/);
});

it("anyats sync keeps two customers of a native ATS apart", async () => {
  await using place = await testDatabase();
  const env = { DATABASE_URL: place.url, ODOO_BASE_URL: "https://acme.example.com" };
  await anyats(["sync", "migrate"], env);
  await anyats(["sync", "add", "acme", "odoo"], env);
  const refused = await anyats(["sync", "add", "beta", "odoo"], env);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("describe one customer, and 2 connections would use them: acme, beta.");
  const app = await createSync({ database: place.url, adapters: [odoo], settings: () => Promise.resolve({}) });
  await app.connections.add({ id: "beta", adapter: "odoo" });
  await app.close();
  await anyats(["sync", "retry", "acme"], env);
  expect((await anyats(["sync", "status", "acme"], env)).stdout).toContain("2 connections would use them: acme, beta.");
});

it("the webhooks of anyats sync work are answered only at their addresses", async () => {
  const bodies: string[] = [];
  const routeOf = (connection: string | undefined) =>
    Promise.resolve(
      connection === "nobody"
        ? undefined
        : async (request: Request) => {
            bodies.push(`${connection} ${request.headers.get("x-signature")} ${await request.text()}`);
            return new Response(null, { status: 200 });
          },
    );
  await using webhooks = await serveWebhooks(routeOf, 0, (error) => expect.unreachable(String(error)));
  const post = async (path: string) =>
    (await fetch(webhooks.url + path, { method: "POST", body: "{}", headers: { "x-signature": "abc" } })).status;
  expect([await post(""), await post("/acme%20west"), await post("/%zz")]).toEqual([200, 200, 200]);
  expect([await post("/nobody"), await post("/"), await post("/a/b"), await post("?a=b")]).toEqual([
    404, 404, 404, 404,
  ]);
  expect((await fetch(webhooks.url)).status).toBe(404);
  expect(bodies).toEqual(["undefined abc {}", "acme west abc {}", "%zz abc {}"]);
});

it("the webhooks of an ATS that sends them itself are received for its connection", async () => {
  await using place = await testDatabase();
  const emulator = createEmulator({ tool: "ashby", candidates: 4 });
  const secrets = { ANYATS_WEBHOOK_SECRET: "hook-secret", ANYATS_WEBHOOK_SECRET_BEFORE: "former-secret" };
  const env = { DATABASE_URL: place.url, ...secrets };
  await anyats(["sync", "migrate"], env);
  await anyats(["sync", "add", "acme", "ashby"], env);
  await anyats(["sync", "add", "beta", "avionte", "avionte:x"], { ...env, KOMBO_API_KEY: "key" });
  const [stdout, stderr] = [new Collected(), new Collected()];
  const running = run(["sync", "work", "--webhook-port", "0"], { stdout, stderr, env });
  await expect.poll(() => stderr.text).toMatch(/received at (\S+)\n.*working/s);
  const [, url] = /received at (\S+)/.exec(stderr.text)!;
  for (const path of ["/acme", "/beta", "/nobody", ""])
    emulator.webhooks.subscribe({ url: url + path, secret: "hook-secret" });
  for (const secret of ["former-secret", "another-secret"])
    emulator.webhooks.subscribe({ url: `${url}/acm%65#${secret}`, secret });
  emulator.world.jobs.update(emulator.world.jobs.all()[0]!.id, { name: "Welder" });
  await emulator.webhooks.settled();
  const answered = new Map(
    emulator.webhooks.deliveries().map(({ url: to, status }) => [to.slice(url!.length), status]),
  );
  expect(Object.fromEntries(answered)).toEqual({
    "/acme": 200,
    "/beta": 404,
    "/nobody": 404,
    "": 401,
    "/acm%65#former-secret": 200,
    "/acm%65#another-secret": 401,
  });
  process.emit("SIGTERM");
  expect(await running).toBe(0);
});

it("anyats sync work ends where it is told to while it starts", async () => {
  await using place = await testDatabase();
  const env = { DATABASE_URL: place.url };
  await anyats(["sync", "migrate"], env);
  const before = process.listenerCount("SIGTERM");
  const running = run(["sync", "work"], { stdout: new Collected(), stderr: new Collected(), env });
  await expect.poll(() => process.listenerCount("SIGTERM"), { interval: 0 }).toBe(before + 1);
  process.emit("SIGTERM");
  expect(await running).toBe(0);
});

it("a webhook that cannot be noted is answered 503, and stderr says why", async () => {
  await using place = await testDatabase();
  const env = { DATABASE_URL: place.url, ANYATS_WEBHOOK_SECRET: "hook-secret" };
  await anyats(["sync", "migrate"], env);
  const [stdout, stderr] = [new Collected(), new Collected()];
  const running = run(["sync", "work", "--webhook-port", "0"], { stdout, stderr, env });
  await expect.poll(() => stderr.text).toMatch(/received at (\S+)\n.*working/s);
  const [, url] = /received at (\S+)/.exec(stderr.text)!;
  const { body, headers } = signedWebhook({ type: "integration-created", data: { id: "x" } }, "hook-secret");
  const post = async () => (await fetch(url!, { method: "POST", body, headers })).status;
  expect(await post()).toBe(200);
  await place.database.query("alter table anyats.connections rename to gone");
  expect(await post()).toBe(503);
  expect(stderr.text).toMatch(/\nanyats: a webhook was answered with 503\. .*42P01.* \[database\.statement-failed\]\n/);
  await place.database.query("alter table anyats.gone rename to connections");
  expect(await post()).toBe(200);
  process.emit("SIGTERM");
  expect(await running).toBe(0);
});

it("anyats sync console serves the console on the loopback address until it is ended", async () => {
  await using place = await testDatabase();
  const env = { DATABASE_URL: place.url };
  await anyats(["sync", "migrate"], env);
  const [stdout, stderr] = [new Collected(), new Collected()];
  const running = run(["sync", "console", "--port", "0"], { stdout, stderr, env });
  await expect.poll(() => stdout.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  const url = stdout.text.trim();
  expect(await (await fetch(url)).text()).toContain("No connection matches.");
  const { port } = new URL(url);
  expect((await anyats(["sync", "console", "--port", port], env)).stderr).toContain(`port ${port} is in use`);
  process.emit("SIGTERM");
  expect(await running).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

it("anyats sync types prints the types of the tables", async () => {
  const { stdout } = await anyats(["sync", "types", "kysely"], {});
  expect(stdout).toContain('"anyats.jobs": JobsTable;');
  expect((await anyats(["sync", "types", "prisma"], {})).stderr).toContain("kysely or drizzle");
});
