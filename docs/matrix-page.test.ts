import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CoverageMatrix } from "@anyats/coverage";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @boundaries-ignore one fixture serves the tests of both
import { launchChromium } from "../packages/coverage/test/fixtures/chromium.ts";
// @boundaries-ignore one fixture serves the tests of both
import { contrasts } from "../packages/coverage/test/fixtures/contrast.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const root = join(import.meta.dirname, "..");
const coverage = join(root, "docs", "coverage");
const { adapters } = JSON.parse(readFileSync(join(coverage, "matrix.json"), "utf8")) as CoverageMatrix;
const pictures = join(root, ".vitest");

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  await mkdir(pictures, { recursive: true });
}, 300_000);
afterAll(() => browser?.close());

/** Opens the page at one size, as the tests of that size share it. */
async function open(width: number, colorScheme: "light" | "dark"): Promise<void> {
  const height = width === 390 ? 844 : 900;
  page = await (await browser.newContext({ viewport: { width, height }, colorScheme })).newPage();
  await page.goto(pathToFileURL(join(coverage, "matrix.html")).href);
}

describe.each([390, 768, 1440])("the matrix of the adapters at %i px", (width) => {
  beforeAll(() => open(width, "light"));
  afterAll(() => page.context().close());

  it("never scrolls sideways, and leaves most of the screen to the matrix", async () => {
    await page.screenshot({ path: join(pictures, `matrix-${width}.png`) });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const filters = await page.locator("#filters").boundingBox();
    expect(filters!.height).toBeLessThan(page.viewportSize()!.height / 4);
    const frame = await page.locator(".frame").first().boundingBox();
    expect(frame!.width).toBeGreaterThan(width * 0.9);
    // Six adapters are wider than a tablet: the matrix scrolls in its frame.
    const table = await page.locator("#matrix").boundingBox();
    if (width !== 768) expect(table!.width).toBeLessThanOrEqual(frame!.width);
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
    if (width < 768) expect(labels).toEqual(adapters.map(({ name }) => JSON.stringify(name)));
    else {
      const frame = await page.locator(".frame").first().boundingBox();
      const heads = await page
        .locator("#matrix thead th")
        .evaluateAll((all) => all.map((th) => Math.round(th.getBoundingClientRect().top)));
      expect(new Set(heads)).toEqual(new Set([Math.round(frame!.y)]));
    }
  });

  it("shows which fields each adapter fills, from which place, and the source", async () => {
    await page.locator("#fields-jobs > summary").click();
    const title = page.locator("#fields-jobs tr[data-field]", { hasText: /^\s*title/ });
    await title.scrollIntoViewIfNeeded();
    expect(await title.locator("td").last().textContent()).toMatch(/mapped.*\$\.name/s);
    const head = await page.locator("#fields-jobs thead th").last().textContent();
    expect(head).toMatch(/\d+ of \d+ mapped.*POST \/hr\.job\/search_read.*documented.*Odoo 18/s);
    await page.screenshot({ path: join(pictures, `matrix-fields-${width}.png`) });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const salary = page.locator("#fields-jobs tr[data-field]", { hasText: /^\s*salary/ }).locator("td");
    expect(await salary.last().textContent()).toContain("never filled");
    const cut = await page
      .locator("#fields-jobs td")
      .evaluateAll((all) => all.filter((td) => td.scrollWidth > td.clientWidth + 1).length);
    expect(cut).toBe(0);
  });

  it("breaks no rule of axe-core, also with the fields open", async () => {
    // Rows are alike, and so are the closed tables of fields: a part of them says the same in a fifth of the time.
    await page.evaluate(
      `for (const one of document.querySelectorAll("#matrix tbody:nth-of-type(n+4), #cards article:nth-of-type(n+20), #fields > details:nth-of-type(n+3)")) one.remove()`,
    );
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
  it.each(looks)("is readable at %i px in %s, with fields and a cell open", async (width, colorScheme) => {
    await open(width, colorScheme);
    await page.locator("#fields-jobs, #fields-jobs details").evaluateAll((all) => {
      for (const one of all) one.toggleAttribute("open", true);
    });
    await page.locator("td[data-status=unknown] a").first().click();
    await page.getByRole("dialog").waitFor();
    await page.screenshot({ path: join(pictures, `matrix-${width}-${colorScheme}-cell.png`) });
    const [worst] = (await page.evaluate(contrasts)) as [number, string][];
    expect(worst![0]).toBeGreaterThanOrEqual(4.5);
    const sheet = await page.getByRole("dialog").boundingBox();
    expect(sheet!.x).toBeGreaterThanOrEqual(0);
    expect(sheet!.x + sheet!.width).toBeLessThanOrEqual(width);
    await page.context().close();
  });
});
