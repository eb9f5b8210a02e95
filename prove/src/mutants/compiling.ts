import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { mutated, type Mutant } from "./mutant.ts";

/**
 * The mutants that the compiler lets pass: one that does not compile reaches no user, and says nothing about the kit.
 * Each is a further file beside the original, in a copy of its package, so that one run of the compiler judges all.
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
    const placed = mutants.map((mutant, index) => ({ mutant, file: placeOf(name, mutant, index) }));
    for (const { mutant, file } of placed)
      writeFileSync(join(folder, file), mutated(readFileSync(join(root, mutant.file), "utf8"), mutant));
    const wrong = filesWithErrors(root, folder);
    return placed.filter(({ file }) => !wrong.has(file)).map(({ mutant }) => mutant);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const placeOf = (name: string, { file }: Mutant, index: number) =>
  relative(join("packages", name), file).replace(/\.ts$/, `.mutant-${index}.ts`);

function filesWithErrors(root: string, folder: string): ReadonlySet<string> {
  try {
    execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", folder, "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return new Set();
  } catch (error) {
    const { stdout } = error as { readonly stdout: string };
    return new Set([...stdout.matchAll(/^(\S[^(\n]*)\(\d+,\d+\): error/gm)].map(([, file]) => file!));
  }
}
