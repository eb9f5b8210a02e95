// Makes the site's pages from the repository's own: copies each with a title, turns links between files into links
// between pages, and has TypeDoc describe the public API. A link to nowhere fails.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { Application } from "typedoc";
import { repository, root, sections } from "./navigation.mjs";

const here = join(root, "site");
const content = join(here, "src", "content", "docs");
rmSync(content, { recursive: true, force: true });

const slugs = new Map(sections.flatMap(({ pages }) => pages.map(({ file, slug }) => [file, slug])));
const address = (slug) => (slug === "index" ? "/" : `/${slug}/`);
const broken = [];

/** Where a link of a file leads on the site; null for a file that the site does not show. */
function target(file, link) {
  const [path, anchor] = link.split("#", 2);
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (path === "") return link;
  const wanted = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, "");
  for (const candidate of [wanted, `${wanted}/README.md`]) {
    if (slugs.has(candidate)) return address(slugs.get(candidate)) + hash;
  }
  if (wanted.startsWith("docs/coverage/") && /\.(html|json)$/.test(wanted)) return `/${wanted.slice("docs/".length)}`;
  if (wanted === "docs/api" || /^docs\/api\/.+\.md$/.test(wanted)) return "/api/";
  if (!existsSync(join(root, wanted))) broken.push(`${file}: ${link}`);
  return repository === null ? null : `${repository}/blob/main/${wanted}${hash}`;
}

function page(file, title) {
  const text = readFileSync(join(root, file), "utf8")
    .replace(/^<!--.*?-->\n+/s, "")
    .replace(/^# .+\n+/m, "")
    .replaceAll(/^```(ts|typescript) run$/gm, "```ts");
  // Code is left as it is; links in prose are followed.
  const linked = text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) =>
      part.startsWith("```")
        ? part
        : part.replaceAll(/\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g, (whole, words, link) => {
            if (/^(https?:|mailto:)/.test(link)) return whole;
            const where = target(file, link);
            return where === null ? words : `[${words}](${where})`;
          }),
    )
    .join("");
  return `---\ntitle: ${JSON.stringify(title)}\n---\n\n${linked}`;
}

for (const { pages } of sections)
  for (const { file, slug, title } of pages) {
    const output = join(content, `${slug}.md`);
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, page(file, title));
  }
if (broken.length > 0) {
  console.error(`links to nowhere:\n${broken.map((link) => `  ${link}`).join("\n")}`);
  process.exit(1);
}

// The interactive matrix and the data behind it.
const data = join(here, "public", "coverage");
rmSync(data, { recursive: true, force: true });
mkdirSync(data, { recursive: true });
for (const file of globSync("docs/coverage/*.{html,json}", { cwd: root }))
  cpSync(join(root, file), join(data, file.slice("docs/coverage/".length)));

// The public API, from the sources and their docstrings.
const entryPoints = globSync("packages/*/package.json", { cwd: root }).flatMap((file) => {
  const { exports = {}, private: isPrivate } = JSON.parse(readFileSync(join(root, file), "utf8"));
  if (isPrivate) return [];
  return Object.values(exports).flatMap((entry) =>
    entry["@anyats/source"] ? [join(root, dirname(file), entry["@anyats/source"])] : [],
  );
});
const app = await Application.bootstrapWithPlugins({
  entryPoints,
  tsconfig: join(here, "tsconfig.api.json"),
  plugin: ["typedoc-plugin-markdown"],
  out: join(content, "api"),
  readme: "none",
  skipErrorChecking: true,
  logLevel: "Error",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  entryFileName: "index",
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  basePath: root,
});
const project = await app.convert();
if (!project) process.exit(1);
await app.generateOutputs(project);
for (const file of globSync("**/*.md", { cwd: join(content, "api") })) {
  const path = join(content, "api", file);
  const text = readFileSync(path, "utf8");
  const heading = /^# (.+)$/m.exec(text)?.[1] ?? "API";
  const title = heading
    .replaceAll(/[\\`]/g, "")
    .replace(/^packages\//, "@anyats/")
    .replace(/\/src$/, "");
  // Links between pages of the API: to the folder that each page becomes.
  const from = posix.join("api", posix.dirname(file));
  const linked = text
    .replace(/^# .+\n/m, "")
    .replaceAll(/\]\(([^()\s:]+)\.md(#[^()\s]*)?\)/g, (_link, to, hash = "") => {
      const where = posix
        .join(from, to)
        .replace(/(^|\/)index$/, "")
        .toLowerCase();
      return `](/${where}/${hash})`;
    });
  writeFileSync(path, `---\ntitle: ${JSON.stringify(title)}\npagefind: ${String(file === "index.md")}\n---\n${linked}`);
}
console.log(`site: ${slugs.size} pages, ${globSync("**/*.md", { cwd: join(content, "api") }).length} of the API`);
