// What an app does, in little, in a worker: no server can be started there, so the emulator stays in the process.
// scripts/runtimes.mjs bundles it with the packed packages, and workerd runs it as a test.
import assert from "node:assert/strict";
import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { createEmulator, signedWebhook } from "@anyats/emulator";
import { fetchWebhooks } from "@anyats/kombo-base/webhooks/fetch";

async function program() {
  const emulator = createEmulator({ candidates: 300 });
  const ats = await connect(avionte, emulator.settings());
  let quarantined = 0;
  ats.on("quarantine", () => (quarantined += 1));

  emulator.faults.inject({ kind: "malformedRecord", match: { path: "/ats/candidates" } });
  assert.equal((await ats.candidates.stream().toArray()).length, 299);
  assert.equal(quarantined, 1);

  const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  const note = { html: "<p>Strong <b>on shift work</b><script>alert(1)</script></p>" };
  assert.equal((await ats.applications.addNote({ application, note })).settledBy, "answer");
  const base64 = btoa("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
  const file = { name: "result.pdf", type: "OTHER", base64 };
  assert.equal((await ats.applications.addAttachment({ application, file })).settledBy, "answer");
  await assert.rejects(ats.jobs.get({ id: "no-such-job" }), { code: "record.not-found" });
  await ats.close();

  const handled = [];
  const receive = fetchWebhooks({ secrets: "secret", onEvent: ({ type }) => handled.push(type) });
  const data = { integration_id: "avionte:1", changed_models: [{ name: "ats_jobs" }] };
  for (const [secret, status] of [
    ["secret", 200],
    ["another", 401],
  ]) {
    const delivery = signedWebhook({ type: "data-changed", data }, secret);
    const answer = await receive(new Request("http://localhost/", { method: "POST", ...delivery }));
    assert.equal(answer.status, status);
  }
  assert.deepEqual(handled, ["data-changed"]);
}

export default { test: program };
