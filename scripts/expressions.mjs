// Looks for regular expressions whose time grows faster than the text: every literal, and every `new RegExp` of a
// constant text, in the sources that are published and in those of the examples. Rewrite what recheck finds, or bound the
// text and list the expression with its bound in bounded-expressions.json. What recheck found safe before is listed in
// safe-expressions.json and not proved again: --write renews the list, --all proves everything.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

// In this process, without a Java or a native program beside it: the same everywhere.
process.env.RECHECK_BACKEND = "pure";
const { checkSync } = await import("recheck");

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ["packages/*/src/**/*.ts", "packages/cli/templates/**/*.ts", "examples/*/src/**/*.ts"];

// Expressions that recheck cannot prove to be linear and that see a bounded text only, each with its bound; the tests of
// the worst cases keep every reader within its time.
const bounded = JSON.parse(readFileSync(join(root, "scripts", "bounded-expressions.json"), "utf8"));

const { version } = createRequire(import.meta.url)("recheck/package.json");
const listFile = join(root, "scripts", "safe-expressions.json");
const list = JSON.parse(readFileSync(listFile, "utf8"));
const proved = new Set(process.argv.includes("--all") || list.recheck !== version ? [] : list.safe);

/** The expressions of a file, with the line of each. */
function expressionsOf(file) {
  const text = readFileSync(join(root, file), "utf8");
  const found = [];
  const visit = (node) => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    if (node.type === "Literal" && node.regex) found.push({ ...node.regex, start: node.start });
    if (node.type === "NewExpression" && node.callee?.name === "RegExp") {
      const [pattern, flags] = node.arguments;
      if (pattern?.type === "Literal" && typeof pattern.value === "string")
        found.push({ pattern: pattern.value, flags: flags?.value ?? "", start: node.start });
    }
    for (const [key, child] of Object.entries(node)) if (key !== "parent") visit(child);
  };
  visit(parseSync(file, text).program);
  return found.map(({ pattern, flags, start }) => ({
    file,
    pattern,
    flags,
    line: text.slice(0, start).split("\n").length,
  }));
}

const expressions = sources
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file) && !file.endsWith(".test.ts"))
  .toSorted()
  .flatMap(expressionsOf);
const verdicts = new Map();
const unused = new Set(Object.keys(bounded));
const problems = [];
for (const { file, line, pattern, flags } of expressions) {
  const literal = `/${pattern}/${flags}`;
  if (Object.hasOwn(bounded, literal)) {
    unused.delete(literal);
    continue;
  }
  const verdict = proved.has(literal)
    ? { status: "safe" }
    : (verdicts.get(literal) ?? checkSync(pattern, flags.replaceAll(/[dv]/g, ""), { timeout: 60_000, randomSeed: 1 }));
  verdicts.set(literal, verdict);
  if (verdict.status !== "safe")
    problems.push(
      `${file}:${line} ${literal}: ${verdict.status === "vulnerable" ? verdict.complexity.summary : `not known (${verdict.error?.kind})`}`,
    );
}
for (const problem of problems) console.log(problem);
for (const literal of unused) console.log(`scripts/bounded-expressions.json: ${literal} stands nowhere any more`);
if (process.argv.includes("--write")) {
  const safe = [...verdicts].filter(([, { status }]) => status === "safe").map(([literal]) => literal);
  writeFileSync(listFile, `${JSON.stringify({ recheck: version, safe: safe.toSorted() }, null, 2)}\n`);
}
const renewed = [...verdicts.keys()].filter((literal) => !proved.has(literal)).length;
console.log(
  `expressions: ${verdicts.size} looked at, ${renewed} proved again, ${Object.keys(bounded).length} bounded, ${problems.length} unsafe`,
);
process.exitCode = problems.length + unused.size > 0 ? 1 : 0;
