// The pages of the site, in reading order: where each comes from in the repository, and where it goes. Pages of docs/
// that are not named here are added to "Guides", so that a new page is never missing.
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the sources are to be seen; null while the project has no address. The one place to change. */
export const repository = null;

const docs = (...names) => names.map((name) => [`docs/${name}.md`, name]);
const adapters = globSync("docs/coverage/*.md", { cwd: root })
  .map((file) => basename(file, ".md"))
  .filter((name) => name !== "matrix")
  .toSorted();
const packages = globSync("packages/*/README.md", { cwd: root }).map((file) => basename(dirname(file)));
const examples = globSync("examples/*/README.md", { cwd: root }).map((file) => basename(dirname(file)));

const named = [
  ["Start", [["README.md", "index"], ...docs("connect-a-real-account", "architecture")]],
  ["Guides", [...docs("recipes", "webhooks", "telemetry", "custom-fields")]],
  ["Sync", [...docs("sync", "postgres", "scale", "console")]],
  ["Agents", [["packages/mcp/README.md", "packages/mcp"]]],
  [
    "Coverage",
    [
      ["docs/coverage/matrix.md", "coverage"],
      ...adapters.map((name) => [`docs/coverage/${name}.md`, `coverage/${name}`]),
    ],
  ],
  ["Adapters", [...docs("write-an-adapter", "conformance-rules")]],
  ["Promises", [...docs("reliability", "security", "personal-data", "runtimes", "dependencies", "benchmarks")]],
  ["Reference", [...docs("records", "errors", "options")]],
  [
    "Packages",
    packages.filter((name) => name !== "mcp").map((name) => [`packages/${name}/README.md`, `packages/${name}`]),
  ],
  ["Examples", examples.map((name) => [`examples/${name}/README.md`, `examples/${name}`])],
  [
    "Project",
    [
      ["CONTRIBUTING.md", "contributing"],
      ["SECURITY.md", "report-a-vulnerability"],
      ["CODE_OF_CONDUCT.md", "code-of-conduct"],
    ],
  ],
  ["Changelog", packages.map((name) => [`packages/${name}/CHANGELOG.md`, `changelog/${name}`])],
];

const taken = new Set(named.flatMap(([, pages]) => pages.map(([file]) => file)));
const others = globSync("docs/*.md", { cwd: root })
  .filter((file) => !taken.has(file))
  .toSorted()
  .map((file) => [file, basename(file, ".md")]);

/** The sections with their pages, as far as these exist: `{ file, slug, title }`. */
export const sections = named
  .map(([label, pages]) => ({
    label,
    pages: [...pages, ...(label === "Guides" ? others : [])]
      .filter(([file]) => existsSync(join(root, file)))
      .map(([file, slug]) => ({ file, slug, title: titleOf(file, label) })),
  }))
  .filter(({ pages }) => pages.length > 0);

function titleOf(file, section) {
  const heading = /^# (.+)$/m.exec(readFileSync(join(root, file), "utf8"))?.[1] ?? basename(file, ".md");
  return section === "Changelog" ? `@anyats/${basename(dirname(file))}` : heading.replaceAll("`", "");
}

/** What Starlight shows beside each page. */
export const sidebar = [
  ...sections.map(({ label, pages }) => ({
    label,
    collapsed: ["Packages", "Examples", "Project", "Changelog"].includes(label),
    items: pages.map(({ slug, title }) => ({ label: title, link: slug === "index" ? "/" : `/${slug}/` })),
  })),
  { label: "API", collapsed: true, items: [{ label: "All packages", link: "/api/" }] },
];
