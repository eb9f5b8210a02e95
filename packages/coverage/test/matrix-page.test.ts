import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import { matrixOf, renderMatrixHtml } from "../src/index.ts";
import { launchChromium } from "./fixtures/chromium.ts";
import { contrasts } from "./fixtures/contrast.ts";
import { cell, gap, limitation, report } from "./fixtures/hand-made-report.ts";

const evil = `"><img src="https://evil.example/x.png" onerror="document.title='broken into'"><script>document.title='broken into'</script>`;
const proof = { tests: 7, tier: "emulator", result: "passed", date: "2026-11-01" } as const;
const route = { method: "GET", path: "/v1/jobs/{id}", certainty: "reported", source: "the vendor's forum" } as const;
const reports = [
  report("acme", [
    cell("jobs.stream", { evidence: proof }),
    cell("jobs.get", {
      lane: "passthrough",
      limitations: [limitation("acme.slow")],
      routes: [route],
      sourceName: "get_job_by_job_id(job_id)",
    }),
    cell("candidates.get", { evidence: { ...proof, result: "failed" } }),
    cell("offers.stream", { gap: gap({ reason: "ats-cannot", priority: "low", workaround: "Export by hand" }) }),
    cell("acme.openSafe", { lane: "native" }),
  ]),
  report(
    "other",
    [
      cell("jobs.stream", { gap: gap({ explanation: "Nobody asked.", plan: "GET /v2/jobs" }) }),
      cell("jobs.get"),
      cell("candidates.get", { limitations: [limitation("other.small", { summary: evil, advice: evil })] }),
      cell("offers.stream"),
    ],
    { name: `Other ${evil}` },
  ),
];

let browser: Browser;
let folder: string;
let address: string;
const pictures = join(import.meta.dirname, "../../../.vitest");

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), "anyats-matrix-"));
  await mkdir(pictures, { recursive: true });
  await writeFile(join(folder, "matrix.html"), await renderMatrixHtml(matrixOf(reports)));
  address = pathToFileURL(join(folder, "matrix.html")).href;
}, 300_000);
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

let page: Page;
let complaints: string[];
let requests: string[];

async function openPage(options: BrowserContextOptions = {}, hash = ""): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  page = await context.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address + hash);
}
beforeEach(() => {
  complaints = [];
  requests = [];
});
afterEach(() => page.context().close());

const shownRows = async () => (await page.locator("tr[data-row]:visible th code").allTextContents()).toSorted();
const dialog = () => page.getByRole("dialog");
const chip = (name: string) => page.getByRole("checkbox", { name });

describe("the matrix in a browser", () => {
  it("makes no request and no complaint, and lets no author's text run", async () => {
    await openPage();
    await page.getByRole("link", { name: /candidates\.get: limited/ }).click();
    await expect.poll(() => dialog().textContent()).toContain(evil);
    expect(await page.title()).toBe("AnyATS coverage matrix");
    expect(await page.locator("img, script").count()).toBe(1);
    expect({
      complaints,
      elsewhere: requests.filter((url) => !url.startsWith("data:") && !url.startsWith(address)),
    }).toEqual({
      complaints: [],
      elsewhere: [],
    });
  });

  it("filters by status, lane, group and adapter, and says how many are left", async () => {
    await openPage();
    const shown = page.getByRole("status");
    await expect.poll(() => shown.textContent()).toBe("5 of 5 capabilities");
    await chip("limited").check();
    await expect.poll(shownRows).toEqual(["candidates.get", "jobs.get"]);
    await expect.poll(() => shown.textContent()).toBe("2 of 5 capabilities");
    await chip("passthrough").check();
    await expect.poll(shownRows).toEqual(["jobs.get"]);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect.poll(shownRows).toHaveLength(5);
    await page.getByLabel("Group").selectOption("jobs");
    await expect.poll(shownRows).toEqual(["jobs.get", "jobs.stream"]);
    await chip("ACME").check();
    await expect.poll(() => page.locator("thead th:visible").count()).toBe(2);
    await chip("unsupported").check();
    await expect.poll(shownRows).toEqual([]);
    await page.getByText("Nothing matches these filters.").waitFor();
  });

  it("finds capabilities by what is said of them, and keeps the search in the address", async () => {
    await openPage();
    const search = page.getByRole("searchbox");
    await page.keyboard.press("/");
    for (const [asked, found] of [
      ["get_job_by_job_id", ["jobs.get"]],
      ["FORUM v1", ["jobs.get"]],
      ["export by hand", ["offers.stream"]],
      ["limitations", []],
      ["nobody asked", ["jobs.stream"]],
    ] as const) {
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(asked);
      await expect.poll(shownRows, { message: asked }).toEqual(found);
    }
    await page.reload();
    await expect.poll(() => search.inputValue()).toBe("nobody asked");
    await expect.poll(shownRows).toEqual(["jobs.stream"]);
  });

  it("opens a cell by keyboard, shows all that is known of it, and goes back on Escape", async () => {
    await openPage();
    await page.getByRole("link", { name: "ACME, jobs.stream: supported" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const said = (await dialog().textContent())!;
    for (const part of [
      "acme.slow in short.",
      "Live with acme.slow.",
      "/v1/jobs/{id}",
      "reported",
      "the vendor's forum",
    ])
      expect(said).toContain(part);
    for (const part of ["get_job_by_job_id(job_id)", "@example/adapter", "Nothing has proved this cell yet."])
      expect(said).toContain(part);
    expect(await dialog().getAttribute("aria-labelledby")).toBe(await dialog().locator("h3").getAttribute("id"));
    await expect.poll(() => page.url()).toMatch(/#acme\/jobs\.get$/);
    await page.keyboard.press("Escape");
    await expect.poll(() => dialog().isVisible()).toBe(false);
    await expect.poll(() => page.evaluate("document.activeElement.hash")).toBe("#acme/jobs.get");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect.poll(() => dialog().textContent()).toMatch(/not built yet.*Nobody asked\..*GET \/v2\/jobs/s);
  });

  it("leaves the focus where a key has moved it while the cell closes", async () => {
    await openPage();
    await page.getByRole("link", { name: "ACME, jobs.stream: supported" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => dialog().isVisible()).toBe(true);
    const focused = await page.evaluate(`new Promise((resolve) => {
      const sheet = document.getElementById("sheet");
      sheet.addEventListener("close", () => resolve(document.activeElement.hash));
      sheet.close();
      document.querySelector('a[href="#acme/jobs.get"]').focus();
    })`);
    expect(focused).toBe("#acme/jobs.get");
  });

  it("opens the cell that an address names, and closes on a click beside it", async () => {
    await openPage({}, "#other/jobs.get");
    await expect.poll(() => dialog().locator("h3").textContent()).toContain("jobs.get");
    await page.mouse.click(20, 20);
    await expect.poll(() => dialog().isVisible()).toBe(false);
    await expect.poll(() => page.url()).not.toContain("#other");
  });

  it("shows table and details without JavaScript", async () => {
    await openPage({ javaScriptEnabled: false });
    expect(await page.getByRole("form").count()).toBe(0);
    await page.getByRole("link", { name: "ACME, jobs.get: limited" }).click();
    await page.getByText("Live with acme.slow.").waitFor();
  });

  it("is a table to a screen reader, with a word for each status", async () => {
    await openPage();
    const table = page.getByRole("table", { name: /Which capability each adapter offers/ });
    expect(await table.getByRole("columnheader").count()).toBe(3);
    expect(await table.getByRole("rowheader", { name: /^jobs\.get/ }).count()).toBe(1);
    expect(await table.locator("td[data-status]").allTextContents()).toSatisfy((cells: string[]) =>
      cells.every((text) => /^.+, [\w.]+: (supported|limited|unsupported|not known)/s.test(text)),
    );
    expect(
      await table
        .getByRole("link", { name: "ACME, offers.stream: unsupported" })
        .locator("svg")
        .getAttribute("aria-hidden"),
    ).toBe("true");
  });

  it.for(["light", "dark"] as const)("is readable in %s, also where a filter sets cells aside", async (colorScheme) => {
    await openPage({ colorScheme });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      { light: "rgb(255, 255, 255)", dark: "rgb(20, 23, 26)" }[colorScheme],
    );
    await page.screenshot({ path: join(pictures, `matrix-${colorScheme}.png`) });
    const worst = async () => ((await page.evaluate(contrasts)) as [number, string][])[0]![0];
    expect(await worst()).toBeGreaterThanOrEqual(4.5);
    await chip("limited").check();
    expect(await worst()).toBeGreaterThanOrEqual(4.5);
    await page.getByRole("link", { name: "ACME, jobs.get: limited" }).click();
    await dialog().waitFor();
    await page.screenshot({ path: join(pictures, `matrix-${colorScheme}-cell.png`) });
    expect(await worst()).toBeGreaterThanOrEqual(4.5);
  });

  it("keeps head and first column in sight while scrolling both ways", async () => {
    await openPage({ viewport: { width: 800, height: 260 } });
    await page.evaluate(`document.querySelector("thead th:last-child").style.minInlineSize = "60rem"`);
    await page.evaluate("document.querySelector('.frame').scrollTo(300, 200)");
    const corner = await page.locator("thead th.corner").boundingBox();
    const frame = await page.locator(".frame").boundingBox();
    expect([corner!.x, corner!.y]).toEqual([frame!.x, frame!.y]);
    expect(await page.evaluate("document.querySelector('.frame').scrollLeft")).toBeGreaterThan(0);
  });

  it("leaves the filters off the paper", async () => {
    await openPage();
    await page.emulateMedia({ media: "print" });
    await expect.poll(() => page.locator("#filters").isVisible()).toBe(false);
    await expect.poll(() => page.locator("tr[data-row]:visible").count()).toBe(5);
    expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe("%PDF-");
  });
});

it("says what to do when there is no Chromium", async () => {
  await expect(launchChromium({ ...process.env, CHROMIUM_PATH: "/nowhere/chromium" })).rejects.toThrow(
    /CHROMIUM_PATH names \/nowhere\/chromium/,
  );
});
