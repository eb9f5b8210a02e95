import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * For each file those that use it: it itself and those that import it, by its own name or through an `index.ts`. What a file
 * does when it is loaded shows in them.
 */
export function usersOf(root: string, files: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>(files.map((file) => [file, new Set<string>()]));
  for (const file of files)
    for (const [, specifier] of readFileSync(join(root, file), "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g))
      importers.get(join(dirname(file), specifier!))?.add(file);
  const users = (file: string, seen: Set<string>): Set<string> => {
    for (const importer of importers.get(file) ?? []) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      if (importer.endsWith("/index.ts")) users(importer, seen);
    }
    return seen;
  };
  return new Map(files.map((file) => [file, users(file, new Set([file]))]));
}
