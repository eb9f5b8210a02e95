import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { mutated, type Mutant } from "./mutant.ts";

/**
 * The mutants that the compiler lets pass: one that does not compile reaches no user, and says nothing about the kit.
 * Each is put into a copy of its package beside others in other files, so that one run of the compiler judges many.
 */
export function compiling(root: string, name: string, mutants: readonly Mutant[]): readonly Mutant[] {
  const folder = join(root, "prove", ".mutants", name);
  const home = join(root, "packages", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    cpSync(join(home, "src"), join(folder, "src"), { recursive: true });
    cpSync(join(home, "package.json"), join(folder, "package.json"));
    symlinkSync(join(home, "node_modules"), join(folder, "node_modules"));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../../tsconfig.base.json", include: ["src"], exclude: ["src/**/*.test.ts"] }),
    );
    return batches(mutants).flatMap((batch) => judged(root, name, folder, batch));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Groups mutants so that no group has two of one file. */
function batches(mutants: readonly Mutant[]): readonly (readonly Mutant[])[] {
  const groups: Mutant[][] = [];
  for (const mutant of mutants) {
    const free = groups.find((group) => !group.some(({ file }) => file === mutant.file));
    if (free) free.push(mutant);
    else groups.push([mutant]);
  }
  return groups;
}

function judged(root: string, name: string, folder: string, batch: readonly Mutant[]): readonly Mutant[] {
  const place = ({ file }: Mutant) => join(folder, relative(join("packages", name), file));
  for (const mutant of batch)
    writeFileSync(place(mutant), mutated(readFileSync(join(root, mutant.file), "utf8"), mutant));
  const wrong = filesWithErrors(root, folder);
  for (const mutant of batch) cpSync(join(root, mutant.file), place(mutant));
  return batch.filter((mutant) => !wrong.has(relative(folder, place(mutant))));
}

function filesWithErrors(root: string, folder: string): ReadonlySet<string> {
  try {
    execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", folder, "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    return new Set();
  } catch (error) {
    const { stdout } = error as { readonly stdout: string };
    return new Set([...stdout.matchAll(/^(\S[^(\n]*)\(\d+,\d+\): error/gm)].map(([, file]) => file!));
  }
}
