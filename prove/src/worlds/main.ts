// `npm run prove -- worlds [--only "pattern of a name"] [--promise "pattern of a promise"]`: sound servers that merely differ
// must pass, and worlds that prove nothing must fail for the reason that their row gives. With `--promise`, the sound servers
// are tried with these promises alone.
import { type ContractTest, runTests } from "@anyats/conformance";
import { komboBase } from "@anyats/kombo-base";
import { parseArgs } from "node:util";
import { emptyWorlds } from "./empty.ts";
import { soundServers } from "./sound.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "worlds"),
  options: { only: { type: "string", default: "" }, promise: { type: "string" } },
});
const pattern = new RegExp(values.only);
const short = (text: string) => text.replaceAll(/\s+/g, " ").slice(0, 200);

const servers = soundServers.filter(({ name }) => pattern.test(`sound, ${name}`));
const promises = new RegExp(values.promise ?? "");
const worlds = values.promise === undefined ? emptyWorlds.filter(({ name }) => pattern.test(`empty, ${name}`)) : [];
let failed = 0;
for (const { name, adapter, world, concerns } of servers) {
  const only = ({ capability, promise }: ContractTest) =>
    (concerns?.includes(capability) ?? true) && promises.test(promise);
  const results = await runTests(adapter, world, { only });
  const alarms = results.filter(({ failure }) => failure !== null);
  // Not every server is concerned by every promise.
  const passes = alarms.length === 0 && (results.length > 0 || values.promise !== undefined);
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
