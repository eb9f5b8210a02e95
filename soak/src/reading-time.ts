import { connect } from "@anyats/core";
import { threadTime } from "@anyats/core/testing";
import { komboBase } from "@anyats/kombo-base";
import { fetchWebhooks } from "@anyats/kombo-base/webhooks/fetch";
import { signedWebhook } from "@anyats/emulator";

/** How long readers of a server's bytes work past their deadline, by processor time. */
export interface ReadingTime {
  /** Pairs of a reader and a shape of bytes. */
  readonly readings: number;
  /** Readings that worked for more than 100 ms past their deadline. */
  readonly late: number;
  /** The most past a deadline, in milliseconds; below zero where all ended before. */
  readonly worstMs: number;
  /** The most work for a byte, in nanoseconds, among readings of at least 64 KiB. */
  readonly worstNsPerByte: number;
  /** The reading that was worst by the clock. */
  readonly worst: string;
}

const timeoutMs = 300;
/** By how much work may pass a deadline, in milliseconds. */
const grace = 100;
/** The longest answer that is read. */
const mostBytes = 16 * 1024 * 1024;

const record = (more: string) => `{"id":"r1","remote_id":"1","changed_at":"2026-01-01T00:00:00.000Z"${more}}`;
const filled = (piece: string, bytes: number) => piece.repeat(Math.max(1, Math.floor(bytes / piece.length)));
/** A list that is as long as the bytes allow. */
const list = (piece: string, bytes: number) => `[${filled(`${piece},`, bytes).slice(0, -1)}]`;
const nested = (open: string, close: string, bytes: number) => {
  const depth = Math.floor(bytes / (open.length + close.length));
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
};
const keys = (bytes: number) => {
  const parts: string[] = [];
  for (let index = 0, length = 0; length < bytes; index += 1) {
    const part = `"k${index}":1`;
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join(",");
};

/** What a server can put in the place of a value: the worst of each kind, of about so many bytes. */
const shapes: Readonly<Record<string, (bytes: number) => string>> = {
  numbers: (bytes) => list("1", bytes),
  "long numbers": (bytes) => list("9007199254740993.0000000001e-300", bytes),
  "a number of many digits": (bytes) => `[${record(`,"weekly_hours":${filled("9", bytes)}`)}]`,
  texts: (bytes) => list('""', bytes),
  "empty objects": (bytes) => list("{}", bytes),
  "empty lists": (bytes) => list("[]", bytes),
  nulls: (bytes) => list("null", bytes),
  records: (bytes) => list(record(""), bytes),
  "records of wrong values": (bytes) => list(record(`,"stages":[1,1,1,1],"tags":[1,1,1,1],"name":{}`), bytes),
  "a record of many keys": (bytes) => `[${record(`,"custom_fields":{${keys(bytes)}}`)}]`,
  "a record of one key again and again": (bytes) => `[${record(filled(',"name":"x"', bytes))}]`,
  "nested lists": (bytes) => nested("[", "]", bytes),
  "nested objects": (bytes) => nested('{"a":', "}", bytes),
  "quotation marks": (bytes) => `[${record(`,"name":"${filled(String.raw`,\"`, bytes)}"`)}]`,
  escapes: (bytes) => `[${record(`,"name":"${filled(String.raw`\u0041`, bytes)}"`)}]`,
  "tags of HTML": (bytes) =>
    `[${record(`,"description":"${filled("<b>", bytes)}","content":"${filled("<b>", 100)}"`)}]`,
  "white space": (bytes) => `[${record(`,"name":${filled(" ", bytes)}"x"`)}]`,
  "what is not JSON": (bytes) => filled("{[,", bytes),
  "an opening quotation mark": (bytes) => `["${filled("x", bytes)}`,
};

const sizes = [64 * 1024, 2 * 1024 * 1024, mostBytes - 4_096, 2 * mostBytes];

type Client = Awaited<ReturnType<typeof connected>>;

interface Reader {
  /** Puts a value where the reader looks for one. */
  readonly around: (value: string) => string;
  readonly status: number;
  readonly read: (ats: Client) => Promise<unknown>;
}

const options = { timeoutMs };
/** Each way in which a server's bytes are read. */
const readers: Readonly<Record<string, Reader>> = {
  "a stream": {
    around: (value) => `{"status":"success","data":{"next":null,"results":${value}}}`,
    status: 200,
    read: (ats) => ats.jobs.stream({}, options).toArray(),
  },
  "a query over a list": {
    around: (value) => `{"status":"success","data":{"results":${value},"next":null}}`,
    status: 200,
    read: (ats) => ats.candidates.find({ email: "a@b.test" }, options),
  },
  "a single answer": {
    around: (value) => `{"status":"success","data":${value}}`,
    status: 200,
    read: (ats) => ats.candidates.listAttachments({ candidate: "c1" }, options),
  },
  "a passthrough answer": {
    around: (value) => `{"status":"success","data":{"url":"","status":200,"headers":{},"data":${value}}}`,
    status: 200,
    read: (ats) => ats.passthrough.send({ api: "avionte/main", method: "GET", path: "/x" }, options),
  },
  "a refusal": {
    around: (value) => `{"status":"error","error":{"code":"X","list":${value}}}`,
    status: 400,
    read: (ats) => ats.jobs.get({ id: "x" }, options),
  },
  "an answer to a write": {
    around: (value) => `{"status":"success","data":${value},"warnings":${value}}`,
    status: 200,
    read: (ats) => ats.candidates.addTag({ candidate: "c1", tag: "t" }, options),
  },
};

/** A connection to a server that answers everything with a text, in pieces. */
async function connected(whole: Uint8Array, status: number) {
  const fetch = async () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= whole.length) return controller.close();
        controller.enqueue(whole.subarray(at, (at += 256 * 1024)));
      },
    });
    return new Response(body, { status, headers: { "content-type": "application/json" } });
  };
  return connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch });
}

/**
 * Gives every reader every shape of bytes, at sizes up to the bound and beyond it.
 * @param every Only one of so many readings.
 */
export async function readingTime(every = 1): Promise<ReadingTime> {
  let [readings, late, worstMs, worstNsPerByte, number] = [0, 0, -Infinity, 0, 0];
  let worst = "";
  const took = (name: string, bytes: number, ms: number, allowedMs: number): void => {
    readings += 1;
    if (ms - allowedMs > grace) late += 1;
    if (bytes >= 64 * 1024) worstNsPerByte = Math.max(worstNsPerByte, (ms * 1e6) / bytes);
    if (ms - allowedMs <= worstMs) return;
    worstMs = ms - allowedMs;
    worst = name;
  };
  const isWanted = () => number++ % every === 0;
  for (const [shape, make] of Object.entries(shapes))
    for (const size of sizes)
      for (const [way, { around, status, read }] of Object.entries(readers)) {
        if (!isWanted()) continue;
        const body = Buffer.from(around(make(size)));
        const ats = await connected(body, status);
        const before = threadTime();
        await read(ats).catch(() => {});
        took(`${shape}, ${size} bytes, as ${way}`, body.length, threadTime() - before, timeoutMs);
        await ats.close();
      }
  const receive = fetchWebhooks({ secrets: "s", onEvent: () => {} });
  for (const [shape, make] of Object.entries(shapes)) {
    if (!isWanted()) continue;
    const value = make(1_000_000 / 2);
    // Signed, as only a sender with the secret can; what is not signed is never parsed.
    const { body, headers } = signedWebhook({ type: "data-changed", data: [value] }, "s");
    const request = () => new Request("http://app.test/", { method: "POST", body, headers });
    const before = threadTime();
    await receive(request());
    took(`${shape}, as a webhook`, body.length, threadTime() - before, 0);
  }
  return { readings, late, worstMs, worstNsPerByte, worst };
}
