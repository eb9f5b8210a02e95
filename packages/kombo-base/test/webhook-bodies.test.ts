import { createServer, request, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { mostHeldBytes } from "@anyats/core";
import { readBody } from "../src/webhooks/read-body.ts";
import { fastifyWebhooks } from "../src/webhooks/webhooks-fastify.ts";
import { fetchWebhooks } from "../src/webhooks/webhooks-fetch.ts";
import { nodeWebhooks } from "../src/webhooks/webhooks-node.ts";

const options = { secrets: "s", onEvent: () => {}, bodyTimeoutMs: 20 };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The answer to a body that begins and never ends. */
function answerTo(port: number): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sending = request({ port, host: "127.0.0.1", method: "POST", path: "/webhooks/kombo" }, (answer) => {
      let body = "";
      answer.on("data", (chunk) => (body += String(chunk)));
      answer.on("end", () => resolve({ status: answer.statusCode, body }));
    });
    sending.on("error", reject);
    sending.setHeader("content-type", "application/json");
    sending.write("{");
    closing.push(() => sending.destroy());
  });
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe("a body of an unknown sender that never ends", () => {
  const slow = { status: 408, body: expect.stringContaining("webhook.body-too-slow") as string };

  it("is refused in time on Node's server", async () => {
    const receive = nodeWebhooks(options);
    expect(await answerTo(await listening(createServer((incoming, answer) => void receive(incoming, answer))))).toEqual(
      slow,
    );
  });

  it("is refused in time in Fastify", async () => {
    const app = fastify();
    await app.register(fastifyWebhooks as never, { ...options, path: "/webhooks/kombo" });
    await app.listen({ port: 0, host: "127.0.0.1" });
    closing.push(() => app.close());
    expect(await answerTo((app.server.address() as AddressInfo).port)).toEqual(slow);
  });

  it("is refused in time where requests are the platform's", async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const answer = await fetchWebhooks(options)(new Request("http://app.example/webhooks/kombo", init));
    expect({ status: answer.status, body: await answer.text() }).toEqual(slow);
  });
});

it.each([2_147_483_647, 2_147_483_648, 1e12])("a body may take up to %d milliseconds", async (bodyTimeoutMs) => {
  const receive = fetchWebhooks({ ...options, bodyTimeoutMs });
  const body = new ReadableStream({
    async pull(controller) {
      await setTimeout(20);
      controller.close();
    },
  });
  const init = { method: "POST", body, duplex: "half" } as RequestInit;
  expect((await receive(new Request("http://app.example/webhooks/kombo", init))).status).toBe(401);
});

describe("many bodies that are arriving at once", () => {
  it("hold 64 MiB in all; further ones are refused until some have ended", async () => {
    const megabyte = new Uint8Array(1_048_576);
    async function* endless() {
      yield megabyte;
      await new Promise<never>(() => {});
    }
    const limits = { maxBytes: 2 * megabyte.length, bodyTimeoutMs: 500 };
    const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => readBody(endless(), limits)));
    const codes = outcomes.map((outcome) => (outcome as { readonly reason: { readonly code: string } }).reason.code);
    const busy = codes.filter((code) => code === "webhook.too-busy").length;
    expect(busy).toBeGreaterThanOrEqual(80 - mostHeldBytes / megabyte.length);
    expect(codes.filter((code) => code === "webhook.body-too-slow")).toHaveLength(80 - busy);
    async function* small() {
      yield "{}";
    }
    expect(new TextDecoder().decode(await readBody(small(), limits))).toBe("{}");
  });

  /** What each sender does after the first half, and what becomes of its body. */
  const endings: Readonly<Record<string, readonly [rest: () => Promise<Uint8Array | undefined>, code?: string]>> = {
    "has ended": [() => Promise.resolve(undefined)],
    "breaks off": [() => Promise.reject(new Error("the sender is gone")), "webhook.body-incomplete"],
    "is too large": [() => Promise.resolve(new Uint8Array(2)), "webhook.body-too-large"],
    "is too slow": [() => new Promise<never>(() => {}), "webhook.body-too-slow"],
  };

  it.each(Object.entries(endings))("hold nothing more when a body %s", async (_what, [rest, code]) => {
    const half = mostHeldBytes / 2;
    const limits = { maxBytes: half, bodyTimeoutMs: 50 };
    async function* large() {
      yield new Uint8Array(half - 1);
      const more = await rest();
      if (more) yield more;
    }
    for (let bodies = 0; bodies < 3; bodies += 1) {
      const ended = await readBody(large(), limits).catch((error: unknown) => error as { readonly code: string });
      expect("code" in ended ? ended.code : undefined).toBe(code);
    }
  });
});
