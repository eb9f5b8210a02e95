import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { program } from "../src/program.ts";
import { Collected } from "./terminal-fixture.ts";

const root = join(import.meta.dirname, "../../..");

/** A command line: `anyats`, what follows it on the line, without a comment and what the shell does with it. */
const commandLine = /(?:^|[\s`=])anyats((?: (?:<[^>\n]*>|[^\s`<>&|#"'(){}$;,]+))+)/g;

/** Every command line in code, of a page or in a text that the sources show. */
function commandLines(): readonly string[] {
  const pages = ["*.md", "docs/*.md", "{packages,examples}/*/README.md", "packages/cli/templates/*/README.md"];
  const found = new Set<string>();
  for (const file of globSync([...pages, "packages/*/src/**/*.ts"], { cwd: root })) {
    const text = readFileSync(join(root, file), "utf8").replaceAll(/^.*\$\{.*$/gm, "");
    for (const { 1: block, 2: inline } of text.matchAll(/^```sh\n([\s\S]*?)^```|`([^`\n]+)`/gm))
      for (const { 1: line } of (block ?? inline ?? "").matchAll(commandLine)) found.add(line!.trim());
  }
  return [...found];
}

/** The program without what its commands do. */
function parser(): Command {
  const idle = (command: Command): void => {
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(idle);
  };
  const anyats = program({ stdout: new Collected(), stderr: new Collected(), env: {} });
  idle(anyats);
  return anyats;
}

describe("a command in the documentation", () => {
  const lines = commandLines();

  it("is found on pages and in texts of the sources", () => {
    expect(lines.length).toBeGreaterThan(40);
  });

  it.for(lines)("exists: anyats %s", async (line) => {
    const words = line
      .replace(/^-- /, "")
      .split(" ")
      .filter((word) => !word.startsWith("<"));
    const code = await parser()
      .parseAsync(words, { from: "user" })
      .then(
        () => "accepted",
        (error: unknown) => (error as { code: string }).code,
      );
    // A text may name a command or an option without what it takes; `--help` and a group of commands show the help.
    expect(code).toMatch(/^accepted$|^commander\.(help(Displayed)?|missingArgument|optionMissingArgument)$/);
  });
});
