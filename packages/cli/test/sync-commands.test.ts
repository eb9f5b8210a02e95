import type { Command } from "commander";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { program } from "../src/program.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

const calls = vi.hoisted(() => [] as unknown[][]);

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
      apply: (_target, _self, given: unknown[]) => {
        if (!["close", "connections.get", "connections.list"].includes(path)) calls.push([path, ...given]);
        return Promise.resolve(answers[path]);
      },
    });
  return { createSync: () => Promise.resolve(noting("")) };
});

beforeEach(() => void calls.splice(0));

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
    expect(calls).toEqual([call]);
  });

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
