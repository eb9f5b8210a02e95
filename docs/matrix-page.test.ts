import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import { readEvidence } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { coverageOf, withEvidence } from "@anyats/core/coverage";
import { matrixOf, renderMatrixHtml } from "@anyats/coverage";
import { greenhouse } from "@anyats/greenhouse";
import { komboBase } from "@anyats/kombo-base";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @boundaries-ignore one fixture serves the tests of both
import { launchChromium } from "../packages/coverage/test/fixtures/chromium.ts";
// @boundaries-ignore one fixture serves the tests of both
import { contrasts } from "../packages/coverage/test/fixtures/contrast.ts";

const adapters: readonly Adapter[] = [komboBase, avionte, bullhorn, greenhouse];
const names = adapters.map(({ name }) => name);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const root = join(import.meta.dirname, "..");
const pictures = join(root, ".vitest");

let browser: Browser;
let folder: string;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), "anyats-matrix-"));
  await mkdir(pictures, { recursive: true });
  const reports = adapters.map((adapter) => {
    const evidence = join(root, adapter.package.name.replace("@anyats/", "packages/"), "evidence.json");
    return withEvidence(coverageOf(adapter), readEvidence(evidence));
  });
  await writeFile(join(folder, "matrix.html"), await renderMatrixHtml(matrixOf(reports)));
}, 300_000);
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Opens the page at one size, as the tests of that size share it. */
async function open(width: number, colorScheme: "light" | "dark"): Promise<void> {
  const height = width === 390 ? 844 : 900;
  page = await (await browser.newContext({ viewport: { width, height }, colorScheme })).newPage();
  await page.goto(pathToFileURL(join(folder, "matrix.html")).href);
}

describe.each([390, 768, 1440])("the matrix of the adapters at %i px", (width) => {
  beforeAll(() => open(width, "light"));
  afterAll(() => page.context().close());

  it("never scrolls sideways, and leaves most of the screen to the matrix", async () => {
    await page.screenshot({ path: join(pictures, `matrix-${width}.png`) });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const filters = await page.locator("#filters").boundingBox();
    expect(filters!.height).toBeLessThan(page.viewportSize()!.height / 4);
    const frame = await page.locator(".frame").boundingBox();
    expect(frame!.width).toBeGreaterThan(width * 0.9);
    const table = await page.locator("#matrix").boundingBox();
    expect(table!.width).toBeLessThanOrEqual(frame!.width);
  });

  it("keeps the name of a capability and of an adapter in sight with each cell", async () => {
    const last = page.locator("tr[data-row]").nth(20);
    await last.locator("td").last().scrollIntoViewIfNeeded();
    const name = await last.locator("th").boundingBox();
    expect(name!.x).toBeGreaterThanOrEqual(0);
    expect(name!.y).toBeGreaterThanOrEqual(0);
    expect(name!.x + name!.width).toBeLessThanOrEqual(width);
    const labels = await page.evaluate(
      `[...document.querySelectorAll("tr[data-row]")[20].querySelectorAll("td")].map((td) => getComputedStyle(td, "::before").content)`,
    );
    if (width < 768) expect(labels).toEqual(names.map((one) => JSON.stringify(one)));
    else {
      const frame = await page.locator(".frame").boundingBox();
      const heads = await page
        .locator("thead th")
        .evaluateAll((all) => all.map((th) => Math.round(th.getBoundingClientRect().top)));
      expect(new Set(heads)).toEqual(new Set([Math.round(frame!.y)]));
    }
  });

  it("breaks no rule of axe-core", async () => {
    await page.evaluate(axe);
    const found = (await page.evaluate(
      "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)",
    )) as {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
    expect(found.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))])).toEqual([]);
  });
});

const looks = [390, 1440].flatMap((width) => (["light", "dark"] as const).map((scheme) => [width, scheme] as const));

describe("the matrix of the adapters", () => {
  it.each(looks)("is readable at %i px in %s, also with a cell open", async (width, colorScheme) => {
    await open(width, colorScheme);
    const worst = async () => ((await page.evaluate(contrasts)) as [number, string][])[0];
    expect((await worst())![0]).toBeGreaterThanOrEqual(4.5);
    await page.locator("td[data-status=unknown] a").first().click();
    await page.getByRole("dialog").waitFor();
    await page.screenshot({ path: join(pictures, `matrix-${width}-${colorScheme}-cell.png`) });
    expect((await worst())![0]).toBeGreaterThanOrEqual(4.5);
    const sheet = await page.getByRole("dialog").boundingBox();
    expect(sheet!.x).toBeGreaterThanOrEqual(0);
    expect(sheet!.x + sheet!.width).toBeLessThanOrEqual(width);
    await page.context().close();
  });
});
