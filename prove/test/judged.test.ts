import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isAbout, judgements } from "../src/mutants/equivalents.ts";
import { mutantsOf } from "../src/mutants/mutant.ts";

const root = join(import.meta.dirname, "../..");

it("judges no mutant as equivalent that the sources do not have any more", () => {
  const files = globSync("packages/*/src/**/*.ts", { cwd: root });
  const inFile = new Map<string, ReturnType<typeof mutantsOf>>();
  const mutantsIn = (file: string) => {
    const mutants = inFile.get(file) ?? mutantsOf(file, readFileSync(join(root, file), "utf8"));
    inFile.set(file, mutants);
    return mutants;
  };
  const stale = judgements.filter(
    (judgement) =>
      !files
        .filter((file) => file.endsWith(judgement.file))
        .some((file) => mutantsIn(file).some((mutant) => isAbout(judgement, mutant))),
  );
  expect(stale).toEqual([]);
});
