import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hangingAt, losingTheWrite, refusedAfterTheWrite } from "../../worlds/tapped.ts";
import { fileCalled } from "../pieces/files.ts";
import { notingRepeats } from "../pieces/repeats.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, endsSoon, isDeclared } from "../pieces/striking.ts";
import { type Of, openApplications, target } from "../pieces/targets.ts";

const creates = ({ effect, capability }: { readonly effect: string; readonly capability: string }) =>
  effect === "creates" && capability !== "passthrough.send";

/** Two keys of one app, as it may build them: the same but for the end, or but for the case of a letter. */
const tenant = "tenant-7f3a9c52-0d1e-4b7a-9a55-2f6f3f0e4792/candidate-00012345/step-";
const keysAlike = [`${tenant}4`, `${tenant}40`, `${tenant}4a`, `${tenant}4A`];

/** The requests that follow a lost write, so many of them. */
const looks = [0, 1, 2] as const;

/** A good call in a fresh world, which ends with the block; undefined where the kit cannot stand between. */
async function freshWrite(trial: Trial) {
  const other = await trial.another();
  const fetch = fetchIn(other.trial.world.settings);
  const [sample] = await samplesOf(other.trial);
  return Object.assign(other, {
    call: fetch && sample && { input: sample.input, ...notingRepeats(other.trial, fetch) },
  });
}

/** What every command that creates promises of how a write is told from others. */
export const settlingPromises: readonly ContractPromise[] = [
  {
    promise: "after a lost answer, never writes again just because a look-up was refused",
    rules: [
      {
        rule: 'a look-up of `settle` that fails says nothing: throw, do not return "not there"',
        tried: "it loses the answer of a write, and refuses one of the requests that follow",
      },
    ],
    applies: creates,
    async run(trial) {
      const { id } = trial.capability;
      for (const nth of looks) {
        await using other = await freshWrite(trial);
        if (!other.call) return;
        const { fetch, input, isRepeated } = other.call;
        const { world } = other.trial;
        const there = world.ids("applications").length;
        const way = refusedAfterTheWrite(fetch, () => world.writes(), nth);
        await using fresh = await connectedTo(withFetch(other.trial, way.fetch));
        const ended = await ending(() => fresh.call(id, input));
        if (isDeclared(ended) || !way.reached()) return;
        assert.ok(
          !isRepeated(),
          `the answer was lost, then request ${nth + 1} of \`settle\` was refused (HTTP 403), and it was written again: a look-up that fails says nothing`,
        );
        // Of several writes the first may be lost alone: then what was asked for is not there, and an error may say so.
        if (!AtsError.is(ended) || (id.endsWith(".create") && world.ids("applications").length === there)) continue;
        assert.equal(ended.retry, "unknown-outcome", `it is there, and the call ended in ${ended.code}`);
      }
    },
  },
  {
    promise: "ends at once when it is cancelled while it looks for a lost write",
    rules: [
      {
        rule: "a look-up of `settle` ends with its call, and the outcome is unknown then",
        tried:
          "it loses the answer of a write, leaves one of the requests that follow without an answer, and cancels the call",
      },
    ],
    applies: creates,
    async run(trial) {
      for (const nth of looks) {
        await using other = await freshWrite(trial);
        if (!other.call) return;
        const { fetch, input, isRepeated } = other.call;
        const { world } = other.trial;
        const way = hangingAt(fetch, nth);
        const lost = losingTheWrite(fetch, () => world.writes(), way.fetch);
        await using fresh = await connectedTo(withFetch(other.trial, lost));
        const stop = new AbortController();
        const running = ending(() => fresh.call(trial.capability.id, input, { signal: stop.signal }));
        if (await Promise.race([running.then(() => true), way.sent.then(() => false)])) return;
        stop.abort();
        const what = `the answer was lost, request ${nth + 1} after it got none, and the call was cancelled`;
        const ended = await endsSoon(running, `${what}: it goes on`);
        assert.ok(AtsError.is(ended), `${what}, and it claims a success`);
        assert.equal(ended.retry, "unknown-outcome", `${what}: ${ended.code}`);
        assert.ok(!isRepeated(), `${what}: it was written again`);
      }
    },
  },
  {
    promise: "tells writes apart by their whole idempotency key",
    rules: [
      {
        rule: "writes are told apart by their whole reference",
        tried: "it writes under keys that differ at the end or in the case of a letter, and loses the request",
      },
      {
        rule: "a reference names its command too: one key under two commands names two writes",
        tried: "it writes a note or a file by one command, and loses the same under the same key by the other",
      },
    ],
    applies: creates,
    async run(trial) {
      await knowsTheCommandToo(trial);
      const [sample] = await samplesOf(trial);
      if (!sample) return;
      // Each by a connection and a ledger of its own, so only the ATS could know them.
      for (const [index, idempotencyKey] of keysAlike.entries()) {
        await using fresh = await connectedTo(trial);
        if (index > 0) await trial.world.trouble("request-lost");
        const before = trial.world.writes();
        const ended = await ending(() => fresh.call(trial.capability.id, sample.input, { idempotencyKey }));
        await trial.world.trouble("none");
        if (isDeclared(ended)) return;
        if (AtsError.is(ended)) continue; // Nobody claims to know.
        assert.ok(
          trial.world.writes() > before,
          `the write with the key "${idempotencyKey}" was lost, and the one with a key that begins alike was treated as the same`,
        );
      }
    },
  },
];

/** A note or a file is written by one command, and the same is lost on its way by the other, under the same key. */
async function knowsTheCommandToo(trial: Trial): Promise<void> {
  const [, group, command] = /^(application|candidate)s\.(addNote|addAttachment)$/.exec(trial.capability.id) ?? [];
  const other = group === "application" ? "candidate" : "application";
  if (command === undefined || !trial.offers(`${other}s.${command}`)) return;
  const application = (await openApplications(trial)).at(-1)!;
  const content =
    command === "addNote"
      ? { note: { text: "A note under one key 4822" } }
      : { file: fileCalled("one-key-4823.pdf", "OTHER") };
  const write = async (of: Of, trouble: "none" | "request-lost") => {
    await using fresh = await connectedTo(trial);
    await trial.world.trouble(trouble);
    const input = { ...target(of, application), ...content };
    const ended = await ending(() =>
      fresh.call(`${of}s.${command}`, input, { idempotencyKey: "one key of two commands" }),
    );
    await trial.world.trouble("none");
    return ended;
  };
  if (AtsError.is(await write(other, "none"))) return;
  const before = trial.world.writes();
  const ended = await write(group as Of, "request-lost");
  if (AtsError.is(ended)) return; // Nobody claims to know.
  assert.ok(
    trial.world.writes() > before,
    `it was lost, and what ${other}s.${command} had written under the same key was treated as the same: a reference names its command, too`,
  );
}
