import { describe, expect, it } from "vitest";
import {
  FileInput,
  InvalidInput,
  applications,
  catalogue,
  connect,
  defineAdapter,
  handles,
  inputIssues,
  phoneMatcher,
  sameNote,
  sanitiseHtml,
  toInstant,
  toNoteContent,
  toText,
} from "../src/index.ts";
import { leastTime } from "../src/testing.ts";

/** What every reader of untrusted text keeps to, at its bound and beyond it. */
const most = 100;

/** The least processor time of a few runs, in milliseconds. */
const time = (run: () => unknown): Promise<number> => leastTime(run, most);

/** HTML that costs a parser most, at the bounds of 250,000 characters, 8,000 tags and 15,000 entities. */
function worstHtml(piece: string, rest = "x "): string {
  const count = (sign: string) => piece.split(sign).length - 1;
  const times = Math.floor(
    Math.min(
      250_000 / piece.length,
      count("<") > 0 ? 8_000 / count("<") : Infinity,
      count("&") > 0 ? 15_000 / count("&") : Infinity,
    ),
  );
  const html = piece.repeat(times);
  return html + rest.repeat(Math.floor((250_000 - html.length) / rest.length));
}

const pieces =
  `<b> <x> <div> <p> <li>x <td>x <a> <a\u0020href="http://a">x <ul><li> <table><tr><td> <svg> <svg><p> <form><x>
  <iframe> <noscript> <script> <style></style> <option> <!-- </p> </x> <b><i></b></i> < & &amp; &lt; &lt;b&gt; &lt;b&gt;x&lt;/b&gt;
  &#x &#60; <a@ a@b> <https:// <jane@example.com> <b\u0020a=b <pre>x <br> <hr> \u0085 \u0000 \u2028 \ud800 " < > > <td\u0020colspan="9">`
    .split(/[ \n]+/)
    .map((piece) => piece.replaceAll("\\u0020", " "));

const shapes: Record<string, string> = {
  "half open": `${"<x>".repeat(4_000)}${"</b>".repeat(4_000)}`,
  "open and closed": `${"<div>x".repeat(4_000)}${"</div>".repeat(4_000)}`,
  "a long line of white space": `<pre>${" ".repeat(200_000)}${"<p></p>".repeat(3_999)}`,
  "a long row": `<tr>${"<td>x".repeat(7_000)}${"x ".repeat(100_000)}`,
  "many attributes": `<a ${Array.from({ length: 35_000 }, (_, index) => `a${index}`).join(" ")}>x</a>`,
  "one long attribute": `<a href="${"java\n".repeat(49_000)}">x</a>`,
  "an unfinished tag": `<b ${"a=b ".repeat(60_000)}`,
  "almost a tag": `<b ${"a=b ".repeat(990)}"^>`.repeat(62),
  "almost a tag, of white space": `<b ${" ".repeat(3_980)}"^>`.repeat(62),
  "line breaks": "\n".repeat(250_000),
  "links in each other": `${'<a href="http://x"><b>'.repeat(40)}${"x ".repeat(120_000)}`,
};

describe("reading HTML at its bound", () => {
  it("takes at most 100 ms, whatever it consists of", { timeout: 60_000 }, async () => {
    await toText("<b>loaded</b>");
    const given = [...pieces.map((piece) => [piece, worstHtml(piece)] as const), ...Object.entries(shapes)];
    for (const [name, html] of given)
      for (const read of [toText, sanitiseHtml])
        expect(await time(() => read(html)), `${read.name}: ${name}`).toBeLessThan(most);
  });

  it("takes no time beyond it", async () => {
    for (const html of ["<b>".repeat(1_000_000), "&".repeat(1_000_000), "x".repeat(10_000_000)])
      expect(await time(() => toText(html).catch(() => {}))).toBeLessThan(most);
  });

  it("holds for the comparison of notes and for what is written", async () => {
    const same = await sameNote("x ".repeat(20_000));
    for (const stored of [worstHtml("<b>"), worstHtml("<x>"), worstHtml("&lt;"), " ".repeat(10_000_000)])
      expect(await time(() => same(stored))).toBeLessThan(most);
    for (const note of [{ html: worstHtml("<li>x") }, { text: "<&>\r\u0000".repeat(20_000) }])
      expect(await time(() => toNoteContent(note, { noteFormat: "html" }).catch(() => {}))).toBeLessThan(most);
  });
});

const worstTexts = (length: number) =>
  [
    "a",
    "@",
    ".",
    "a@",
    "a.",
    "-",
    " ",
    "0",
    "%25",
    "/",
    "\u200b",
    "\u0000",
    "é",
    "x ",
    "+",
    "[",
    "\ufdfa",
    "a@a.".repeat(4),
  ].map((piece) => piece.repeat(Math.ceil(length / piece.length)));

describe("checking an input of 200,000 characters", () => {
  const person = { firstName: "Jane", lastName: "Doe", email: "jane@example.com" };
  const applying = (changes: object) => () =>
    catalogue["applications.create"].input.safeParse({ job: "j1", candidate: { ...person, ...changes } });
  const fields: Record<string, (text: string) => () => unknown> = {
    name: (text) => applying({ firstName: text }),
    "e-mail address": (text) => applying({ email: text }),
    "second e-mail address": (text) => applying({ email: `${text}@example.com` }),
    phone: (text) => applying({ phone: text }),
    "social link": (text) => applying({ socialLinks: [text, `https://${text}`, `${text}.com`] }),
    id: (text) => () => catalogue["candidates.get"].input.safeParse({ id: text, remoteId: text }),
    "native path": (text) => () => catalogue["passthrough.send"]?.input.safeParse({ method: "GET", path: `/${text}` }),
    "file name": (text) => () => FileInput.safeParse({ name: text, base64: "AAAA" }),
    "media type": (text) => () => FileInput.safeParse({ name: "a.pdf", contentType: `a/${text}`, base64: "AAAA" }),
    "address of a file": (text) => () => FileInput.safeParse({ url: `https://${text}` }),
    "path of a file": (text) => () => FileInput.safeParse({ path: text }),
    date: (text) => () => toInstant(text),
    "date with a fraction": (text) => () => toInstant(`2026-11-23T09:00:00.${text}`),
  };
  for (const [field, check] of Object.entries(fields))
    it(`takes at most 100 ms: ${field}`, async () => {
      for (const text of worstTexts(200_000))
        expect(await time(check(text)), JSON.stringify(text.slice(0, 8))).toBeLessThan(most);
    });

  it("takes at most 100 ms for the comparison of phone numbers", async () => {
    const match = await phoneMatcher("+1 202 555 0123", { defaultCountry: "US" });
    for (const piece of [
      "0",
      "x",
      " ",
      "x ",
      ";",
      "ext",
      "ext. 7 ",
      "+1 ",
      "/",
      "030/1234567 ",
      "(0)",
      "+1 202 555 0123 ",
      "\ufdfa",
      "\u200d",
    ])
      expect(await time(() => match(piece.repeat(Math.ceil(200_000 / piece.length)))), piece).toBeLessThan(most);
  });
});

describe("the report of invalid values", () => {
  it("lists the first hundred of 5,000 and counts the rest, within 100 ms", async () => {
    const ids = Array.from({ length: 5_000 }, () => "");
    const report = () =>
      new InvalidInput("The input", inputIssues(catalogue["jobs.stream"].input.safeParse({ ids }).error!));
    const error = report();
    expect(error.issues).toHaveLength(100);
    expect(error.message).toMatch(/and 4900 more\.$/);
    const long = Array.from({ length: 5_000 }, () => ({ path: "@".repeat(5_000), message: "a@".repeat(5_000) }));
    expect(await time(() => new InvalidInput("The input", long))).toBeLessThan(most);
  });

  it("refuses 5,000 files by their number, before it looks at them, in at most 100 ms", async () => {
    const operation = handles(applications.create, {
      lane: "native",
      routes: [],
      handle: () => Promise.reject(new Error("Nothing may get here")),
    });
    const adapter = defineAdapter({
      id: "files",
      name: "Files",
      package: { name: "@example/files", version: "1.0.0" },
      facts: { providerId: "files", maturity: "in-development", noteFormat: "plain" },
      handlers: [operation],
      missing: { "*": { reason: "not-built", explanation: "Only one is." } },
    });
    await using ats = await connect(adapter, {});
    const attachments = Array.from({ length: 5_000 }, () => ({ name: "a.pdf", nothing: 1 }) as never);
    const input = { job: "j1", candidate: { firstName: "A", lastName: "B", email: "a@example.com" }, attachments };
    const refused = () => ats.applications.create(input).catch((error: unknown) => error);
    expect(await refused()).toMatchObject({
      code: "input.invalid",
      issues: [{ path: "attachments", message: expect.stringContaining("<=100 items") }],
    });
    expect(await time(refused)).toBeLessThan(most);
    const hundred = { ...input, attachments: attachments.slice(0, 100) };
    expect(await time(() => ats.applications.create(hundred).catch(() => {}))).toBeLessThan(most);
  });

  it("does not look through a name for addresses more than once", async () => {
    for (const text of ["a".repeat(1_000_000), "@".repeat(1_000_000), "a@ ".repeat(300_000)])
      expect(await time(() => new InvalidInput("The input", [{ path: text, message: text }]))).toBeLessThan(most);
  });
});
