import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { emulatorDoor } from "@anyats/emulator";
import { changesOf, type DataChanged, type WebhookEvent } from "@anyats/kombo-base/webhooks";
import { nodeWebhooks } from "@anyats/kombo-base/webhooks/node";
import { describe, expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

const secret = "the-webhook-secret";

/** The line that the command prints when it is ready. */
type Printed = Readonly<Record<"url" | "apiKey" | "integrationId" | "door", string>>;

/** A server that takes webhooks. */
async function anApp() {
  const { promise: event, resolve } = Promise.withResolvers<WebhookEvent>();
  const receive = nodeWebhooks({ secrets: secret, onEvent: resolve });
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    event,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.dispose]: () => void server.close(),
  };
}

describe("anyats emulator", () => {
  it("lets another process delete a record, and read the deletion by its own time", async () => {
    const main = join(import.meta.dirname, "../src/main.ts");
    const args = ["--conditions=@anyats/source", main, "emulator", "--candidates", "20"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close");
    try {
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      const { url: baseUrl, door: url, ...settings } = JSON.parse(line) as Printed;
      const door = emulatorDoor(url);
      await using ats = await connect(avionte, { ...settings, baseUrl });
      const [candidate] = await ats.candidates.stream().toArray();
      const updatedAfter = new Date();
      await door.world.candidates.delete(candidate!.id);
      const changed = await ats.candidates.stream({ updatedAfter, includeDeleted: true }).toArray();
      expect(changed.map(({ id, deletedAt }) => [id, deletedAt !== null])).toEqual([[candidate!.id, true]]);
    } finally {
      child.kill("SIGTERM");
    }
    expect(await ended).toEqual([0, null]);
  });
});

describe("anyats emulator --webhook-url", () => {
  it("sends the app a webhook at once; the change is found by the app's own time", async () => {
    using app = await anApp();
    const main = join(import.meta.dirname, "../src/main.ts");
    const args = ["--conditions=@anyats/source", main, "emulator", "--candidates", "20", "--webhook-url", app.url];
    const env = { ...process.env, ANYATS_WEBHOOK_SECRET: secret };
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env });
    const ended = once(child, "close");
    const stderr = createInterface(child.stderr);
    const lines: string[] = [];
    stderr.on("line", (line) => lines.push(line));
    try {
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      const { url: baseUrl, apiKey, integrationId } = JSON.parse(line) as Printed;
      const settings = { apiKey, integrationId };
      await using ats = await connect(avionte, { ...settings, baseUrl });
      const since = new Date();
      const [reason] = await ats.applications.listRejectionReasons();
      const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
      const told = once(stderr, "line");
      await ats.applications.reject({ application: application!, reasonId: reason!.id });
      const event = (await app.event) as DataChanged;
      expect(event).toMatchObject({ type: "data-changed", integration: { id: settings.integrationId } });
      const { streams } = changesOf(ats, event, { since });
      const changed = await streams["applications.stream"]!.toArray();
      expect(changed.map(({ id }) => id)).toEqual([application!.id]);
      await told;
    } finally {
      child.kill("SIGTERM");
    }
    expect(await ended).toEqual([0, null]);
    expect(lines).toEqual(["anyats: webhook data-changed: answered 200"]);
  });

  it.for([
    ["an address that is none", "127.0.0.1:4000", secret, /must be an http or https address/],
    ["another protocol", "ftp://127.0.0.1/", secret, /must be an http or https address/],
    ["a password", "http://me:password@127.0.0.1/", secret, /without a password/],
    ["no secret", "http://127.0.0.1/", "", /needs ANYATS_WEBHOOK_SECRET/],
  ] as const)("refuses %s", async ([, url, given, message]) => {
    const { code, stdout, stderr } = await anyats(["emulator", "--webhook-url", url], { ANYATS_WEBHOOK_SECRET: given });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(":password");
  });
});
