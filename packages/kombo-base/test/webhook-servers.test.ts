import { serve } from "@hono/node-server";
import { signedWebhook } from "@anyats/emulator";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { expressWebhooks } from "../src/webhooks/webhooks-express.ts";
import { fastifyWebhooks } from "../src/webhooks/webhooks-fastify.ts";
import { fetchWebhooks } from "../src/webhooks/webhooks-fetch.ts";
import { honoWebhooks } from "../src/webhooks/webhooks-hono.ts";
import { lambdaWebhooks } from "../src/webhooks/webhooks-lambda.ts";
import { nodeWebhooks } from "../src/webhooks/webhooks-node.ts";
import type { NodeRequest } from "../src/webhooks/node-request.ts";
import { createWebhookHandler, WebhookMisconfigured, type WebhookOptions } from "../src/webhooks/webhooks.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(server: Server): Promise<string> {
  if (!server.listening) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

/** Starts a server with a webhook at `/hook` and gives its address. */
const servers: Record<string, (options: WebhookOptions) => Promise<string>> = {
  node: (options) => {
    const receive = nodeWebhooks(options);
    return listening(createServer((request, response) => void receive(request, response)));
  },
  express: (options) => listening(createServer(express().post("/hook", expressWebhooks(options)))),
  fastify: async (options) => {
    const app = fastify();
    await app.register(fastifyWebhooks, { path: "/hook", ...options });
    await app.listen({ port: 0, host: "127.0.0.1" });
    closing.push(() => app.close());
    return `${app.listeningOrigin}/hook`;
  },
  hono: (options) => {
    const app = new Hono().post("/hook", honoWebhooks(options));
    return listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server);
  },
  fetch: (options) => listening(serve({ fetch: fetchWebhooks(options), port: 0, hostname: "127.0.0.1" }) as Server),
};

const emptyStream = () => ({ async *[Symbol.asyncIterator]() {} });

const secret = "whsec";
const data = { integration_id: "avionte:1", changed_models: [{ name: "ats_jobs" }] };
const signed = (more: object = {}) =>
  signedWebhook({ id: "evt-ü", type: "data-changed", data: { ...data, ...more } }, secret);
const post = async (url: string, init: RequestInit) => {
  const response = await fetch(url, { method: "POST", ...init });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe.each(Object.entries(servers))("a webhook in %s", (name, start) => {
  it("hands over a genuine event once and answers 200", async () => {
    const events: unknown[] = [];
    const url = await start({ secrets: secret, onEvent: (event) => events.push(event) });
    expect(await post(url, signed())).toEqual({ status: 200, body: { outcome: "handled" } });
    expect(await post(url, signed())).toEqual({ status: 200, body: { outcome: "seen-before" } });
    expect(events).toEqual([
      {
        id: "evt-ü",
        type: "data-changed",
        integration: { id: "avionte:1", tool: null, category: null },
        changedModels: ["ats_jobs"],
      },
    ]);
  });

  it("answers 401 if unsigned, forged or empty, and 400 if it is not an event", async () => {
    const url = await start({ secrets: secret, onEvent: () => expect.unreachable() });
    const { body, headers } = signed();
    const unsigned = await post(url, { body });
    expect([unsigned.status, unsigned.body["code"]]).toEqual([401, "webhook.signature-missing"]);
    const forged = await post(url, { body: `${body} `, headers });
    expect([forged.status, forged.body["code"]]).toEqual([401, "webhook.signature-invalid"]);
    expect((await post(url, { headers: { "content-type": "application/json" } })).status).toBe(401);
    expect((await post(url, {})).status).toBe(401);
    const noEvent = signedWebhook({ type: "data-changed", data: {} }, secret);
    expect((await post(url, noEvent)).status).toBe(400);
  });

  it("answers 500 when handling fails", async () => {
    const url = await start({ secrets: secret, onEvent: () => Promise.reject(new Error("down")) });
    expect((await post(url, signed())).status).toBe(500);
  });

  it("answers 413 to what is too large, announced or not, without reading all of it", async () => {
    const url = await start({ secrets: secret, maxBytes: 1_000, onEvent: () => undefined });
    expect((await post(url, signed({ padding: "x".repeat(1_000) }))).status).toBe(413);
    const chunk = `${(2_000).toString(16)}\r\n${"x".repeat(2_000)}\r\n`;
    const heads = [
      await headOf(url, "content-length: 1000000000"),
      await headOf(url, "transfer-encoding: chunked", chunk),
    ];
    for (const head of heads) {
      expect(head).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
      // Bytes that nobody reads are still to come: such a connection serves no other request. With fetch, the platform
      // sees to that.
      if (name !== "hono" && name !== "fetch") expect(head).toMatch(/^connection: close$/im);
    }
  });

  it("takes a genuine event that comes in pieces", async () => {
    const url = await start({ secrets: secret, onEvent: () => undefined });
    const { body, headers } = signed({ padding: "x".repeat(200_000) });
    const pieces = new Blob([body]).stream();
    expect((await post(url, { body: pieces, headers, duplex: "half" } as RequestInit)).status).toBe(200);
  });

  it("hands over nothing of a delivery that breaks off, and goes on", async () => {
    const problem = Promise.withResolvers<unknown>();
    const events: unknown[] = [];
    const url = await start({ secrets: secret, onEvent: (event) => events.push(event), onProblem: problem.resolve });
    const { hostname, port } = new URL(url);
    const { body, headers } = signed();
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    const head = `POST /hook HTTP/1.1\r\nhost: x\r\nx-kombo-signature: ${headers["x-kombo-signature"]}\r\ncontent-length: 9000\r\n\r\n`;
    socket.write(`${head}${body}`, () => setImmediate(() => socket.destroy()));
    expect(await problem.promise).toMatchObject({ code: "webhook.body-incomplete", answer: 400 });
    expect(events).toEqual([]);
    expect((await post(url, signed())).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it("cannot be set up without a secret", async () => {
    await expect(async () => start({ secrets: "", onEvent: () => undefined })).rejects.toThrow(WebhookMisconfigured);
  });
});

/** What a server answers to a request whose body never ends, up to its own body. */
async function headOf(url: string, header: string, body = ""): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(`POST /hook HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n${body}`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString().split("\r\n\r\n")[0]!;
}

it("leaves alone what was answered meanwhile, and does not fail at it", async () => {
  const receive = nodeWebhooks({ secrets: secret, onEvent: () => undefined });
  const received = Promise.withResolvers<void>();
  const url = await listening(
    createServer((request, response) => {
      response.writeHead(503).end("{}");
      receive(request, response).then(received.resolve, received.reject);
    }),
  );
  expect((await post(url, signed())).status).toBe(503);
  await expect(received.promise).resolves.toBeUndefined();
});

describe("a body that comes byte by byte", () => {
  it("takes no more memory than its bytes", async () => {
    const receive = fetchWebhooks({ secrets: secret, onEvent: () => {} });
    const before = process.memoryUsage().heapUsed;
    let after = 0;
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ < 1_000_000) return controller.enqueue(new Uint8Array(1));
        after = process.memoryUsage().heapUsed;
        controller.close();
      },
    });
    const request = new Request("http://own/hook", { method: "POST", body, duplex: "half" });
    expect((await receive(request)).status).toBe(401);
    expect(after - before).toBeLessThan(120 * 1024 * 1024);
  });
});

describe("behind something that has read the body already", () => {
  const advice = { code: "webhook.body-already-read", advice: expect.stringContaining("before any body parser") };

  it("Express gets a 400 that says what to do, and the app a problem report", async () => {
    const problems: unknown[] = [];
    const hook = expressWebhooks({
      secrets: secret,
      onEvent: () => expect.unreachable(),
      onProblem: (problem) => problems.push(problem),
    });
    const url = await listening(createServer(express().use(express.json()).post("/hook", hook)));
    expect(await post(url, signed())).toMatchObject({ status: 400, body: advice });
    expect(problems).toMatchObject([advice]);
  });

  it("but keeps the raw bytes, Express goes on as without it", async () => {
    const hook = expressWebhooks({ secrets: secret, maxBytes: 1_000, onEvent: () => undefined });
    const url = await listening(
      createServer(
        express()
          .use(express.raw({ type: "*/*" }))
          .post("/hook", hook),
      ),
    );
    const { body, headers } = signed();
    expect((await post(url, { body, headers })).status).toBe(200);
    expect((await post(url, { body: `${body} `, headers })).status).toBe(401);
    expect((await post(url, signed({ padding: "x".repeat(1_000) }))).status).toBe(413);
  });

  it("so it is where only the beginning was read", async () => {
    const receive = nodeWebhooks({ secrets: secret, onEvent: () => expect.unreachable() });
    const url = await listening(
      createServer((request, response) => {
        request.once("readable", () => {
          request.read(1);
          void receive(request, response);
        });
      }),
    );
    expect(await post(url, signed())).toMatchObject({ status: 400, body: advice });
  });

  it("so is a server of fetch", async () => {
    const receive = fetchWebhooks({ secrets: secret, onEvent: () => expect.unreachable() });
    const app = new Hono().post("/hook", async (c) => {
      await c.req.raw.json();
      return receive(c.req.raw);
    });
    const response = await app.request("/hook", { method: "POST", ...signed() });
    expect([response.status, await response.json()]).toMatchObject([400, advice]);
  });

  it("Fastify's webhook reads its own body, and leaves the other routes their parser", async () => {
    const app = fastify();
    closing.push(() => app.close());
    app.post("/other", (request, reply) => reply.send(request.body));
    await app.register(fastifyWebhooks, { path: "/hook", secrets: secret, onEvent: () => undefined });
    const { body, headers } = signed();
    const hook = await app.inject({ method: "POST", url: "/hook", payload: body, headers });
    expect(hook.statusCode).toBe(200);
    const other = await app.inject({ method: "POST", url: "/other", payload: { a: 1 } });
    expect(other.json()).toEqual({ a: 1 });
  });
});

describe("a body that something parsed before", () => {
  const seen: unknown[] = [];
  const options = { secrets: secret, onEvent: (event: unknown) => void seen.push(event) };
  const { body, headers } = signed();

  it.for([
    ["an object", { headers, body: JSON.parse(body) as unknown }],
    ["an object, and a stream that is still there", { headers, body: JSON.parse(body) as unknown, ...emptyStream() }],
    ["nothing, and no stream", { headers }],
  ] as const)("is refused with body-already-read and never ends in 500: %s", async ([, request]) => {
    let answer = "";
    const response = { statusCode: 0, headersSent: false, setHeader: () => {}, end: (text: string) => (answer = text) };
    await nodeWebhooks(options)(request as unknown as NodeRequest, response);
    expect(response.statusCode).toBe(400);
    expect(answer).toContain("webhook.body-already-read");
    expect(seen).toEqual([]);
  });

  it("is refused by the handler itself, too", async () => {
    const handler = createWebhookHandler(options);
    const answer = await handler.handle(() => JSON.parse(body) as string, headers);
    expect(answer).toMatchObject({ status: 400, outcome: "refused" });
    expect(answer.body).toContain("webhook.body-already-read");
  });
});

describe("AWS Lambda", () => {
  it("receives bodies as text and as base64, and refuses parsed ones", async () => {
    const types: string[] = [];
    const receive = lambdaWebhooks({ secrets: secret, onEvent: ({ type }) => void types.push(type) });
    const { body: text, headers } = signed();
    const first = await receive({ headers, body: text, isBase64Encoded: false });
    expect(first).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"outcome":"handled"}',
    });
    const encoded = Buffer.from(text).toString("base64");
    expect(await receive({ headers, body: encoded, isBase64Encoded: true })).toMatchObject({ statusCode: 200 });
    expect(types).toEqual(["data-changed"]);
    const many = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    expect(await receive({ multiValueHeaders: many, body: text })).toMatchObject({ statusCode: 200 });
    expect(await receive({ headers, body: `${text} ` })).toMatchObject({ statusCode: 401 });
    expect(await receive({ headers, body: null })).toMatchObject({ statusCode: 401 });
    expect(await receive({ headers, body: JSON.parse(text) as string })).toMatchObject({ statusCode: 400 });
  });
});
