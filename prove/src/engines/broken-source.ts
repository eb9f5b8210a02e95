import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brokenEngines, type BrokenEngine, type Edit } from "./broken-engines.ts";

const folder = join(import.meta.dirname, "../../../packages/sync/src");

export const engineOf = (name: string): BrokenEngine => {
  const found = brokenEngines.find((engine) => engine.name === name);
  if (!found) throw new Error(`No broken engine is called "${name}".`);
  return found;
};

/** @throws {Error} when an anchor does not stand there exactly once. */
export function broken(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, find, replace }) => {
    const parts = text.split(find);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
    return parts.join(replace);
  }, source);
}

/** The files of an engine that are not as they were, by their absolute paths. */
export function brokenFiles({ edits }: BrokenEngine): ReadonlyMap<string, string> {
  const files = new Set(edits.map(({ file }) => file));
  return new Map(
    [...files].map((file) => {
      const path = join(folder, file);
      return [
        path,
        broken(
          readFileSync(path, "utf8"),
          edits.filter((edit) => edit.file === file),
        ),
      ];
    }),
  );
}
