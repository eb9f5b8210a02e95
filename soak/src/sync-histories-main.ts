// Plays histories of the engine alone: `./dev exec node --conditions=@anyats/source soak/src/sync-histories-main.ts [--histories 1000] [--seed 1] [--version 15] [--minutes 30] [--threads 1]`.
// With `--histories 1 --seed N` it plays one again.
import { parseArgs } from "node:util";
import { syncHistories } from "./sync-histories.ts";

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    version: { type: "string", default: "18" },
    minutes: { type: "string" },
    threads: { type: "string" },
  },
});
const began = performance.now();
const { firstWrong, wrongs, ...sum } = await syncHistories(Number(values.histories), {
  seed: Number(values.seed),
  version: values.version === "15" ? 15 : 18,
  every: 50,
  ...(values.threads !== undefined && { most: Number(values.threads) }),
  ...(values.minutes !== undefined && { until: Date.now() + Number(values.minutes) * 60_000 }),
});
console.log(JSON.stringify({ ...sum, seconds: Math.round((performance.now() - began) / 1_000) }));
for (const [seed, wrong] of Object.entries(wrongs)) console.log(`seed ${seed}: ${wrong.join("; ")}`);
if (firstWrong) {
  console.log(`the first wrong history: --histories 1 --seed ${firstWrong.plan.seed}`);
  for (const wrong of firstWrong.wrong) console.log(`  ${wrong}`);
  console.log(JSON.stringify(firstWrong.plan));
}
process.exitCode = sum.wrong === 0 ? 0 : 1;
