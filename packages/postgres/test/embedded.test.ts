import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openEmbedded } from "../src/embedded/embedded-store.ts";
import { EmbeddedInUse, openDatabase } from "../src/index.ts";
import { isAlive, postmasterOf, stopServer } from "../src/server/cluster.ts";
import { runAs } from "../src/server/run-as.ts";

const script = join(import.meta.dirname, "fixtures", "embedded-app.ts");

interface App {
  readonly child: ChildProcess;
  readonly name: string;
  /** What it said of the server it got. */
  readonly server: Promise<string>;
  /** How many rows it knows to be committed. */
  committed(): number;
  kill(): Promise<void>;
  end(): Promise<number>;
}

let home: string;
let folder: string;
let data: string;
let apps: App[];

function app(name: string, as: "user" | "self" = "self"): App {
  const nodeArgs = ["--conditions=@anyats/source", script, folder, name];
  const { prefix, options } =
    as === "user" ? runAs([process.execPath, script, join(folder, "x")]) : { prefix: [], options: {} };
  const [command, ...args] = [...prefix, process.execPath, ...nodeArgs];
  const child = spawn(command!, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  let problem = "";
  child.stderr.on("data", (chunk) => (problem += String(chunk)));
  const server = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      if (out.includes("\n")) resolve(out.slice(0, out.indexOf("\n")));
    });
    child.once("exit", () => reject(new Error(problem)));
  });
  // Some tests kill an app before it has said anything.
  server.catch(() => {});
  const exit = once(child, "exit");
  const started: App = {
    child,
    name,
    server,
    committed: () => out.split("\n").filter((line) => line.startsWith("+")).length,
    kill: async () => {
      child.kill("SIGKILL");
      await exit;
    },
    end: async () => {
      child.stdin.end();
      const [code] = (await exit) as [number];
      if (code !== 0) throw new Error(problem);
      return code;
    },
  };
  apps.push(started);
  return started;
}

/** How many rows of an app are in the store. */
async function kept(name: string): Promise<number> {
  const database = await openDatabase({ folder });
  const { rows } = await database.query<{ n: number }>("select count(*)::int as n from rows where name = $1", [name]);
  await database.close();
  return rows[0]!.n;
}

async function writes(...names: readonly App[]): Promise<void> {
  for (const { committed } of names) {
    const before = committed();
    await expect.poll(committed).toBeGreaterThan(before + 20);
  }
}

const running = () => postmasterOf(data);

let template: string;

/** Puts a store there that was created before: creating one takes longer than everything else. */
function created(): void {
  execFileSync("cp", ["-a", join(template, "postgres"), folder]);
}

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), "anyats-embedded-"));
  await chmod(template, 0o755);
  const database = await openDatabase({ folder: template });
  await stopServer((await postmasterOf(join(template, "postgres", "data")))!.pid, "fast");
  await database.close();
  // The server's guard goes a moment later, and takes its pipe with it: a copy would find the pipe half gone.
  const pipes = async () => (await readdir(join(template, "postgres"))).filter((name) => name.startsWith("in-use-"));
  await vi.waitFor(async () => expect(await pipes()).toEqual([]), { timeout: 10_000 });
});
afterAll(() => rm(template, { recursive: true, force: true }));

beforeEach(async () => {
  apps = [];
  home = await mkdtemp(join(tmpdir(), "anyats-embedded-"));
  await chmod(home, 0o755);
  folder = join(home, "app", ".anyats");
  await mkdir(folder, { recursive: true });
  data = join(folder, "postgres", "data");
});
afterEach(async () => {
  for (const { child } of apps) child.kill("SIGKILL");
  const server = await running().catch(() => undefined);
  if (server) await stopServer(server.pid, "immediate");
  await rm(home, { recursive: true, force: true });
});

describe("the embedded store", () => {
  it("serves two processes; one that is killed takes nothing with it", async () => {
    created();
    const [one, two] = [app("one"), app("two")];
    expect(await one.server).toBe(await two.server);
    await writes(one, two);
    await one.kill();
    await writes(two);
    await two.end();
    expect(await kept("one")).toBeGreaterThanOrEqual(one.committed());
    expect(await kept("two")).toBe(two.committed());
  });

  it("stops its server after the last process, also when all die, and opens again", async () => {
    created();
    const [one, two] = [app("one"), app("two")];
    await Promise.all([one.server, two.server]);
    await writes(one, two);
    await Promise.all([one.kill(), two.kill()]);
    await expect.poll(running).toBeUndefined();
    for (const each of [one, two]) expect(await kept(each.name)).toBeGreaterThanOrEqual(each.committed());
  });

  it("takes over after a crash of the processes and the server", async () => {
    created();
    const one = app("one");
    await one.server;
    await writes(one);
    const { pid } = (await running())!;
    process.kill(pid, "SIGKILL");
    await one.kill();
    expect(await readFile(join(data, "postmaster.pid"), "utf8")).toContain(String(pid));
    expect(await kept("one")).toBeGreaterThanOrEqual(one.committed());
  });

  it("starts a server again that crashed under an open database", async () => {
    created();
    const database = await openDatabase({ folder });
    await database.query("create table rows (name text)");
    const { pid } = (await running())!;
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isAlive(pid)).toBe(false);
    await expect(database.query("select 1")).rejects.toMatchObject({ code: "database.unavailable" });
    await expect
      .poll(() =>
        database.query("insert into rows values ('kept')").then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await database.close();
    await expect.poll(running).toBeUndefined();
  });

  it("takes over a lock whose process id belongs to another program", async () => {
    created();
    const one = app("one");
    await one.server;
    await writes(one);
    const left = await readFile(join(data, "postmaster.pid"), "utf8");
    await one.end();
    await expect.poll(running).toBeUndefined();
    await writeFile(join(data, "postmaster.pid"), left.replace(/^\d+/, String(process.pid)));
    expect(await kept("one")).toBe(one.committed());
  });

  it("serves four processes that create it at the same time", async () => {
    const all = Array.from({ length: 4 }, (_, n) => app(`app ${n}`));
    const servers = await Promise.all(all.map(({ server }) => server));
    expect(new Set(servers).size).toBe(1);
    await Promise.all(all.map((each) => each.end()));
    for (const each of all) expect(await kept(each.name)).toBe(each.committed());
  });

  it("refuses with the process id where another server holds the folder out of reach", async () => {
    created();
    // As a server in another container: the kernel knows of its lock, and its process id means nothing here.
    const holder = spawn("flock", [join(data, "anyats-lock"), "sleep", "60"], { detached: true });
    await writeFile(join(data, "postmaster.pid"), "4194304\n");
    await expect.poll(() => stat(join(data, "anyats-lock")).then(() => true)).toBe(true);
    const error = await openEmbedded({ folder, waitMs: 500 }).catch((thrown: unknown) => thrown);
    process.kill(-holder.pid!, "SIGKILL");
    expect(error).toBeInstanceOf(EmbeddedInUse);
    expect(error).toMatchObject({ code: "database.embedded-in-use", pid: 4_194_304 });
    expect(isAlive(4_194_304)).toBe(false);
  });

  it("runs for root in a folder that no other user may enter", async () => {
    created();
    await chmod(home, 0o700);
    const one = app("one");
    await one.server;
    await writes(one);
    await one.end();
    expect(await kept("one")).toBe(one.committed());
  });

  it("runs for a user without rights of its own", async () => {
    await chmod(folder, 0o777);
    const one = app("one", "user");
    await one.server;
    await writes(one);
    await one.end();
    await expect.poll(running).toBeUndefined();
  });

  it("hides its files from other users and git, and logs no statement's text", async () => {
    const database = await openDatabase({ folder });
    await database.query("select 'canary'::int").catch(() => {});
    await database.close();
    expect((await stat(data)).mode & 0o077).toBe(0);
    expect((await stat(join(data, "anyats-password"))).mode & 0o077).toBe(0);
    expect(await readFile(join(folder, "postgres", ".gitignore"), "utf8")).toBe("*\n");
    expect(await readFile(join(folder, "postgres", "postgresql.log"), "utf8")).not.toContain("canary");
  });
});
