// The TypeScript in the documentation: `npm run check -- types` compiles all of it with the rest of the workspace, and
// snippets.test.ts runs what is marked with `run`.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);

export interface Snippet {
  readonly at: string;
  readonly runs: boolean;
  readonly file: string;
}

/** Writes each snippet into a file of its own. @param folder Is emptied first. */
export function writeSnippets(folder: string): readonly Snippet[] {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { recursive: true });
  const pages = globSync(["*.md", "docs/*.md", "packages/*/README.md", "examples/*/README.md"], { cwd: root });
  return pages.toSorted().flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8");
    return [...text.matchAll(/^```ts( run)?\n(.*?)^```$/gms)].map(([, runs, code], index) => {
      const file = join(folder, `${page.replaceAll(/\W/g, "-")}-${index}.ts`);
      writeFileSync(file, `${code}\nexport {};\n`);
      return { at: `${page}, snippet ${index + 1}`, runs: runs !== undefined, file };
    });
  });
}
