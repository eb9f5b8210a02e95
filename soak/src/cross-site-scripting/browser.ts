import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";

/**
 * A real Chromium without a window, installed where there is none.
 * @throws {Error} that says why there is none, where it cannot be installed.
 */
export async function openBrowser(): Promise<Browser> {
  const script = join(import.meta.dirname, "../../../scripts/chromium.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim());
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return chromium.launch({ executablePath: stdout.trim().split("\n").at(-1)!, args });
}

/** Runs in the browser: puts pieces into the page as an app would, and follows what they lead to. */
const insertAndClick = `(pieces) => {
  for (const html of pieces) {
    const holder = document.createElement("div");
    document.body.append(holder);
    holder.innerHTML = html;
  }
  for (const link of document.querySelectorAll("a")) {
    link.dispatchEvent(new MouseEvent("mouseover"));
    const address = String(link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "");
    if (!/^(https?|mailto|tel):/.test(address)) link.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
}`;

/** Shows pieces of HTML in a page. @returns Whether something ran, or led the page elsewhere. */
export async function escapes(browser: Browser, pieces: readonly string[]): Promise<boolean> {
  const page = await browser.newPage();
  let escaped = false;
  await page.exposeFunction("executed", () => void (escaped = true));
  page.on("dialog", (dialog) => void dialog.dismiss());
  await page.route("**/*", (route) => route.abort());
  try {
    await page.setContent(`<!doctype html><div>${pieces.join("<hr>")}</div>`, { waitUntil: "domcontentloaded" });
    await page.evaluate(`(${insertAndClick})(${JSON.stringify(pieces)})`);
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  } catch {
    escaped = true; // It led elsewhere while it was looked at.
  }
  await page.close();
  return escaped;
}
