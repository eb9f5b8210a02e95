// Proves the kit itself: each seeded bug must be caught, and each cell of the matrix that is flipped must turn the run
// red. Prints both figures and what was missed.
import { avionte } from "@anyats/avionte";
import type { CoverageCell, CoverageReport } from "@anyats/core";
import { coverageOf, isOffered } from "@anyats/core/coverage";
import { emulatorWorld, runTests } from "@anyats/conformance";
import { nativeBugs } from "./native-bugs.ts";
import { readingBugs } from "./reading-bugs.ts";
import type { SeededBug } from "./seeded-bug.ts";
import { through } from "./worlds/on-the-way.ts";
import { ruleBugs } from "./rule-bugs.ts";
import { writingBugs } from "./writing-bugs.ts";

const world = emulatorWorld();
const bugs: readonly SeededBug[] = [...readingBugs, ...nativeBugs, ...writingBugs, ...ruleBugs];

const isRed = (results: readonly { failure: string | null }[]) =>
  results.length === 0 || results.some(({ failure }) => failure !== null);

/** Of a test that never ends, in milliseconds: those of a sound adapter take a second at most. */
const patience = 5_000;

const missed: string[] = [];
for (const { name, adapter, wire, capabilities } of bugs) {
  const only = ({ capability }: { capability: string }) => capabilities.includes(capability);
  const behind = wire ? through(world, wire) : world;
  if (!isRed(await runTests(adapter, behind, { only, stopAtFirstFailure: true, patience }))) missed.push(name);
}
const caught = bugs.length - missed.length;
console.log(`seeded bugs caught: ${caught} of ${bugs.length} (${((100 * caught) / bugs.length).toFixed(1)} %)`);
for (const name of missed) console.log(`  missed: ${name}`);

/** The same cell, saying the opposite. */
function flipped(cell: CoverageCell): CoverageCell {
  if (isOffered(cell))
    return {
      ...cell,
      status: "unsupported",
      how: null,
      lane: null,
      implementedBy: null,
      limitations: [],
      gap: {
        reason: "not-built",
        explanation: "It is said to be missing.",
        userMessage: "It is said to be missing.",
        priority: null,
        plan: null,
        workaround: null,
      },
    };
  return {
    ...cell,
    status: "supported",
    how: "own",
    lane: "unified",
    implementedBy: { name: "@anyats/avionte", version: "0.0.0" },
    gap: null,
  };
}

const claims: CoverageReport = coverageOf(avionte);
const believed: string[] = [];
for (const cell of claims.cells) {
  const lie: CoverageReport = {
    ...claims,
    cells: claims.cells.map((other) => (other === cell ? flipped(cell) : other)),
  };
  const only = ({ capability }: { capability: string }) => capability === cell.capability;
  if (!isRed(await runTests(avionte, world, { claims: lie, only, stopAtFirstFailure: true })))
    believed.push(cell.capability);
}
const noticed = claims.cells.length - believed.length;
console.log(
  `flipped cells caught: ${noticed} of ${claims.cells.length} (${((100 * noticed) / claims.cells.length).toFixed(1)} %)`,
);
for (const capability of believed) console.log(`  believed: ${capability}`);

const enough = bugs.length >= 40 && caught / bugs.length >= 0.95 && believed.length === 0;
process.exitCode = enough ? 0 : 1;
