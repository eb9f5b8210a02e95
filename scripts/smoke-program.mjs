// What an app does, in little, with the packages as they are installed from a registry. Plain JavaScript that Node,
// Bun and Deno run; scripts/runtimes.mjs puts it into a folder with the packed packages.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { startEmulator } from "@anyats/emulator";
import { openTelemetry } from "@anyats/opentelemetry";
import { pinoLogger } from "@anyats/pino";
import { pino } from "pino";

const emulator = await startEmulator({ candidates: 300 });
const logger = pino({ level: "silent" });
const ats = await connect(avionte, emulator.settings(), { modules: [openTelemetry(), pinoLogger(logger)] });
let quarantined = 0;
ats.on("quarantine", () => (quarantined += 1));

emulator.faults.inject({ kind: "malformedRecord", match: { path: "/ats/candidates" } });
const candidates = await ats.candidates.stream().toArray();
assert.equal(candidates.length, 299);
assert.equal(quarantined, 1);

const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
assert.ok((await ats.jobs.getEnhanced({ id: job.id })).title);

const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
const note = { html: "<p>Strong <b>on shift work</b><script>alert(1)</script></p>" };
assert.equal((await ats.applications.addNote({ application, note })).settledBy, "answer");
const base64 = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").toString(
  "base64",
);
const file = { name: "result.pdf", type: "OTHER", base64 };
assert.equal((await ats.applications.addAttachment({ application, file })).settledBy, "answer");

await assert.rejects(ats.jobs.get({ id: "no-such-job" }), { code: "record.not-found" });
assert.ok(coverageOf(avionte).totals.capabilities > 40);
await ats.close();
await assert.rejects(ats.jobs.get({ id: job.id }), { code: "connection.closed" });
await emulator.close();

// An answer that announces ten bytes and sends chunk after chunk: what is read is bounded, not what is announced.
const chunk = `100000\r\n${"x".repeat(0x100000)}\r\n`;
let sent = 0;
const flooding = createServer((socket) => {
  const flood = () => {
    while (!socket.destroyed && sent < 1024) {
      sent += 1;
      if (!socket.write(chunk)) return;
    }
    socket.destroy();
  };
  socket.on("error", () => {}).on("drain", flood);
  socket.once("data", () => {
    socket.write(
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    flood();
  });
}).listen(0, "127.0.0.1");
await once(flooding, "listening");
const baseUrl = `http://127.0.0.1:${flooding.address().port}/v1`;
const flooded = await connect(avionte, { ...emulator.settings(), baseUrl });
// Which of them depends on the runtime: Node refuses the head, others end the body after ten bytes, or read on.
await assert.rejects(flooded.jobs.get({ id: "x" }, { timeoutMs: 20_000 }), ({ code }) =>
  /^(aggregator|network)\./.test(code),
);
await flooded.close();
flooding.close();
// Sixteen are read at most; the rest was on its way.
assert.ok(sent < 64, `${sent} MiB were taken of an answer that may have 16`);
console.log("an app's calls were made and answered");
