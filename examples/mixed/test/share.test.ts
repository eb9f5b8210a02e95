import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Files that would look much the same for another ATS. All others are counted line by line. */
const general: Readonly<Record<string, readonly string[]>> = {
  ashby: [
    "index.ts",
    "version.ts",
    "candidates.ts",
    "lists.ts",
    "results.ts",
    "routes.ts",
    "settings.ts",
    "handlers/index.ts",
  ],
  odoo: [
    "index.ts",
    "version.ts",
    "routes.ts",
    "settings.ts",
    "reading/lists.ts",
    "coverage/connection-coverage.ts",
    "custom-fields/check-updates.ts",
    "handlers/index.ts",
    "rpc/transport.ts",
  ],
};

/** Lines that say how the parts are put together, and nothing of the ATS. */
const wiring = [
  /^(export )?const \w+ = (handles\(|\{$)/,
  /^(lane|inject|settledBy|handle|settle|async handle|async settle|fetchPage|async fetchPage)\b/,
  /^(static readonly inject|readonly #|#\w+: |constructor\(|this\.#\w+ = )/,
  /^(bind\(|bindHttp\(|toClass\(|const \{ bind \}|export const [A-Z_]+: Token)/,
  /^const \{[^}]*\} = (this\.)?#?(collaborators|parts)/,
  /^[[\](){},;\s]*(as const)?[;,]?$/,
];

/** How many lines of an adapter there are, and how many concern its ATS's own fields, routes and rules. Blank lines do not count. */
function linesOf(adapter: string) {
  const folder = new URL(`../../../packages/${adapter}/src/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
  let [all, own] = [0, 0];
  for (const name of files.filter((each) => each.endsWith(".ts"))) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const count = (part: string) => part.split("\n").filter((line) => line.trim() !== "").length;
    all += count(text);
    if (general[adapter]!.includes(name)) continue;
    const body = text.replaceAll(/^(import|export) [^;]*? from "[^"]*";$/gms, "");
    own += body
      .split("\n")
      .filter((line) => line.trim() !== "" && !wiring.some((each) => each.test(line.trim()))).length;
  }
  return { all, own, share: own / all };
}

it.each(["ashby", "odoo"])("spends at least six of ten lines of %s on the ATS itself", (adapter) => {
  expect(linesOf(adapter).share).toBeGreaterThanOrEqual(0.6);
});
