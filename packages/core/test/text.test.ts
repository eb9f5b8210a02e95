import { describe, expect, it } from "vitest";
import { sanitiseHtml, toNoteContent, toText } from "../src/index.ts";

/** Elements of HTML that begin and end a line or a cell. */
const blocks =
  `address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure footer form
  h1 h2 h3 h4 h5 h6 header hgroup legend li listing main menu nav noframes ol optgroup p plaintext pre search section
  summary table td th tr ul`.split(/\s+/);

const words = (text: string) => text.split(/[\s|-]+/).filter((word) => word !== "");

describe("HTML as text", () => {
  it("keeps a term and its description apart", async () => {
    expect(await toText("<dl><dt>Pay</dt><dd>20</dd></dl>")).toBe("Pay\n20");
    expect(await sanitiseHtml("<dl><dt>Pay</dt><dd>20</dd></dl>")).toBe("<div><div>Pay</div><div>20</div></div>");
  });

  it("separates words at every block element, in text and in HTML", async () => {
    for (const tag of blocks) {
      const html = `one<${tag}>two</${tag}>three`;
      // Nothing ends `plaintext`, and what follows it is text.
      const expected = tag === "plaintext" ? ["one", "two</plaintext>three"] : ["one", "two", "three"];
      expect(words(await toText(html)), tag).toEqual(expected);
      expect(await sanitiseHtml(html), tag).not.toContain("onetwo");
    }
    expect(words(await toText("one<br>two<hr>three"))).toEqual(["one", "two", "three"]);
  });

  it("separates words of blocks that are nested too deep to be kept", async () => {
    const deep = `${"<div>".repeat(60)}<p>one</p><p>two</p>${"</div>".repeat(60)}three`;
    expect(words(await toText(deep))).toEqual(["one", "two", "three"]);
    expect(words((await sanitiseHtml(deep)).replaceAll(/<[^>]*>/g, " "))).toEqual(["one", "two", "three"]);
  });

  it("separates words at form feed, vertical tab, next line and Unicode's separators", async () => {
    for (const separator of ["\f", "\v", "\u0085", "\u2028", "\u2029", "\r"]) {
      expect(await toText(`<p>one${separator}two</p>`)).toBe("one two");
      expect(await toText(`one${separator}two`)).toBe("one\ntwo");
      expect(await toNoteContent({ text: `one${separator}two` }, { noteFormat: "plain" })).toBe("one\ntwo");
      expect(await toNoteContent({ text: `one${separator}two` }, { noteFormat: "html" })).toBe("one<br>two");
    }
  });

  it("keeps addresses in angle brackets, which HTML takes for elements", async () => {
    expect(await toText("<p>From: Jane <jane@example.com></p>")).toBe("From: Jane <jane@example.com>");
    expect(await toText("<p>See <https://example.com/a?b=1></p>")).toBe("See <https://example.com/a?b=1>");
    expect(await sanitiseHtml("<p>Jane <jane@example.com></p>")).toBe("<p>Jane &lt;jane@example.com&gt;</p>");
    expect(await toNoteContent({ html: "Jane <jane@example.com>" }, { noteFormat: "plain" })).toBe(
      "Jane <jane@example.com>",
    );
  });
});

describe("a table as text", () => {
  it("keeps the paragraphs of a cell and the cells of a row apart", async () => {
    expect(await toText("<table><tr><td><p>a</p><p>b</p></td><td><div>c</div>d</td></tr></table>e")).toBe(
      "a b | c d\n\ne",
    );
  });
});

describe("plain text as text", () => {
  it("keeps its lines, its indentation and what looks like a tag", async () => {
    const plain = "Dear Jane,\n\n  a < b, c > d, <jane@example.com>\n\tif (x <b and y> z)";
    expect(await toText(plain)).toBe(plain);
    expect(await toText("Dear Jane,\r\nwelcome\n<jane@example.com>")).toBe("Dear Jane,\nwelcome\n<jane@example.com>");
  });

  it("decodes entities, which a field that holds HTML may have without a tag", async () => {
    expect(await toText("R&amp;D &eacute;&#233; & more")).toBe("R&D éé & more");
    expect(await toText("Use the &lt;b&gt; tag")).toBe("Use the <b> tag");
  });

  it("is empty when it is blank", async () => {
    for (const blank of ["", " \n ", "\u200b", "\u0000", "<p></p>", "&nbsp;"]) expect(await toText(blank)).toBe("");
  });
});

describe("escaped HTML as text", () => {
  it("is read as the HTML that was escaped, once or twice, with names or numbers", async () => {
    const escaped = "&lt;p&gt;Pay &amp;amp; hours&lt;/p&gt;&lt;ul&gt;&lt;li&gt;20 &lt;/li&gt;&lt;/ul&gt;";
    const expected = "Pay & hours\n\n- 20";
    expect(await toText(escaped)).toBe(expected);
    expect(await toText(escaped.replaceAll("&", "&amp;"))).toBe(expected);
    expect(await toText("&#60;p&#62;Pay &#38;amp; hours&#x3C;/p&#x3e;&#060;ul&gt;&LT;li&GT;20&lt;/li&gt;")).toBe(
      expected,
    );
    expect(await toText({ untrustedHtml: "&lt;p class=&quot;x&quot;&gt;one&lt;br&gt;two&lt;/p&gt;" })).toBe("one\ntwo");
  });

  it("runs nothing when it is sanitised as it came, and stays as it is in a note", async () => {
    const escaped = "&lt;script&gt;alert(1)&lt;/script&gt;";
    expect(await sanitiseHtml(escaped)).toBe(escaped);
    expect(await toText(`${escaped}&lt;p&gt;kept&lt;/p&gt;`)).toBe("kept");
  });
});

describe("a note in HTML", () => {
  it("has no control character that was written as an entity", async () => {
    for (const entity of ["&#27;", "&#x1b;", "&#x1B;", "&#7;", "&#0;", "&#8;", "&#127;", "&#x9d;", "&#x0000000001b;"])
      for (const noteFormat of ["html", "plain"] as const) {
        const stored = await toNoteContent(
          { html: `a${entity}]0;b<a href="https://example.com/${entity}">c</a>` },
          { noteFormat },
        );
        expect(stored, entity).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        expect(stored, entity).toContain("]0;b");
      }
    expect(await toNoteContent({ html: "a\u001b[31mb\u009b1m" }, { noteFormat: "html" })).toBe("a[31mb1m");
  });

  it("has no link into the ATS, whatever the address looks like", async () => {
    const into = [
      "https:/logout",
      "https:logout",
      "http:/logout",
      "https:\\logout",
      "https:/\t/logout",
      "https:///logout",
      "HTTPS:/logout",
      "https:/\\logout",
      "https://",
      "/logout",
      "//logout",
      "?logout",
      "#",
      "",
    ];
    for (const href of into) expect(await sanitiseHtml(`<a href="${href}">x</a>`), href).toBe("x");
    for (const href of ["https://example.com/", "http://example.com", "mailto:jane@example.com"])
      expect(await sanitiseHtml(`<a href="${href}">x</a>`)).toBe(`<a href="${href}">x</a>`);
  });

  it("is refused when it has more tags than can be read in time", async () => {
    await expect(sanitiseHtml("<b>".repeat(8_001))).rejects.toMatchObject({
      code: "input.invalid",
      issues: [{ path: "", message: "must have at most 8000 tags" }],
    });
    await expect(toText("&".repeat(15_001))).rejects.toMatchObject({ code: "input.invalid" });
    await expect(toText("x<".repeat(8_001))).rejects.toMatchObject({ code: "input.invalid" });
  });
});
