// `npm run prove -- worlds [--only "pattern of a name"]`: sound servers that merely differ must pass, and worlds that prove
// nothing must fail for the reason that their row gives.
import { runTests } from "@anyats/conformance";
import { komboBase } from "@anyats/kombo-base";
import { parseArgs } from "node:util";
import { emptyWorlds } from "./empty.ts";
import { soundServers } from "./sound.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "worlds"),
  options: { only: { type: "string", default: "" } },
});
const pattern = new RegExp(values.only);
const short = (text: string) => text.replaceAll(/\s+/g, " ").slice(0, 200);

const servers = soundServers.filter(({ name }) => pattern.test(`sound, ${name}`));
const worlds = emptyWorlds.filter(({ name }) => pattern.test(`empty, ${name}`));
let failed = 0;
for (const { name, adapter, world, concerns } of servers) {
  const only = ({ capability }: { readonly capability: string }) => concerns?.includes(capability) ?? true;
  const results = await runTests(adapter, world, { only });
  const alarms = results.filter(({ failure }) => failure !== null);
  const passes = results.length > 0 && alarms.length === 0;
  failed += passes ? 0 : 1;
  console.log(`sound, ${name}: ${passes ? `passes ${results.length} tests` : "FALSE ALARM"}`);
  for (const { capability, promise, failure } of alarms.slice(0, 5))
    console.log(`  ${capability}: ${promise}\n    ${short(failure!)}`);
}
for (const { name, shownBy, says, world } of worlds) {
  const only = ({ capability }: { readonly capability: string }) => capability === shownBy;
  const red = (await runTests(komboBase, world, { only })).filter(({ failure }) => failure !== null);
  const stated = red.find(({ failure }) => says.test(failure!));
  failed += stated ? 0 : 1;
  const verdict = red.length === 0 ? "PASSES" : "RED FOR ANOTHER REASON";
  console.log(`empty, ${name}: ${stated ? `red: ${shownBy}: ${short(stated.failure!).slice(0, 90)}` : verdict}`);
  if (!stated) for (const { promise, failure } of red) console.log(`  ${promise}\n    ${short(failure!)}`);
}
console.log(`${servers.length} sound servers, ${worlds.length} empty worlds, ${failed} judged wrongly`);
process.exitCode = failed === 0 ? 0 : 1;
