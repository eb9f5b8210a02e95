// Finds phrasings that the style of this project rules out, in everything a person reads: pages, messages, comments,
// docstrings, test titles and changesets. Prints each with what to write instead.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is ruled out, and what to write instead. */
const rules = [
  [
    /(?<!\bthere )\b(?:is|are|was|were|be) no (?!(?:more|longer|less|later|earlier|one|matter)\b)[a-z]/gi,
    '"is not a …", or "there is no …"',
  ],
  [/\bt(?:ell|ells|old|elling) (?:of|about)\b(?! \[)/gi, '"reports", "emits", "describes"'],
  [/\bwhoever\b/gi, '"anyone who", or name the reader'],
  [/\b(?:un)?mend(?:s|ed|ing)?\b/gi, '"fix"'],
  [/\btakes? (?:[a-z]+ ){1,3}for (?:a|an) (?!request|action)[a-z]+\b/gi, '"treats … as"'],
  [/\btaken for\b/gi, '"treated as"'],
  [/\ball the same\b/gi, '"anyway", "even so"'],
  [/\bgoes? by that\b/gi, '"follows"'],
  [/\bfor ever\b/gi, '"forever", "indefinitely"'],
  [/\bby (?:itself|themselves)\b/gi, '"automatically", "on its own"'],
  [/\bnothing is needed but\b/gi, '"you need only"'],
  [/\bwhat an? [a-z]+ (?:is|are) to (?:be )?\b/gi, "name the thing"],
  [/\bso that (?:none|nothing|nobody)\b/gi, '"to avoid …"'],
  [/\b(?:put|said|told) anew\b|\banew\b/gi, '"again"'],
  [/\bwhat (?:it|they|this|that) (?:is|are) (?:made|meant|wanted) (?:of|for|by)\b/gi, "name the thing"],
  [/\bthe like\b/gi, '"similar"'],
  [/\bcarried along\b/gi, '"passed through"'],
  [/\bthe more so\b/gi, '"especially"'],
  [/\bforeign (?:text|data|code)\b/gi, '"untrusted text", "text from the ATS"'],
];

/** The title of a test, or of a promise that the conformance kit tests for every adapter. */
const title =
  /\b(?:it|test)(?:\.\w+\((?:[^()"]|\([^()]*\)|"[^"]*")*\))?\(\s*"((?:[^"\\]|\\.)*)"|\bpromise:\s*"((?:[^"\\]|\\.)*)"/g;
const longestTitle = 80;

/** Text for readers in a source file: comments and string literals. Code itself may use any identifier. */
function readable(file, text) {
  if (file.endsWith(".md") || file.endsWith(".yml"))
    return [[0, text.replaceAll(/^```[\s\S]*?^```/gm, (code) => code.replaceAll(/[^\n]/g, " "))]];
  const parts = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
  return [...text.matchAll(parts)].map(({ index, 0: part }) => [index, part]);
}

const files = globSync(
  [
    "*.md",
    ".changeset/*.md",
    ".github/**/*.{md,yml}",
    "docs/*.md",
    "{packages,examples}/*/README.md",
    "{packages,examples}/*/{src,test,templates}/**/*.{ts,md}",
    "{soak,prove,benchmarks}/src/**/*.ts",
    "scripts/*.{mjs,ts}",
    "docs/*.ts",
  ],
  { cwd: root, exclude: (path) => /node_modules|\/dist\/|CHANGELOG\.md$|scripts\/prose\.mjs$/.test(path) },
);

let found = 0;
for (const file of files.toSorted()) {
  const text = readFileSync(join(root, file), "utf8");
  if (/\.test\.ts$|^packages\/conformance\/src\//.test(file))
    for (const { index, 1: test, 2: promise } of text.matchAll(title)) {
      const { length } = test ?? promise;
      if (length <= longestTitle) continue;
      const line = text.slice(0, index).split("\n").length;
      console.log(`${file}:${line}: a title of ${length} characters → at most ${longestTitle}`);
      found += 1;
    }
  for (const [start, part] of readable(file, text))
    for (const [pattern, instead] of rules)
      for (const { index, 0: phrase } of part.matchAll(pattern)) {
        const line = text.slice(0, start + index).split("\n").length;
        console.log(`${file}:${line}: "${phrase}" → ${instead}`);
        found += 1;
      }
}
console.log(found === 0 ? `prose: ${files.length} files, nothing to reword` : `prose: ${found} phrasings to reword`);
process.exitCode = found > 0 ? 1 : 0;
