import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(import.meta.dirname, "../../docs/benchmarks.md");
const parts = ["reading and writing", "keeping a copy"] as const;

/** Replaces one part of docs/benchmarks.md; the others keep what was measured before. */
export function writePart(part: (typeof parts)[number], text: string): void {
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  const marked = old.includes("<!-- ");
  const of = (name: string) =>
    marked
      ? (new RegExp(`<!-- ${name} -->\n([^]*?)<!-- /${name} -->`).exec(old)?.[1] ?? "")
      : name === parts[0]
        ? old
        : "";
  const whole = parts.flatMap((name) => {
    const content = name === part ? text : of(name);
    return content === "" ? [] : `<!-- ${name} -->\n${content}<!-- /${name} -->\n`;
  });
  writeFileSync(file, whole.join("\n"));
}
