import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { AtsError, connect } from "@anyats/core";
import { afterEach, describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";

const apiKey = "sk-key-of-the-customer";
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server of this test, on loopback. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function connected(listener: RequestListener) {
  const baseUrl = `${await serving(listener)}/v1`;
  const ats = await connect(komboBase, { apiKey, integrationId: "avionte:x", baseUrl });
  closers.push(() => ats.close());
  return ats;
}

const failing = async (call: Promise<unknown>): Promise<AtsError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(AtsError.is(error)).toBe(true);
  return error as AtsError;
};

describe("what a hostile server answers", () => {
  it("an address elsewhere is not followed, so the key goes nowhere else", async () => {
    const elsewhere: unknown[] = [];
    const other = await serving((request, response) => {
      elsewhere.push(request.headers);
      response.end("{}");
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const ats = await connected((_request, response) => {
        response.writeHead(status, { location: `${other}/v1/ats/jobs` }).end();
      });
      const error = await failing(ats.jobs.stream({}, { timeoutMs: 300 }).toArray());
      expect(error.message).not.toContain(other);
    }
    expect(elsewhere).toEqual([]);
  });

  it("a cursor that is an address is sent back as a word, and never visited", async () => {
    const elsewhere: unknown[] = [];
    const other = await serving((request) => void elsewhere.push(request.url));
    const asked: string[] = [];
    const ats = await connected((request, response) => {
      asked.push(request.url!);
      const next = asked.length === 1 ? `${other}/v1/ats/jobs?cursor=1#\r\nX-Evil: yes` : null;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "success", data: { results: [], next } }));
    });
    expect(await ats.jobs.stream().toArray()).toEqual([]);
    expect(asked).toHaveLength(2);
    expect(new URL(asked[1]!, "http://own").searchParams.get("cursor")).toContain(other);
    expect(elsewhere).toEqual([]);
  });

  it("an answer that unpacks to a gigabyte is refused before it does", { timeout: 30_000 }, async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    const ats = await connected((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    const error = await failing(ats.integration.get({}, { timeoutMs: 1_500 }));
    expect(error.fault).not.toBe("caller");
    expect(process.memoryUsage().rss - before).toBeLessThan(900 * 1024 * 1024);
  });

  it("an answer without end is cut off by the deadline", async () => {
    const ats = await connected((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 10);
      response.once("close", () => clearInterval(timer));
    });
    const error = await failing(ats.integration.get({}, { timeoutMs: 400 }));
    expect(error.code).toBe("call.deadline-exceeded");
  });

  it("an answer nested without measure is an error, not a crash", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const ats = await connected((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(`{"status": "success", "data": {"results": [{"id": ${deep}}], "next": null}}`);
    });
    const stream = ats.jobs.stream({}, { timeoutMs: 5_000 });
    const outcome = await stream.toArray().catch((thrown: unknown) => thrown);
    if (Array.isArray(outcome)) expect(stream.progress.quarantined).toBe(1);
    else expect(AtsError.is(outcome)).toBe(true);
  });

  it("keys that name a prototype change none", async () => {
    const poison = '"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}';
    const ats = await connected((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(
        `{"status": "success", ${poison}, "data": {${poison}, "next": null, "results": [{"id": "j1", "remote_id": "1", "changed_at": "2026-01-01T00:00:00Z", "custom_fields": {${poison}}, ${poison}}]}}`,
      );
    });
    const jobs = await ats.jobs.stream({}, { raw: true }).toArray();
    expect(jobs.map(({ id }) => id)).toEqual(["j1"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect((jobs[0]!.customFields as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
