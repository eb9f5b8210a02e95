// Measures which branches of the adapters' own sources the contract tests run: a fault in one that no test runs is invisible.
// `npm run prove -- branches [--package ashby] [--least 95]`
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, matchesGlob, relative } from "node:path";
import { parseArgs } from "node:util";
import { leftIn, type FileCoverage, type Left } from "./left.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** The files that run the kit, of Odoo also those for its later version; the example is an adapter by the guide. */
const kits = globSync(
  ["packages/*/test/{*.conformance*,live-server}.test.ts", "examples/custom-adapter/test/*.conformance.test.ts"],
  {
    cwd: root,
  },
).toSorted();
const folders = [...new Set(kits.map((file) => dirname(dirname(file))))];
const nameOf = (folder: string) => folder.split("/").at(-1)!;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "branches"),
  options: {
    package: { type: "string", multiple: true, default: folders.map(nameOf) },
    /** The share of each package, in percent, below which the run fails. */
    least: { type: "string", default: "75" },
  },
});

/** Whether a package is used by that of a folder: its tests run its code, such as that of an adapter which it extends. */
function uses(folder: string, used: string): boolean {
  const read = (each: string) => JSON.parse(readFileSync(join(root, each, "package.json"), "utf8")) as Manifest;
  return read(used).name in (read(folder).dependencies ?? {});
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Judged {
  /** A glob in the package's folder. */
  readonly file: string;
  /** A part of the line on which the branch begins; without it, all of the file is judged. */
  readonly line?: string;
  /** Why the kit need not run it. */
  readonly because: string;
}

const judged = JSON.parse(readFileSync(join(import.meta.dirname, "judged.json"), "utf8")) as readonly Judged[];
const isOf = ({ file, line }: Judged, left: Left) =>
  matchesGlob(left.file, file) && (line === undefined || left.source.includes(line));

/** Runs the kits with coverage, also those of adapters that extend one of these. @returns What each file ran, by its path. */
function measured(chosen: readonly string[]): Readonly<Record<string, FileCoverage>> {
  const into = mkdtempSync(join(tmpdir(), "anyats-branches-"));
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const running = folders.filter((folder) => chosen.some((each) => each === folder || uses(folder, each)));
  const files = kits.filter((file) => running.some((folder) => file.startsWith(`${folder}/`)));
  const options = ["--coverage", `--coverage.include={${chosen.join(",")},}/src/**/*.ts`, "--coverage.reporter=json"];
  const how = ["--coverage.reportOnFailure", `--coverage.reportsDirectory=${into}`, "--reporter=dot"];
  try {
    const { status } = spawnSync(process.execPath, [vitest, "run", ...files, ...options, ...how], {
      cwd: root,
      stdio: "ignore",
    });
    if (status !== 0) console.log("The kit is red: what its tests did not reach counts as not run.");
    return JSON.parse(readFileSync(join(into, "coverage-final.json"), "utf8")) as Readonly<
      Record<string, FileCoverage>
    >;
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

const chosen = folders.filter((folder) => values.package.includes(nameOf(folder)));
const coverage = Object.entries(measured(chosen)).filter(([path]) => !path.endsWith(".test.ts"));
const met = new Set<Judged>();
for (const folder of chosen) {
  const files = coverage.filter(([path]) => relative(join(root, folder), path).startsWith("src"));
  let [all, run] = [0, 0];
  const open: Left[] = [];
  for (const [path, file] of files) {
    const { branches, left } = leftIn(
      `${nameOf(folder)}/${relative(join(root, folder), path)}`,
      file,
      readFileSync(path, "utf8"),
    );
    all += branches;
    run += branches - left.length;
    for (const each of left) {
      const reasons = judged.filter((one) => isOf(one, each));
      for (const one of reasons) met.add(one);
      if (reasons.length === 0) open.push(each);
    }
  }
  const known = all - run - open.length;
  const share = (100 * (all - open.length)) / Math.max(1, all);
  console.log(
    `${nameOf(folder)}: the kit runs ${run} of ${all} branches (${((100 * run) / Math.max(1, all)).toFixed(1)} %); ${known} are judged, ${open.length} are not`,
  );
  for (const { file, line, source, arm } of open)
    console.log(`  ${file}:${line} ${arm}: ${source.trim().slice(0, 140)}`);
  if (share < Number(values.least)) process.exitCode = 1;
}
const isChosen = ({ file }: Judged) => chosen.some((folder) => file.startsWith(`${nameOf(folder)}/`));
for (const one of judged.filter((each) => isChosen(each) && !met.has(each))) {
  console.log(`judged, and run now: ${one.file}: ${one.line ?? "the whole file"}`);
  process.exitCode = 1;
}
