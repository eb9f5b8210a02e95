import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  readonly code: string;
  readonly cause: string;
  readonly remedy: string;
}

const literal = String.raw`("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|` + "`(?:[^`\\\\]|\\\\.)*`)";
const codeAt = /(?:code: "([a-z][a-z-]*\.[a-z-]+)"|^\s*"([a-z][a-z-]*\.[a-z-]+)": \{)/gm;

/** What a literal says, with `…` where the code puts a value in. */
const said = (found: string): string =>
  found
    .slice(1, -1)
    .replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, "…")
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll("|", "\\|");

/** The first text that a property has. */
function textOf(property: string, source: string): string | undefined {
  const found = new RegExp(String.raw`\b${property}:\s*[^"'\x60;,{]{0,80}?${literal}`).exec(source)?.[1];
  return found === undefined ? undefined : said(found);
}

const call = /\(\s*(?:\d+,\s*)?"([a-z][a-z-]*\.[a-z-]+)",/g;
const argument = new RegExp(String.raw`${literal}|\b[A-Za-z]\w*\b`, "g");

/** The errors that a function of the file makes of a code, a message and an advice, in this order. */
function calledIn(source: string): readonly Entry[] {
  // Metrics have names and descriptions, too.
  if (!/\bfault\b/i.test(source)) return [];
  const constants = new Map(
    [...source.matchAll(new RegExp(String.raw`^const (\w+) = ${literal};$`, "gm"))].map(([, name, text]) => [
      name,
      text,
    ]),
  );
  const starts = [...source.matchAll(call)];
  return starts.flatMap((start, at) => {
    const beside = source.slice(start.index + start[0].length, starts[at + 1]?.index ?? start.index + 1_200);
    const texts = [...beside.matchAll(argument)].flatMap(([given, text]) => text ?? constants.get(given) ?? []);
    const [cause, remedy] = texts.filter((text) => / .*[.`]$/s.test(text.slice(0, -1))).map(said);
    return cause && remedy ? [{ code: start[1]!, cause, remedy }] : [];
  });
}

/** The errors that a source file makes: each code with the message and the advice that stand beside it. */
function entriesIn(source: string): readonly Entry[] {
  const starts = [...source.matchAll(codeAt)];
  return starts.flatMap((start, at) => {
    const beside = source.slice(start.index, starts[at + 1]?.index ?? start.index + 1_200);
    const [cause, remedy] = [textOf("message", beside), textOf("advice", beside)];
    return cause && remedy ? [{ code: (start[1] ?? start[2])!, cause, remedy }] : [];
  });
}

/** Every error code of the packages with its cause and remedy, read from the sources that throw it. */
export function errorsPage(root: string): string {
  const files = globSync("packages/*/src/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
  const entries = files.toSorted().flatMap((file) => {
    const source = readFileSync(join(root, file), "utf8");
    return [...entriesIn(source), ...calledIn(source)];
  });
  const byCode = Map.groupBy(entries, ({ code }) => code);
  const rows = [...byCode]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, all]) => {
      const each = (of: (entry: Entry) => string) => [...new Set(all.map(of))].join("<br>");
      return `| \`${code}\` | ${each(({ cause }) => cause)} | ${each(({ remedy }) => remedy)} |`;
    });
  return [
    "# Error codes",
    "",
    "Generated from the sources; do not edit. `npm run update` refreshes it. Branch on `error.code`, never on the message;",
    "`…` stands for a value. An error also carries `fault` (who can fix it) and `retry` (whether to call again).",
    "",
    "| Code | Cause | Remedy |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
