import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { htmlToText, sanitiseHtml, toNoteContent } from "@anyats/kombo-base";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = "window.executed(document.currentScript)";
/** Ways to make a browser run something, as notes and descriptions of an ATS may hold them. */
const payloads: readonly string[] = [
  `<script>${run}</script>`,
  `<ScRiPt>${run}</sCrIpT>`,
  `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<script src="data:text/javascript,${run}"></script>`,
  `<img src=x onerror="${run}">`,
  `<img src=x onerror=${run}//`,
  `<img/src=x/onerror=${run}>`,
  `<img src="x\` \`<script>${run}</script>"\` \`>`,
  `<image src=x onerror=${run}>`,
  `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${run}"><text x=20 y=20>x</text></a></svg>`,
  `<svg><style><img src=x onerror=${run}></style></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${run}&gt;">`,
  `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=${run} src=x>">`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<template><img src=x onerror=${run}></template>`,
  `<iframe srcdoc="<script>parent.executed()</script>"></iframe>`,
  `<iframe src="javascript:parent.executed()"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<embed src="javascript:${run}">`,
  `<video><source onerror=${run}></video>`,
  `<video src=x onerror=${run}></video>`,
  `<audio src=x onerror=${run}>`,
  `<details open ontoggle=${run}>x</details>`,
  `<input autofocus onfocus=${run}>`,
  `<select autofocus onfocus=${run}></select>`,
  `<textarea autofocus onfocus=${run}></textarea>`,
  `<body onload=${run}>`,
  `<marquee onstart=${run}>x</marquee>`,
  `<style>@keyframes x{}</style><p style="animation-name:x" onanimationstart="${run}">x</p>`,
  `<p style="background:url(javascript:${run})">x</p>`,
  `<link rel=stylesheet href="data:text/css,*{color:red}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<base href="javascript:${run}//"><a href="x">x</a>`,
  `<a href="javascript:${run}">x</a>`,
  `<a href="JaVa\tScRiPt:${run}">x</a>`,
  `<a href="&#106;avascript:${run}">x</a>`,
  `<a href="&#x6A&#x61vascript:${run}">x</a>`,
  `<a href="\u0001javascript:${run}">x</a>`,
  `<a href="data:text/html,<script>${run}</script>">x</a>`,
  `<a href="vbscript:${run}">x</a>`,
  `<a href="https://example.com" onclick="${run}" onmouseover="${run}">x</a>`,
  `<p title='"><img src=x onerror=${run}>'>x</p>`,
  `<!--><img src=x onerror=${run}>-->`,
  `<![CDATA[><img src=x onerror=${run}>]]>`,
  `<xmp><p title="</xmp><img src=x onerror=${run}>"></xmp>`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  `</p></div></body><script>${run}</script>`,
];

let browser: Browser;
beforeAll(async () => {
  const script = join(import.meta.dirname, "../../scripts/chromium.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim());
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath: stdout.trim().split("\n").at(-1)!, args });
}, 120_000);
afterAll(() => browser?.close());

/** Runs in the browser: puts a piece into the page as an app would, and follows what it leads to. */
const insertAndClick = `(html) => {
  const holder = document.createElement("div");
  document.body.append(holder);
  holder.innerHTML = html;
  for (const link of document.querySelectorAll("a")) {
    link.dispatchEvent(new MouseEvent("mouseover"));
    const address = String(link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "");
    if (!/^(https?|mailto|tel):/.test(address)) link.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
}`;

/** Shows a piece of HTML in a page of its own. @returns Whether something ran, or led the page elsewhere. */
async function escapes(piece: string): Promise<boolean> {
  const page = await browser.newPage();
  let escaped = false;
  await page.exposeFunction("executed", () => void (escaped = true));
  page.on("dialog", (dialog) => void dialog.dismiss());
  await page.route("**/*", (route) => route.abort());
  try {
    await page.setContent(`<!doctype html><div>${piece}</div>`, { waitUntil: "domcontentloaded" });
    await page.evaluate(`(${insertAndClick})(${JSON.stringify(piece)})`);
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  } catch {
    escaped = true; // It led elsewhere while it was looked at.
  }
  await page.close();
  return escaped;
}

async function escaping(pieces: readonly string[]): Promise<string[]> {
  const all = await Promise.all(pieces.map(async (piece) => ((await escapes(piece)) ? [piece] : [])));
  return all.flat();
}

it(
  "nothing of what notes and descriptions hold runs in a browser, once it was made safe",
  { timeout: 60_000 },
  async () => {
    expect(payloads.length).toBeGreaterThanOrEqual(40);
    const untouched = await escaping(payloads.slice(0, 12));
    expect(untouched.length, "the corpus must be able to run something, or it proves nothing").toBeGreaterThan(5);
    const shown = await Promise.all(payloads.map((html) => sanitiseHtml(html)));
    const written = await Promise.all(
      payloads.map((html) => toNoteContent({ html: `<p>x</p>${html}` }, { noteFormat: "html" })),
    );
    const asText = await Promise.all(payloads.map((text) => toNoteContent({ text }, { noteFormat: "html" })));
    for (const safe of [shown, written, asText]) expect(await escapes(safe.join("<hr>"))).toBe(false);
    for (const text of await Promise.all(payloads.map((html) => htmlToText(html)))) expect(typeof text).toBe("string");
  },
);
