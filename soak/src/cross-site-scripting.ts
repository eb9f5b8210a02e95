import { sanitiseHtml, toNoteContent, toText } from "@anyats/core";
import type { Browser } from "playwright-core";
import { escapes, openBrowser } from "./cross-site-scripting/browser.ts";
import { payloads } from "./cross-site-scripting/payloads.ts";

/** What became of HTML that is made to run something. */
export interface CrossSiteScripting {
  readonly payloads: number;
  /** Of those that were tried in this browser with nothing done about them, how many ran something. */
  readonly working: number;
  /** The pieces that were made safe: each payload as it is shown, as a note, as the text of a note, and as text again. */
  readonly pieces: number;
  /** Those that still ran something. */
  readonly survivors: readonly string[];
}

/** Looks at pieces together, and at each alone only where something ran: a page for each takes long. */
async function survivorsOf(browser: Browser, pieces: readonly string[]): Promise<readonly string[]> {
  if (!(await escapes(browser, pieces))) return [];
  if (pieces.length === 1) return pieces;
  const half = Math.ceil(pieces.length / 2);
  return [...(await survivorsOf(browser, pieces.slice(0, half))), ...(await survivorsOf(browser, pieces.slice(half)))];
}

/**
 * Looks at everything in a real Chromium.
 * @param tried How many of the payloads are tried as they are, to see that the browser can be made to run something.
 */
export async function crossSiteScripting(tried: number): Promise<CrossSiteScripting> {
  const browser = await openBrowser();
  try {
    let working = 0;
    for (const payload of payloads.slice(0, tried)) if (await escapes(browser, [payload])) working += 1;
    const asNote = (note: { text: string } | { html: string }) => toNoteContent(note, { noteFormat: "html" });
    const shown = payloads.map((html) => sanitiseHtml(html));
    const notes = payloads.map((html) => asNote({ html: `<p>x</p>${html}` }));
    const texts = payloads.map((html) => asNote({ text: html }));
    const textsAgain = payloads.map(async (html) => asNote({ text: `x ${await toText(html)}` }));
    const pieces = [shown, notes, texts, textsAgain].map((some) => Promise.all(some));
    const survivors: string[] = [];
    for (const some of pieces) survivors.push(...(await survivorsOf(browser, await some)));
    return { payloads: payloads.length, working, pieces: payloads.length * pieces.length, survivors };
  } finally {
    await browser.close();
  }
}
