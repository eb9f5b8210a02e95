// Measures the kit by faults as authors make them: right in general, and wrong in one state. Each fault changes what passes
// between a sound adapter and its caller, in one place of one capability, only where a condition holds:
//
//   applications.stream: result stage.name is that of another entry, where job says nothing
//
// - The place is a field of the input before the handler gets it, a field or a list's entry of the result, a fact of an
//   error, a warning, how a lost write was settled, or the pages that follow.
// - The change is another plausible value: null or left out, what another record or another field says, what was read first,
//   coarser, another word, a list without some, in another order or with one twice.
// - The condition is a state of the record, the input or the connection: a field says nothing or a certain word, it is not in
//   the first entry, two entries say the same, two optional fields are given, a write went before, the page is not the first.
//
// All three follow from the schemas of the catalogue and a seed (`faults.ts`). A wrapper round each operation makes them
// (`faulty.ts`), so no source is changed. One run of the whole kit without a fault notes for each which tests meet it: the
// condition holds and the change changes something. Each fault of the sample is then tried with the tests that meet it until
// one fails. A fault that no test of the kit meets is counted apart: the worlds lack such data, or no contract makes it.
//
// A survivor is a gap of the kit, or no fault: the docs promise nothing there. Those go to `judged.json` with the reason.
//
// `npm run prove -- faults [--adapter avionte] [--server "pattern of a sound server"] [--sample 40] [--seed 1] [--minutes 10]
// [--only "pattern of a fault"] [--least 0] [--show]`
import { contractTests, runTest, type ContractTest, type World } from "@anyats/conformance";
import { catalogue, isCapabilityId, isOffered, type Adapter, type AnyCapability } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { parseArgs } from "node:util";
import { subjectOf } from "../mutants/subjects.ts";
import { randomBy } from "../mutants/sampled.ts";
import { drawnFault, type Fault } from "./faults.ts";
import { faulty, type Switch } from "./faulty.ts";
import judged from "./judged.json" with { type: "json" };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "faults"),
  options: {
    adapter: { type: "string", multiple: true, default: [] },
    server: { type: "string", multiple: true, default: [] },
    sample: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    /** Ends a subject after so long; what was tried until then is still a fair sample. */
    minutes: { type: "string", default: "1000" },
    /** Only faults whose text matches, with the tests of their capabilities: to look at survivors again. */
    only: { type: "string", default: "" },
    /** The share, in percent, below which the run fails. */
    least: { type: "string", default: "0" },
    /** Also prints what showed each fault, and those that no test meets. */
    show: { type: "boolean", default: false },
  },
});

/** How many faults are drawn for one that is tried: most conditions are rare. */
const drawnForOne = 8;

const short = (text: string) => text.replaceAll(/\s+/g, " ").slice(0, 110);
const isJudged = ({ text }: Fault) => judged.some(({ fault }) => new RegExp(fault).test(text));

/** Faults of a subject, each once, in the order in which they are to be tried. */
function drawn(adapter: Adapter, capabilities: readonly AnyCapability[]): readonly Fault[] {
  const random = randomBy(Number(values.seed));
  const found = new Map<string, Fault>();
  const settles = ({ id }: AnyCapability) => adapter.operations[id]?.performs("settle") ?? true;
  for (let nth = 0; nth < Number(values.sample) * drawnForOne; nth += 1) {
    const capability = capabilities[random(capabilities.length)]!;
    const fault = drawnFault(random, capability, settles(capability));
    if (!isJudged(fault) && new RegExp(values.only).test(fault.text)) found.set(fault.text, fault);
  }
  return [...found.values()];
}

async function measured(name: string, sound: Adapter, world: World): Promise<readonly [shown: number, tried: number]> {
  const claims = coverageOf(sound);
  const offered = claims.cells.filter(isOffered).map(({ capability }) => capability);
  const capabilities = offered.filter(isCapabilityId).map((id) => catalogue[id] as AnyCapability);
  const faults = drawn(sound, capabilities);
  const [seen, held] = [new Set<Fault>(), new Set<Fault>()];
  const at: Switch = {
    active: undefined,
    looked: faults,
    met: (fault) => seen.add(fault),
    held: (fault) => held.add(fault),
  };
  const adapter = faulty(sound, at);
  const concerned = new Set(values.only === "" ? offered : faults.map(({ capability }) => capability));
  const tests = contractTests(adapter, claims).filter(({ capability }) => concerned.has(capability));
  const failureOf = (test: ContractTest) =>
    runTest(adapter, world, claims, test).then(
      () => null,
      (error: unknown) => short(error instanceof Error ? error.message : String(error)),
    );
  const meeting = new Map<Fault, ContractTest[]>(faults.map((fault) => [fault, []]));
  const began = performance.now();
  for (const test of tests) {
    seen.clear();
    const failure = await failureOf(test);
    if (failure !== null) throw new Error(`${name} fails as it is: ${test.capability}: ${test.promise}: ${failure}`);
    for (const fault of seen) meeting.get(fault)!.push(test);
  }
  at.looked = [];
  console.log(`${name}: ${tests.length} tests, ${faults.length} faults drawn, after ${seconds(began)}`);
  const met = faults.filter((fault) => meeting.get(fault)!.length > 0);
  const kills = new Map<ContractTest, number>();
  const survivors: Fault[] = [];
  let tried = 0;
  for (const fault of met.slice(0, Number(values.sample))) {
    if (performance.now() - began > Number(values.minutes) * 60_000) break;
    const order = meeting.get(fault)!.toSorted((a, b) => worth(b) - worth(a));
    function worth(test: ContractTest): number {
      return (kills.get(test) ?? 0) + (test.capability === fault.capability ? 100 : 0);
    }
    at.active = fault;
    let failure: string | null = null;
    let by: ContractTest | undefined;
    for (by of order) {
      failure = await failureOf(by);
      if (failure !== null) break;
    }
    at.active = undefined;
    tried += 1;
    if (failure === null || !by) {
      survivors.push(fault);
      console.log(`  SURVIVED ${order.length} tests: ${fault.text}`);
      continue;
    }
    kills.set(by, (kills.get(by) ?? 0) + 1);
    if (values.show) console.log(`  shown: ${fault.text}\n    ${by.capability}: ${by.promise}: ${failure}`);
    if ((await failureOf(by)) !== null) throw new Error(`${fault.text} has left something behind in ${by.promise}`);
  }
  const unmet = faults.filter((fault) => !met.includes(fault));
  const notHeld = unmet.filter((fault) => !held.has(fault));
  if (values.show)
    for (const fault of unmet) console.log(`  ${held.has(fault) ? "changes nothing" : "never met"}: ${fault.text}`);
  console.log(
    `${name}: ${tried - survivors.length} of ${tried} faults shown (${percent(tried - survivors.length, tried)} %) in ${seconds(began)}; of ${faults.length} drawn, ${notHeld.length} never met: their condition never held; ${unmet.length - notHeld.length} changed nothing where it did\n`,
  );
  return [tried - survivors.length, tried];
}

const seconds = (since: number) => `${Math.round((performance.now() - since) / 1000)} s`;
const percent = (part: number, of: number) => ((100 * part) / Math.max(1, of)).toFixed(1);

const stopped = (error: unknown) => void error;
// What a fault leaves running must not end the process.
process.on("uncaughtException", stopped);
process.on("unhandledRejection", stopped);

const servers = values.server.length === 0 ? [] : (await import("../worlds/sound.ts")).soundServers;
const asked = values.server.length + values.adapter.length > 0 ? values.adapter : ["ashby", "avionte"];
const subjects = [
  ...(await Promise.all(asked.map(async (id) => ({ name: id, ...(await subjectOf(id)) })))),
  ...servers.filter(({ name }) => values.server.some((pattern) => new RegExp(pattern).test(name))),
];
let [shown, tried] = [0, 0];
try {
  for (const { name, adapter, world } of subjects) {
    const [some, of] = await measured(name, adapter, world);
    [shown, tried] = [shown + some, tried + of];
  }
} catch (error) {
  console.error(error);
}
console.log(`faults shown: ${percent(shown, tried)} % of ${tried}, seed ${values.seed}`);
process.exitCode = tried > 0 && Number(percent(shown, tried)) >= Number(values.least) ? 0 : 1;
