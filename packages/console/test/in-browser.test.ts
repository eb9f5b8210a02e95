import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveConsole, type ServedConsole } from "../src/serve.ts";
import { isTooWide, launchChromium, violationsOf } from "./chromium.ts";
import { place, unknownWrite, type Place } from "./support.ts";

const evil = `<img src=x onerror="document.title='broken into'"><script>document.title='broken into'</script>`;
const pictures = join(import.meta.dirname, "../../../.vitest");
/** Set it to look at the pages: they are kept in .vitest/. */
const pictured = process.env["ANYATS_PICTURES"] !== undefined;
const minute = 60_000;

let browser: Browser;
let at: Place;
let served: ServedConsole;
let page: Page;
const complaints: string[] = [];
const elsewhere: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  await mkdir(pictures, { recursive: true });
  let isBroken = true;
  at = await place({
    settings: ({ id }) => {
      if (id === "globex" && isBroken) throw new Error("the vault is shut");
      return at.emulator.settings();
    },
  });
  const { sync, emulator } = at;
  await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: emulator.settings().integrationId });
  await sync.connections.add({ id: "globex", adapter: "avionte", integrationId: `avionte:${evil}` });
  await sync.connections.add({ id: "initech", adapter: "avionte" });
  for (let pass = 0; pass < 12; pass += 1) {
    await sync.workUntilIdle();
    emulator.clock.advance(pass % 4 === 0 ? 50 * minute : 15 * minute);
  }
  await sync.workUntilIdle();
  isBroken = false;
  await at.query(
    `update anyats.streams set held = '{"deletions": 34, "since": "2026-11-01"}' where connection_id = 'acme' and stream = 'jobs.stream'`,
  );
  await at.query(
    `insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at, next_at)
     values ('acme', 'candidates.stream', 'k', 'cand-17', '$.email_addresses[0]', $1, 1, '2026-11-01', '2026-11-02')`,
    [`is not a text ${evil}`],
  );
  await unknownWrite(sync, "acme", "k1", at.query);
  await unknownWrite(sync, "acme", "k2", at.query);
  served = await serveConsole({ sync, refreshMs: 100 });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => !request.url().startsWith(served.url) && elsewhere.push(request.url()));
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await at?.[Symbol.asyncDispose]();
});

const text = () => page.locator("main").innerText();

it("shows what changes without a reload, and keeps what is open and focused", async () => {
  await page.goto(served.url);
  await expect.poll(() => page.locator("#live").textContent()).toBe("Live");
  await page.evaluate("window.same = true");
  const row = page.locator("#row-initech");
  await page.getByText("The same as a table").click();
  await row.getByRole("link").focus();
  expect(await row.textContent()).toContain("active");
  await at.sync.connections.pause("initech");
  await expect.poll(() => row.textContent()).toContain("paused");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("initech");
  expect(await page.locator("#freshness-table").getAttribute("open")).not.toBeNull();
  expect(await page.locator("#freshness canvas").count()).toBe(1);
  await at.sync.connections.resume("initech");
  await expect.poll(() => row.textContent()).toContain("active");
  expect(await page.evaluate("window.same")).toBe(true);
});

it("is not live in a tab that nobody looks at, so that other tabs load", async () => {
  const tabs = await browser.newContext();
  // Headless, every tab is one that somebody looks at.
  const look = (tab: Page, hidden: boolean) =>
    tab.evaluate(
      `Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"))`,
    );
  const live = (tab: Page) => expect.poll(() => tab.locator("#live").textContent()).toBe("Live");
  const first = await tabs.newPage();
  // A browser opens six connections to a server, for all of its tabs.
  for (let count = 1; count <= 8; count += 1) {
    const tab = count === 1 ? first : await tabs.newPage();
    await tab.goto(`${served.url}connections/acme`, { timeout: 10_000 });
    await live(tab);
    await look(tab, true);
  }
  await at.sync.connections.pause("acme");
  await look(first, false);
  await live(first);
  await expect.poll(() => first.locator("#state .badge").first().textContent()).toBe("paused");
  await at.sync.connections.resume("acme");
  await tabs.close();
});

it("finds connections by what is wrong, by who must act, and by their names", async () => {
  await page.goto(served.url);
  await page.getByRole("link", { name: "1 connection" }).first().click();
  await expect.poll(() => page.locator("tbody tr[id^=row]").count()).toBe(1);
  await page.goto(served.url);
  await page.getByLabel("Connection, integration or adapter").fill("GLOB");
  await page.getByRole("button", { name: "Find" }).click();
  await expect.poll(text).toContain("1 connection of 3 match");
  await page.getByLabel("Who must act").selectOption("you");
  await page.getByRole("button", { name: "Find" }).click();
  await expect.poll(text).toContain("globex");
});

it("pauses, resumes, retries, verifies, decides about the brake and settles writes", async () => {
  const { connections, writes } = at.sync;
  await page.goto(`${served.url}connections/acme`);
  const click = async (name: string, says: string) => {
    await page.getByRole("button", { name, exact: true }).first().click();
    await expect.poll(text).toContain(says);
  };
  await click("Pause", "Paused. What is stored stays.");
  expect((await connections.get("acme")).state).toBe("paused");
  await click("Resume", "Resumed.");
  await page.getByText("Verify now").click();
  await click("Verify all streams", "Everything is read again.");
  await page.getByText("Delete them").click();
  await click("Yes, delete 34", "The deletions go on.");
  await click("It was made", "Settled.");
  await page.getByText("It was not made").click();
  await click("Make it again", "Settled.");
  expect(await writes.list({ connection: "acme" })).toEqual([]);
  expect(await writes.list({ connection: "acme", state: "queued" })).toHaveLength(1);
  await page.goto(`${served.url}connections/globex`);
  await click("Retry now", "It is tried again now.");
  expect((await connections.get("globex")).state).not.toBe("attention");
});

it("is accessible and fits at three widths, light and dark, and runs no other text", { timeout: 300_000 }, async () => {
  await at.query("update anyats.connections set state = 'attention', reason = $1::jsonb where id = 'globex'", [
    JSON.stringify({
      code: "sync.settings-failed",
      message: `No settings ${evil}`,
      advice: "Look.",
      who: "customer",
      at: "2026-11-01T00:00:00Z",
    }),
  ]);
  await at.query(
    `update anyats.streams set held = '{"deletions": 34}' where connection_id = 'acme' and stream = 'jobs.stream'`,
  );
  await unknownWrite(at.sync, "acme", "k3", at.query);
  const problems: string[] = [];
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [390, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const others =
        // To look at them, every page is pictured at every width; the checks need one of each.
        pictured || (width === 768 && colorScheme === "dark")
          ? ["connections/globex", "connections/acme/fields?from=yes", "writes", "set-aside"]
          : [];
      for (const path of ["", "connections/acme", ...others]) {
        await page.goto(served.url + path);
        if (!path.includes("fields")) await expect.poll(() => page.locator("#live").textContent()).toBe("Live");
        const where = `${path || "overview"} ${width} ${colorScheme}`;
        if (await isTooWide(page)) problems.push(`${where}: scrolls sideways`);
        problems.push(...(await violationsOf(page)).map((one) => `${where}: ${one}`));
        const file = `console-${(path || "overview").replaceAll(/[/?=]/g, "-")}-${width}-${colorScheme}.png`;
        if (pictured) await page.screenshot({ path: join(pictures, file), fullPage: true });
        expect(await page.title()).not.toContain("broken into");
      }
    }
  expect(problems).toEqual([]);
  expect(await page.locator("img").count()).toBe(0);
  expect(complaints).toEqual([]);
  expect(elsewhere).toEqual([]);
});

it("says that it is not live when the server is gone", async () => {
  await page.goto(served.url);
  await expect.poll(() => page.locator("#live").textContent()).toBe("Live");
  await served.close();
  await expect.poll(() => page.locator("#live").textContent()).toContain("Not live");
});
