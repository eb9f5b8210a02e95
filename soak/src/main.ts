// Prints the figures of reliability; `npm run soak -- --write` also puts them into docs/reliability.md.
// ANYATS_SOAK_HISTORIES, ANYATS_SOAK_WEBHOOKS, ANYATS_SOAK_ABORTED_CALLS, ANYATS_SOAK_LEDGER_HISTORIES and
// ANYATS_SOAK_LOSSY_WRITES, ANYATS_SOAK_SYNC_HISTORIES and ANYATS_SOAK_SYNC_ROUNDS set how many are played, and
// ANYATS_SOAK_EVERY_ANSWER and ANYATS_SOAK_EVERY_READING that only one of so many is tried.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { abortedCalls } from "./aborted-calls.ts";
import { canaries } from "./canary.ts";
import { crossSiteScripting } from "./cross-site-scripting.ts";
import { figures, type Found } from "./figures.ts";
import { playHistories } from "./histories.ts";
import { mutatedAnswers, tools, type MutatedAnswers } from "./mutated-answers.ts";
import { ledgerHistories } from "./ledger-histories.ts";
import { lossyNetwork } from "./lossy-network.ts";
import { lists, mutatedPages, type MutatedPages } from "./mutated-pages.ts";
import { readingTime } from "./reading-time.ts";
import { syncHistories } from "./sync-histories.ts";
import { syncProcesses, type SyncProcesses } from "./sync-processes.ts";
import { webhooks } from "./webhooks.ts";

const wanted = (name: string, usual: number) => Number(process.env[name] ?? usual);

/** More than there are: all of them. */
const all = 1_000;

/** Records of each list that are varied. */
const fullest = 5;

async function told<Result>(name: string, running: Promise<Result>): Promise<Result> {
  const result = await running;
  console.error(`soak: ${name}, ${Math.round(performance.now() / 1_000)} s from the start`);
  return result;
}

async function allMutatedPages(): Promise<MutatedPages[]> {
  const found: MutatedPages[] = [];
  for (const list of lists) found.push(await mutatedPages(list, fullest));
  return found;
}

async function allMutatedAnswers(): Promise<MutatedAnswers[]> {
  const found: MutatedAnswers[] = [];
  for (const tool of tools) found.push(await mutatedAnswers(tool, wanted("ANYATS_SOAK_EVERY_ANSWER", 1)));
  return found;
}

async function allSyncProcesses(): Promise<SyncProcesses> {
  const rounds = wanted("ANYATS_SOAK_SYNC_ROUNDS", 10);
  const [newest, oldest] = [await syncProcesses({ rounds }), await syncProcesses({ rounds, version: 15 })];
  return { ...newest, rounds: 2 * rounds, wrong: [...newest.wrong, ...oldest.wrong] };
}

const found: Found = {
  histories: await told("histories", playHistories(wanted("ANYATS_SOAK_HISTORIES", 10_000))),
  mutatedPages: await told("mutated pages", allMutatedPages()),
  mutatedAnswers: await told("mutated answers", allMutatedAnswers()),
  webhooks: await told("webhooks", webhooks(wanted("ANYATS_SOAK_WEBHOOKS", 10_000))),
  canaries: await told("canary", canaries()),
  crossSiteScripting: await told("cross-site scripting", crossSiteScripting(all)),
  abortedCalls: await told("aborted calls", abortedCalls(wanted("ANYATS_SOAK_ABORTED_CALLS", 1_000))),
  ledgerHistories: await told("ledger", ledgerHistories(wanted("ANYATS_SOAK_LEDGER_HISTORIES", 20_000))),
  readingTime: await told("reading time", readingTime(wanted("ANYATS_SOAK_EVERY_READING", 1))),
  syncHistories: await told("engine", syncHistories(wanted("ANYATS_SOAK_SYNC_HISTORIES", 10_000))),
  syncProcesses: await told("processes", allSyncProcesses()),
  lossyNetwork: await told("lossy network", lossyNetwork({ each: wanted("ANYATS_SOAK_LOSSY_WRITES", 10) })),
};

const { lines, kept } = figures(found);
console.log(lines.join("\n"));
const { firstWrong } = found.histories;
if (firstWrong) console.error(`soak: the first wrong history: ${JSON.stringify(firstWrong)}`);
const { untried, example: repeated } = found.lossyNetwork;
if (untried !== undefined) console.error(`soak: the lossy network was NOT tried: ${untried}`);
if (repeated !== undefined) console.error(`soak: the first write that went wrong: ${repeated}`);
if (found.syncHistories.firstWrong)
  console.error(`soak: the first wrong history of the engine: ${JSON.stringify(found.syncHistories.firstWrong)}`);
for (const wrong of found.syncProcesses.wrong) console.error(`soak: processes: ${wrong}`);
const { example } = found.ledgerHistories;
if (example) console.error(`soak: the first wrong history of a ledger: ${example.join("; ")}`);
for (const call of found.mutatedAnswers.flatMap(({ unforeseen }) => unforeseen))
  console.error(`soak: not foreseen: ${call}`);
for (const leak of found.canaries.leaks) console.error(`soak: a leak: ${leak}`);
for (const survivor of found.crossSiteScripting.survivors) console.error(`soak: this ran something: ${survivor}`);

if (process.argv.includes("--write")) {
  const file = join(import.meta.dirname, "../../docs/reliability.md");
  const between = /(<!-- soak -->\n).*?(<!-- \/soak -->)/s;
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(between, (_all, begin: string, end: string) => `${begin}\n${lines.join("\n")}\n\n${end}`),
  );
}
process.exitCode = kept ? 0 : 1;
