// Prints the figures of reliability; `npm run soak -- --write` also puts them into docs/reliability.md.
// ANYATS_SOAK_HISTORIES and ANYATS_SOAK_ABORTED_CALLS set how many are played.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { abortedCalls } from "./aborted-calls.ts";
import { figures } from "./figures.ts";
import { playHistories } from "./histories.ts";

const wanted = (name: string, usual: number) => Number(process.env[name] ?? usual);
const seconds = () => `${Math.round(performance.now() / 1_000)} s`;

const histories = await playHistories(wanted("ANYATS_SOAK_HISTORIES", 10_000));
console.error(`soak: histories after ${seconds()}`);
const calls = await abortedCalls(wanted("ANYATS_SOAK_ABORTED_CALLS", 1_000));
console.error(`soak: all after ${seconds()}`);

const { lines, kept } = figures(histories, calls);
console.log(lines.join("\n"));
if (histories.firstWrong) console.error(`soak: the first wrong history: ${JSON.stringify(histories.firstWrong)}`);

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
