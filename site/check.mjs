// Looks at the built site as a reader would, in Chromium: at three widths, light and dark. Fails on a violation of
// accessibility, a page that scrolls sideways, a request to elsewhere, a link to nowhere, or a question that the search
// does not answer with its first hit. `--pictures FOLDER` keeps screenshots.
import { createServer } from "node:http";
import { existsSync, globSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
// @boundaries-ignore one fixture serves the tests of both
import { chromiumPath } from "../scripts/chromium.mjs";
import { root } from "./navigation.mjs";

const dist = join(root, "site", "dist");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.argv.includes("--pictures") ? process.argv[process.argv.indexOf("--pictures") + 1] : undefined;
const problems = [];

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
/** Remembered: a hundred thousand links lead to some two thousand files. */
const files = new Map();
function fileOf(path) {
  if (!files.has(path)) files.set(path, lookUp(path));
  return files.get(path);
}
function lookUp(path) {
  const file = join(dist, normalize(decodeURIComponent(path)));
  if (!file.startsWith(dist) || !existsSync(file)) return undefined;
  return statSync(file).isDirectory()
    ? existsSync(join(file, "index.html"))
      ? join(file, "index.html")
      : undefined
    : file;
}
const server = createServer((request, response) => {
  const file = fileOf(new URL(request.url, "http://localhost").pathname);
  if (!file) return response.writeHead(404).end();
  return response
    .writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
    .end(readFileSync(file));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

/** Every link of every page leads to a page, and to a heading where it names one. */
const ids = new Map();
const idsOf = (file) => {
  if (!ids.has(file))
    ids.set(file, new Set([...readFileSync(file, "utf8").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)));
  return ids.get(file);
};
let links = 0;
for (const page of globSync("**/*.html", { cwd: dist })) {
  if (page.startsWith("coverage/") && page.endsWith("matrix.html")) continue;
  const base = new URL(page.replace(/index\.html$/, ""), `${origin}/`);
  for (const [, href] of readFileSync(join(dist, page), "utf8").matchAll(/<a [^>]*href="([^"]+)"/g)) {
    const url = new URL(href.replaceAll("&amp;", "&"), base);
    if (url.origin !== origin) continue;
    links += 1;
    const file = fileOf(url.pathname);
    if (!file) problems.push(`${page}: the link ${href} leads nowhere`);
    else if (
      url.hash &&
      !page.startsWith("api/") &&
      file.endsWith(".html") &&
      !idsOf(file).has(decodeURIComponent(url.hash.slice(1)))
    )
      problems.push(`${page}: ${href} names a heading that is not there`);
  }
}

/** What readers ask most, and the pages of which one must be the first hit. */
const questions = {
  "connect a real account": ["/connect-a-real-account/"],
  "keep a copy up to date": ["/recipes/", "/sync/"],
  "receive webhooks": ["/webhooks/"],
  "write an adapter": ["/write-an-adapter/"],
  "outcome of a write is unknown": ["/recipes/"],
  "decide by the error": ["/recipes/", "/errors/"],
  "log personal data": ["/recipes/", "/personal-data/", "/telemetry/"],
  Avionté: ["/coverage/avionte/", "/packages/avionte/", "/connect-a-real-account/"],
  "Node.js Bun Deno": ["/runtimes/"],
  "MCP server agent": ["/packages/mcp/"],
};

const pages = [
  "/",
  "/connect-a-real-account/",
  "/recipes/",
  "/webhooks/",
  "/coverage/",
  "/coverage/avionte/",
  "/write-an-adapter/",
  "/packages/core/",
  "/api/",
];
/** At the width between, a page is laid out as at the smallest: only what does not fit can differ. */
const widths = { 390: true, 768: false, 1440: true };
/** What is looked for in each scheme. A page is the same in both but for its colours. */
const rulesIn = {
  light: { resultTypes: ["violations"] },
  dark: { resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] },
};
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
let looks = 0;
try {
  for (const [width, hasItsOwnLayout] of Object.entries(widths)) {
    const page = await browser.newPage({ viewport: { width: Number(width), height: 900 } });
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
        problems.push(`${page.url()} asks for ${request.url()}`);
    });
    for (const path of pages) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(origin + path, { waitUntil: "load" });
      const { wide, full } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        full: document.documentElement.clientWidth,
      }));
      if (wide > full) problems.push(`${path} (${width} px): scrolls sideways (${wide} of ${full} px)`);
      await page.evaluate(axe);
      for (const [colorScheme, rules] of Object.entries(rulesIn)) {
        const where = `${path} (${width} px, ${colorScheme})`;
        await page.emulateMedia({ colorScheme });
        // The page hears of it a frame later.
        await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
        if (pictures) {
          mkdirSync(pictures, { recursive: true });
          await page.screenshot({ path: join(pictures, `${path.replaceAll("/", "_")}${width}-${colorScheme}.png`) });
        }
        if (!hasItsOwnLayout) continue;
        const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), rules);
        for (const { id, help, nodes } of violations)
          problems.push(`${where}: ${id}: ${help} (${nodes.length}, such as ${nodes[0].html.slice(0, 120)})`);
        looks += 1;
      }
    }
    await page.close();
  }
  const page = await browser.newPage();
  await page.goto(origin);
  for (const [question, wanted] of Object.entries(questions)) {
    const first = await page.evaluate(async (asked) => {
      const { search } = await import("/pagefind/pagefind.js");
      const { results } = await search(asked);
      return results[0] && (await results[0].data()).url;
    }, question);
    if (!wanted.includes(first))
      problems.push(`search: "${question}" finds ${first ?? "nothing"} first, not ${wanted.join(" or ")}`);
  }
  // The keyboard reaches the content and the search.
  await page.goto(origin);
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  if (skip !== "#_top") problems.push(`keyboard: the first stop is ${skip}, not the link to the content`);
} finally {
  await browser.close();
  server.close();
}
for (const problem of [...new Set(problems)].slice(0, 40)) console.error(problem);
console.log(
  `site: ${looks} looks, ${links} links, ${Object.keys(questions).length} questions, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
