import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import {
  CLOCK,
  CONNECTION_ID,
  DeadlineExceeded,
  LEDGER,
  candidates,
  connect,
  defineAdapter,
  handles,
  ledgerSubject,
  memoryLedger,
  passthrough,
  type Call,
  type Ledger,
  type OutputOf,
  type Receipt,
  type Settlement,
  ContainerModule,
} from "../src/index.ts";
import { leastTime, ManualClock, turn } from "../src/testing.ts";
import { answered } from "./fixtures/scripted-adapter.ts";

type Answer = OutputOf<typeof passthrough.send>;

interface Ats {
  attach?(input: unknown, call: Call): Promise<Receipt>;
  note?(call: Call): Promise<Receipt>;
  look?(call: Call): Promise<Settlement<Receipt>>;
  send?(): Promise<Answer>;
}

/** A connection to an ATS that does what a test says, over a ledger that shows what it is told. */
async function connected(ats: Ats, ledger?: Ledger, clock = new ManualClock(), fingerprintSecret?: string) {
  const kept = ledger ?? memoryLedger(undefined, clock);
  const told: { fingerprints: string[]; outputs: unknown[] } = { fingerprints: [], outputs: [] };
  const shown: Ledger = {
    ...kept,
    claim: (key, fingerprint, ...more) => {
      told.fingerprints.push(fingerprint);
      return kept.claim(key, fingerprint, ...more);
    },
    finish: (key, token, output, ...more) => {
      told.outputs.push(output);
      return kept.finish(key, token, output, ...more);
    },
  };
  const none: Settlement<Receipt> = { found: false, certain: true, because: "it is not there", reconcile: {} };
  const adapter = defineAdapter({
    id: "ats",
    name: "ATS",
    package: { name: "@example/ats", version: "1.0.0" },
    facts: { providerId: "ats", maturity: "in-development", noteFormat: "plain" },
    handlers: [
      handles(candidates.addAttachment, {
        lane: "native",
        routes: [],
        handle: async (input, call) => (await ats.attach?.(input, call)) ?? answered,
      }),
      handles(candidates.addNote, {
        lane: "native",
        routes: [],
        handle: async (_input, call) => (await ats.note?.(call)) ?? answered,
        settle: async (_input, call) => (await ats.look?.(call)) ?? none,
      }),
      handles(passthrough.send, { lane: "passthrough", routes: [], handle: () => ats.send!() }),
    ],
    missing: { "*": { reason: "not-built", explanation: "No test needs it." } },
  });
  const own = new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(clock);
    bind(LEDGER).toConstantValue(shown);
    bind(CONNECTION_ID).toConstantValue("customer");
  });
  const client = await connect(adapter, {}, { modules: [own], ...(fingerprintSecret && { fingerprintSecret }) });
  return { client, clock, told, ledger: kept };
}

const key = { idempotencyKey: "k" };
const note = { candidate: "c", note: "n" };
const named = { name: "cv.txt", contentType: "text/plain" };
const streamOf = (text: string) => new Blob([text]).stream();
const attaching = (file: object) => ({ candidate: "c", file }) as never;

describe("files under one idempotency key", () => {
  it("as streams differ by content: the second is rejected, not answered from memory", async () => {
    const sent: string[] = [];
    const { client } = await connected({
      attach: async (input) => {
        sent.push(await new Response((input as { file: { stream: ReadableStream } }).file.stream).text());
        return answered;
      },
    });
    await client.candidates.addAttachment(attaching({ ...named, stream: streamOf("one") }), key);
    await expect(
      client.candidates.addAttachment(attaching({ ...named, stream: streamOf("two") }), key),
    ).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "idempotencyKey" }] });
    const again = client.candidates.addAttachment(attaching({ ...named, stream: streamOf("one") }), key);
    expect(await again).toMatchObject({ settledBy: "ledger" });
    expect(sent).toEqual(["one"]);
  });

  it("are the same as a web stream, as Node's and as pieces of an iterable", async () => {
    const sent: string[] = [];
    const { client } = await connected({
      attach: async (input) => {
        sent.push(await new Response((input as { file: { stream: ReadableStream } }).file.stream).text());
        return answered;
      },
    });
    async function* pieces() {
      yield Buffer.from("con");
      yield new Uint8Array(Buffer.from("tent"));
    }
    const streams = [Readable.from([Buffer.from("content")]), streamOf("content"), pieces()];
    const receipts = [];
    for (const stream of streams)
      receipts.push(await client.candidates.addAttachment(attaching({ ...named, stream }), key));
    expect(receipts.map(({ settledBy }) => settledBy)).toEqual(["answer", "ledger", "ledger"]);
    const other = client.candidates.addAttachment(
      attaching({ ...named, stream: Readable.from([Buffer.from("x")]) }),
      key,
    );
    await expect(other).rejects.toMatchObject({ issues: [{ path: "idempotencyKey" }] });
    expect(sent).toEqual(["content"]);
  });

  it("are the same as a Buffer and as a Uint8Array", async () => {
    const { client } = await connected({});
    await client.candidates.addAttachment(attaching({ ...named, bytes: Buffer.from("content") }), key);
    const bytes = new Uint8Array(Buffer.from("content"));
    expect(await client.candidates.addAttachment(attaching({ ...named, bytes }), key)).toMatchObject({
      settledBy: "ledger",
    });
  });

  it("of 60 MB cost at most 30 times what a bare hash costs, as bytes and as base64", async () => {
    const { client } = await connected({});
    const bytes = Buffer.alloc(60_000_000, "x");
    const bare = await leastTime(() => createHash("sha256").update(bytes).digest());
    for (const file of [
      { ...named, bytes },
      { ...named, base64: bytes.toString("base64") },
    ]) {
      const attach = () => client.candidates.addAttachment(attaching(file), { idempotencyKey: crypto.randomUUID() });
      // Once it was 800 times; now it is 4 times as bytes and 10 times as base64.
      expect(await leastTime(attach, 30 * bare)).toBeLessThan(30 * bare);
    }
  }, 20_000);

  it("of 150 MB are refused before they are fingerprinted, however they come", async () => {
    let sent = 0;
    const { client, told } = await connected({ attach: async () => ((sent += 1), answered) });
    const bytes = new Uint8Array(150_000_000);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)) });
    for (const file of [
      { ...named, bytes },
      { ...named, base64: "A".repeat(200_000_000) },
      { ...named, stream: endless },
    ])
      await expect(client.candidates.addAttachment(attaching(file), key)).rejects.toMatchObject({
        code: "input.invalid",
        message: expect.stringContaining("must have at most 100000000 bytes") as string,
      });
    expect([sent, told.fingerprints.length]).toEqual([0, 0]);
  }, 20_000);
});

describe("the fingerprint of an input", () => {
  it("is keyed by the app's secret, and the same in all its processes", async () => {
    const secret = "a secret of at least 16 characters";
    const printOf = async (given?: string) => {
      const { client, told } = await connected({}, undefined, undefined, given);
      await client.candidates.addNote(note, key);
      return told.fingerprints[0]!;
    };
    const [plain, one, two, other] = [
      await printOf(),
      await printOf(secret),
      await printOf(secret),
      await printOf(`${secret}!`),
    ];
    expect(one).toBe(two);
    expect(new Set([plain, one, other]).size).toBe(3);
  });

  it("cannot be keyed by a secret that is guessed in a moment", async () => {
    await expect(connected({}, undefined, undefined, "short")).rejects.toMatchObject({
      code: "input.invalid",
      issues: [{ path: "fingerprintSecret" }],
    });
  });
});

describe("what the ledger keeps of an answer", () => {
  it("is what the capability's schema names, without the texts of the ATS", async () => {
    const whole = {
      warnings: [{ message: "Jane Doe is locked", code: null }],
      settledBy: "answer",
      cookie: "s=1",
      name: "Jane",
    };
    const { client, told } = await connected({ note: async () => whole as unknown as Receipt });
    await client.candidates.addNote(note, key);
    expect(told.outputs).toEqual([{ warnings: [], settledBy: "answer" }]);
  });

  it("is the status only of a passthrough, and the repeated call says so", async () => {
    const answer: Answer = {
      status: 201,
      headers: { "set-cookie": "s=1" },
      data: { name: "Jane", ssn: "1" },
      url: "https://ats.example/people/jane",
      warnings: [],
      settledBy: "answer",
    };
    const { client, told } = await connected({ send: async () => answer });
    const send = () => client.passthrough.send({ method: "POST", path: "/people" }, key);
    expect(await send()).toEqual(answer);
    expect(JSON.stringify(told.outputs)).not.toMatch(/Jane|s=1|ssn|people/);
    expect(await send()).toMatchObject({
      status: 201,
      data: null,
      settledBy: "ledger",
      warnings: [{ code: "ledger.status-only" }],
    });
  });

  it("is forgotten with the person, and the write is still known", async () => {
    const { client, ledger } = await connected({});
    await client.candidates.addNote(note, key);
    const erase = (connectionId: string, kind: string) =>
      ledger.erase(ledgerSubject({ adapter: "ats", connectionId, kind, id: "c" }));
    expect(await erase("other", "candidates")).toBe(0);
    // A job may have the id of a candidate.
    expect(await erase("customer", "jobs")).toBe(0);
    expect(await erase("customer", "candidates")).toBe(1);
    await expect(client.candidates.addNote(note, key)).rejects.toMatchObject({
      code: "write.result-not-kept",
      retry: "never",
    });
  });
});

describe("a passthrough under an idempotency key", () => {
  const answering = (...statuses: number[]) => {
    let sent = 0;
    const send = async (): Promise<Answer> => {
      const status = statuses[sent++]!;
      return { status, headers: {}, data: null, url: "", warnings: [], settledBy: "answer" };
    };
    return { send, sent: () => sent };
  };

  it.each([503, 429, 404, 400])("that answered %i was not performed: the next call sends it", async (status) => {
    const ats = answering(status, 200);
    const { client } = await connected(ats);
    const send = () => client.passthrough.send({ method: "POST", path: "/x" }, key);
    expect((await send()).status).toBe(status);
    expect((await send()).status).toBe(200);
    expect(await send()).toMatchObject({ status: 200, settledBy: "ledger" });
    expect(ats.sent()).toBe(2);
  });

  it.each([500, 502, 504, 408])("that answered %i may have been performed: it is not sent again", async (status) => {
    const ats = answering(status, 200);
    const { client, clock } = await connected(ats);
    const send = () => client.passthrough.send({ method: "POST", path: "/x" }, key);
    expect((await send()).status).toBe(status);
    const again = expect(send()).rejects.toMatchObject({ code: "write.outcome-unknown" });
    await clock.advance(5_000);
    await again;
    expect(ats.sent()).toBe(1);
  });
});

describe("a claim", () => {
  it("that lapsed while its owner was paused sends nothing, and changes no other's", async () => {
    const [slow, ledgerClock] = [new ManualClock(), new ManualClock()];
    const shared = memoryLedger(undefined, ledgerClock);
    let sent = 0;
    const reading = Promise.withResolvers<void>();
    const one = await connected(
      {
        note: async (call) => {
          await reading.promise;
          await call.remember({ before: [] });
          sent += 1;
          return answered;
        },
      },
      shared,
      slow,
    );
    const first = one.client.candidates.addNote(note, key);
    const ended = expect(first).rejects.toMatchObject({ code: "write.claim-lapsed", retry: { afterMs: 1_000 } });
    await turn();
    await ledgerClock.advance(10_000_000);
    const two = await connected({ note: async () => ((sent += 1), answered) }, shared, ledgerClock);
    expect(await two.client.candidates.addNote(note, key)).toEqual(answered);
    reading.resolve();
    await ended;
    expect(await two.client.candidates.addNote(note, key)).toMatchObject({ settledBy: "ledger" });
    expect(sent).toBe(1);
  });

  it("whose call's time is over sends nothing, although no timer has struck", async () => {
    let sent = 0;
    const clock = new ManualClock();
    const { client } = await connected(
      {
        note: async (call) => {
          Object.defineProperty(clock, "now", { value: () => call.deadline });
          await call.remember({});
          sent += 1;
          return answered;
        },
      },
      { ...memoryLedger(), remember: () => Promise.resolve(true) },
      clock,
    );
    await expect(client.candidates.addNote(note, key)).rejects.toMatchObject({
      code: "call.deadline-exceeded",
      retry: "safe",
    });
    expect(sent).toBe(0);
  });

  it('leaves time for requests under way: "nothing found" counts only after it', async () => {
    const clock = new ManualClock();
    const ledger = memoryLedger(undefined, clock);
    let sent = 0;
    const ats: Ats = {
      note: async () => {
        sent += 1;
        if (sent === 1) throw new DeadlineExceeded(1, true);
        return answered;
      },
    };
    const { client } = await connected(ats, ledger, clock);
    const call = async () => {
      const ending = client.candidates.addNote(note, { ...key, timeoutMs: 60_000 }).catch((error: unknown) => error);
      await clock.advance(5_000);
      return ending;
    };
    expect(await call()).toMatchObject({ code: "write.outcome-unknown" });
    expect(await call()).toMatchObject({ code: "write.outcome-unknown" });
    await clock.advance(180_000);
    expect(await call()).toEqual(answered);
    expect(sent).toBe(2);
  });

  it("gives the settling call what was remembered, also in another process", async () => {
    const clock = new ManualClock();
    const ledger = memoryLedger(undefined, clock);
    const first = await connected(
      {
        note: async (call) => {
          await call.remember({ before: ["n1"] });
          return new Promise<Receipt>(() => {});
        },
      },
      ledger,
      clock,
    );
    void first.client.candidates.addNote(note, { ...key, timeoutMs: 10_000 }).catch(() => {});
    await clock.advance(10_000 + 120_000);
    const seen: unknown[] = [];
    const look = async (call: Call): Promise<Settlement<Receipt>> => {
      seen.push(call.memory);
      return { found: true, output: answered };
    };
    const second = await connected({ look }, ledger, clock);
    expect(await second.client.candidates.addNote(note, key)).toMatchObject({ settledBy: "read-back" });
    expect(seen).toEqual([{ before: ["n1"] }]);
  });
});
