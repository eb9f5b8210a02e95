import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, losingTheWrite, rewording } from "../../worlds/tapped.ts";
import { fileCalled, storedAs } from "../pieces/files.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, openJob, type Of, target, targetId } from "../pieces/targets.ts";

type Fetch = typeof globalThis.fetch;

const file = fileCalled("portrait-4937.pdf", "OTHER");
const otherContent = fileCalled("smaller-4938.pdf", "OTHER").base64;

/** Files are given out with another content, as an ATS does that makes pictures smaller. */
const reencoded =
  (fetch: Fetch): Fetch =>
  async (...request) => {
    const answer = await rewording(fetch, (text) => (text === file.base64 ? otherContent : text))(...request);
    if (!answer.ok || /json/.test(answer.headers.get("content-type") ?? "")) return answer;
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (bytes.toString("base64") !== file.base64) return new Response(bytes.length > 0 ? bytes : null, answer);
    return new Response(Buffer.from(otherContent, "base64"), { status: answer.status, headers: answer.headers });
  };

/** What an ATS may make of a file that it keeps. */
const changes: Readonly<Record<string, (fetch: Fetch) => Fetch>> = {
  "another name": (fetch) => rewording(fetch, (text) => text.replaceAll(file.name, "scan 4939.pdf")),
  "another content": reencoded,
  "another name and content": (fetch) => changes["another name"]!(reencoded(fetch)),
};

/** What attaches the file, and how often the ATS holds it then. */
async function attaching(trial: Trial) {
  const { world, cell, capability } = trial;
  const stored = async (of: Of, id: string) => storedAs(trial, await world.files(of, id), file).length;
  if (!entersSomebody(capability.id)) {
    const of = cell.group === "applications" ? "application" : "candidate";
    const [application] = await openApplications(trial);
    return { input: { ...target(of, application!), file }, count: () => stored(of, targetId(of, application!)) };
  }
  const before = new Set(world.ids("applications"));
  const count = async () => {
    let found = 0;
    for (const id of world.ids("applications")) if (!before.has(id)) found += await stored("application", id);
    return found;
  };
  return { input: { job: await openJob(trial), candidate: somebody(), attachments: [file] }, count };
}

/** The most writes of such a call: of a person, of an application, and of a file. */
const mostWrites = 3;

/** Attaches the file where the ATS gives it out as another one, and the answer of a write is lost. @returns Whether there is such a write. */
async function attachedOnce(trial: Trial, nth: number, what: string, change: (fetch: Fetch) => Fetch) {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return false;
  const { input, count } = await attaching(on);
  const given = change(fetch);
  const before = on.world.writes();
  const way = losingTheWrite(given, () => on.world.writes(), given, nth);
  await using fresh = await connectedTo(withFetch(on, way));
  const ended = await ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 }));
  if (isDeclared(ended) || on.world.writes() <= before + nth) return false;
  const times = await count();
  const told = AtsError.is(ended) ? ended.code : "a success";
  const where = `the ATS gives a file that it keeps ${what}, and the answer of write ${nth + 1} was lost`;
  assert.ok(
    times < 2,
    `${where}: the file was attached ${times} times (${told}). One that is not found may be there as another one`,
  );
  if (AtsError.is(ended))
    assert.ok(times === 0 || ended.retry === "unknown-outcome", `${where}: ${told} says that nothing was written`);
  return true;
}

/** What a command that attaches a file promises of an ATS that keeps it as another one. */
export const changedFilePromise: ContractPromise = {
  promise: "attaches a file once where the ATS renames it or changes its content",
  rules: [
    {
      rule: "a file that is not found after a lost answer may be there under another name, or with another content: its outcome is unknown, and it is not attached again",
      tried: "it gives files out under another name, and made smaller, while the answer of a write is lost",
    },
  ],
  applies: ({ capability }) => capability.endsWith(".addAttachment") || entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    // Files of a new person are attached by the same code as any file.
    const tried = Object.entries(changes).slice(entersSomebody(trial.capability.id) ? -1 : 0);
    for (const [what, change] of tried)
      for (let nth = 0; nth < mostWrites; nth += 1) if (!(await attachedOnce(trial, nth, what, change))) break;
  },
};
