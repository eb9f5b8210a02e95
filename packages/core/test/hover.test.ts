import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resources } from "../src/index.ts";

const source = (resource: string) =>
  readFileSync(join(import.meta.dirname, "../src/capabilities", `${resource}.ts`), "utf8");

/** What an editor shows is the comment before the operation; what coverage shows is its `summary`. */
describe("the description of an operation", () => {
  it.each(Object.entries(resources))("is the same in an editor and in coverage, for %s", (name, capabilities) => {
    const text = source(name);
    for (const [method, { summary }] of Object.entries(capabilities as Record<string, { summary: string }>)) {
      const comment = new RegExp(`/\\*\\*([^/]*?)\\*/\\s*${method}: \\{`).exec(text)?.[1];
      expect(comment?.replaceAll(/\s*\n\s*\*?\s*/g, " ").trim(), `${name}.${method}`).toContain(summary);
    }
  });
});
