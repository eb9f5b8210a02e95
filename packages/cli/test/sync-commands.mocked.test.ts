import type { Command } from "commander";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { program } from "../src/program.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

const calls = vi.hoisted(() => [] as unknown[][]);
/** What a method answers in a test of its own. */
const given = vi.hoisted(() => ({}) as Record<string, unknown>);

/** A synchronisation of which every method only notes how it is called. */
vi.mock("@anyats/sync", () => {
  const answers: Readonly<Record<string, unknown>> = {
    "connections.get": { state: "active" },
    "connections.add": { state: "waiting" },
    "connections.list": [],
    statusPage: { connections: [], total: 0, next: null },
    status: [],
    fields: [],
    erase: {},
  };
  const noting = (path: string): unknown =>
    new Proxy(() => {}, {
      get: (_target, name) =>
        path === "" && name === "then" ? undefined : noting(path === "" ? String(name) : `${path}.${String(name)}`),
      apply: (_target, _self, parameters: unknown[]) => {
        if (!["close", "connections.get", "connections.list"].includes(path)) calls.push([path, ...parameters]);
        return Promise.resolve(given[path] ?? answers[path]);
      },
    });
  return { createSync: () => Promise.resolve(noting("")) };
});

beforeEach(() => {
  calls.splice(0);
  for (const path of Object.keys(given)) delete given[path];
});

/** What each command of `anyats sync` asks of the synchronisation, with each of its options. */
const commands: readonly [line: string, ...call: unknown[]][] = [
  ["status", "statusPage", { limit: 50 }],
  ["status --json", "statusPage", { limit: 50 }],
  ["status --search acme", "statusPage", { limit: 50, search: "acme" }],
  ["status --trouble", "statusPage", { limit: 50, trouble: true }],
  ["status --limit 7", "statusPage", { limit: 7 }],
  ["status acme", "status", "acme"],
  ["fields acme", "fields", "acme"],
  ["add acme avionte avionte:x", "connections.add", { id: "acme", adapter: "avionte", integrationId: "avionte:x" }],
  ["add acme odoo", "connections.add", { id: "acme", adapter: "odoo" }],
  ["pause acme", "connections.pause", "acme"],
  ["resume acme", "connections.resume", "acme"],
  ["retry acme", "connections.retry", "acme"],
  ["refresh acme", "connections.refresh", "acme"],
  ["verify acme", "connections.verify", "acme"],
  ["remove acme", "connections.remove", "acme", { data: "keep" }],
  ["remove acme --delete-data", "connections.remove", "acme", { data: "delete" }],
  ["erase acme c1", "erase", { connection: "acme", candidateId: "c1" }],
  ["work --once", "workUntilIdle", { signal: expect.any(AbortSignal) as AbortSignal }],
];

/** Those that need no synchronisation, or serve until they are ended: other tests try them. */
const others = ["migrate", "types", "console", "work --webhook-port"];

describe("anyats sync", () => {
  it.for(commands)("%s asks for just that", async ([line, ...call]) => {
    const { code } = await anyats(["sync", ...line.split(" ")]);
    expect(code).toBe(0);
    expect(calls[0]).toEqual(call);
    // What failed is looked up afterwards.
    expect(calls.slice(1)).toEqual(line === "work --once" ? [["statusPage", { trouble: true, limit: 500 }]] : []);
  });

  it("work --once says that it was interrupted", async () => {
    const interrupt = () => process.emit("SIGTERM", "SIGTERM");
    Object.defineProperty(given, "workUntilIdle", { configurable: true, enumerable: true, get: interrupt });
    expect((await anyats(["sync", "work", "--once"])).code).toBe(143);
  });

  it.for(["status", "status acme", "fields acme", "remove acme", "pause acme"])(
    "%s begins no line with a text of the ATS",
    async (line) => {
      const shown = async (text: string) => {
        const reason = { code: text, message: text, advice: text, who: "nobody", at: text };
        const stream = {
          stream: text,
          notScheduled: text,
          lastError: reason,
          records: 1,
          staleMs: 1,
          failures: 1,
        };
        const status = {
          id: text,
          adapter: text,
          integrationId: text,
          state: text,
          reason,
          retryAt: text,
          streams: [
            { ...stream, scheduled: true, setAside: 1, held: 1, pass: { kind: text, records: 1, pages: 1 } },
            { ...stream, scheduled: false, setAside: 0, held: 0, pass: null },
          ],
          needs: [{ code: text, who: "you", message: text, advice: text, stream: text }],
          quota: { waiting: 1, until: text, atOnce: 1, left: 1 },
          writes: { queued: 1, unknown: 1, failed: 1 },
        };
        const field = { field: text, share: 0, lost: true, last: { share: 1, at: text } };
        given["status"] = [status];
        given["statusPage"] = { connections: [status], total: 1, next: null };
        given["fields"] = [{ stream: text, records: 1, fields: [field, field] }];
        return (await anyats(["sync", ...line.split(" ")])).stdout;
      };
      const plain = await shown("text");
      const evil = await shown("text\r\nacme (avionte): active\u2028x\u2029x\u0085x\vx\fx\n\n! x\u001b[2J\u202e\t|");
      expect(evil.split(/[\n\u2028\u2029]/).length).toBe(plain.split("\n").length);
      expect(evil).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    },
  );

  it("has no command or option of which this is not known", () => {
    const root = program({ stdout: new Collected(), stderr: new Collected(), env: {} });
    const sync = root.commands.find((command) => command.name() === "sync") as Command;
    const known = [...commands.map(([line]) => line), ...others];
    const missing = sync.commands
      .filter((command) => !others.includes(command.name()))
      .flatMap((command) => [
        command.name(),
        ...command.options.map(({ long }) => `${command.name()} ${long}`).filter((one) => !/region|base-url/.test(one)),
      ])
      .filter((one) => !known.some((line) => one.split(" ").every((word) => line.split(" ").includes(word))));
    expect(missing).toEqual([]);
  });
});
