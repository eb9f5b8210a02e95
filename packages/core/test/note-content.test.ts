import { describe, expect, it } from "vitest";
import { noteKey, sameNote, sanitiseHtml, toNoteContent, toText } from "../src/index.ts";

const html = { noteFormat: "html" } as const;
const plain = { noteFormat: "plain" } as const;

/** What a note may consist of. */
const kept = new Set(
  `p div br hr blockquote pre code h1 h2 h3 h4 h5 h6 strong b em i u s sub sup a ul ol li table caption thead tbody
  tfoot tr th td`.split(/\s+/),
);

/** Every other element of HTML, those of earlier days, and some that nobody defined. */
const others =
  `abbr acronym address applet area article aside audio base basefont bdi bdo bgsound big body button canvas
  center cite col colgroup data datalist dd del details dfn dialog dir dl dt embed fieldset figcaption figure font footer
  form frame frameset head header hgroup html image img input ins isindex kbd keygen label legend link listing main map
  mark marquee menu menuitem meta meter nav nobr noembed noframes optgroup output param picture plaintext portal progress q rb rp
  rt rtc ruby samp search section select slot small source span strike summary time track tt var video wbr x-custom
  animate foreignobject use mglyph mtext`.split(/\s+/);

/** Elements whose content is nothing to read. */
const withoutText = "script style textarea option noscript template title iframe object svg math xmp".split(" ");

const attributes = ["href", "src", "srcset", "action", "style", "class", "id", "name", "target", "onclick", "onload"];

describe("a note for an ATS that stores HTML", () => {
  it("keeps headings, emphasis, lists, tables, links and line breaks", async () => {
    const note =
      '<h2>Interview</h2><p><b>Strong</b> yes<br />Next week</p><ul><li>SQL</li></ul><table><tr><td colspan="2">1</td></tr></table><a href="https://example.com/?a=1&amp;b=2">file</a>';
    expect(await toNoteContent({ html: note }, html)).toBe(note);
  });

  it("loses everything that could run or reach out, and keeps the text around it", async () => {
    const evil = [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "<svg><script>alert(1)</script></svg>",
      '<iframe src="https://example.com"></iframe>',
      "<style>p{background:url(https://example.com)}</style>",
      '<p onclick="alert(1)" style="color:red" class="x" id="y">kept</p>',
      '<a href="javascript:alert(1)">kept</a>',
      '<a href="java\nscript:alert(1)">kept</a>',
      '<a href=" JaVaScRiPt:alert(1)">kept</a>',
      '<a href="data:text/html,x">kept</a>',
      '<a href="//example.com">kept</a>',
      '<a href="/relative">kept</a>',
      '<a href="/relative?to=https://example.com">kept</a>',
      "<!-- <script> -->",
      '<form action="https://example.com"><input name=x><button>kept</button></form>',
      "<math><mtext></p><img src=x onerror=alert(1)></mtext></math>",
    ];
    for (const piece of evil) {
      const stored = await toNoteContent({ html: `before ${piece} after` }, html);
      expect(stored).toMatch(/^before .*after$/s);
      expect(stored).not.toMatch(
        /script|onerror|onclick|alert|<img|<svg|<iframe|style|class=|id=|data:|<form|<a>|href="\/|<!--/i,
      );
      if (piece.includes("kept")) expect(stored).toContain("kept");
    }
  });

  it("consists of nothing but what a note needs, whatever elements there are", async () => {
    for (const tag of [...kept, ...others]) {
      const stored = await sanitiseHtml(`a<${tag} rel="x">b</${tag}>`);
      for (const [, found] of stored.matchAll(/<\/?([^\s>]*)/g)) expect(kept, tag).toContain(found);
    }
  });

  it("has no attribute but the address of a link and the width and height of a cell", async () => {
    for (const tag of kept) {
      const given = [...attributes, "colspan", "rowspan"].map((name) => `${name}="1"`).join(" ");
      const stored = await sanitiseHtml(`<${tag} ${given}>b</${tag}>`);
      const cell = tag === "td" || tag === "th";
      expect([...stored.matchAll(/ ([a-z]+)="/g)].map(([, name]) => name)).toEqual(cell ? ["colspan", "rowspan"] : []);
    }
    for (const size of ["1000", "-1", "2;x", "100%", ""])
      expect(await sanitiseHtml(`<td colspan="${size}">x</td>`)).toBe("<td>x</td>");
  });

  it("has nothing of what stands in an element whose content is not text", async () => {
    for (const tag of withoutText)
      for (const inside of ["secret", "<img src=x onerror=alert(1)>secret", "<p>secret</p>"])
        expect(await sanitiseHtml(`before<${tag}>${inside}</${tag}>`), tag).toBe("before");
  });

  it("is nested no deeper than a note needs, so that no parser is exhausted", async () => {
    const stored = await sanitiseHtml(`${"<blockquote>".repeat(1_000)}kept${"</blockquote>".repeat(1_000)}`);
    expect(stored.match(/<blockquote>/g)).toHaveLength(40);
    expect(stored).toContain("kept");
  });

  it("has no control characters and no half characters, which some ATS refuse", async () => {
    expect(await toNoteContent({ html: "<b>a\u0000\u001bb\ud800</b>\u0085" }, html)).toBe("<b>ab\ufffd</b>");
    expect(await toNoteContent({ text: "a\u0000b\udc00" }, html)).toBe("ab\ufffd");
  });

  it("is escaped when it was plain text, and keeps its lines", async () => {
    expect(await toNoteContent({ text: '1 < 2 & <b>3</b>\r\n"next"\rlast' }, html)).toBe(
      '1 &lt; 2 &amp; &lt;b&gt;3&lt;/b&gt;<br>"next"<br>last',
    );
  });
});

describe("a note for an ATS that stores plain text", () => {
  it("becomes readable text when it was HTML", async () => {
    const note = `<h1>Interview</h1><p>Strong <b>yes</b> &amp; &lt;ok&gt;&nbsp;&eacute;</p><p>Second<br>line</p>
      <ul><li>one<ul><li>nested</li></ul></li><li><p>two</p></li></ul>
      <p>See <a href="https://example.com/?a=1&amp;b=2">the file</a>, <a href="https://example.com">https://example.com</a> or <a href="mailto:ada@example.com">ada@example.com</a></p>
      <table><thead><tr><th>Skill</th><th>Grade</th></tr></thead><tbody><tr><td>SQL</td><td><p>2</p></td></tr></tbody></table><pre>a\n  b</pre>`;
    expect(await toNoteContent({ html: note }, plain)).toBe(
      [
        "Interview",
        "",
        "Strong yes & <ok> é",
        "",
        "Second",
        "line",
        "",
        "- one",
        "  - nested",
        "- two",
        "",
        "See the file (https://example.com/?a=1&b=2), https://example.com or ada@example.com",
        "",
        "Skill | Grade",
        "SQL | 2",
        "",
        "a",
        "  b",
      ].join("\n"),
    );
  });

  it("stays as it is when it was plain text, but for control characters", async () => {
    expect(await toNoteContent({ text: "1 < 2 & <b>3</b>\u0000\u0007\n  more\tof it" }, plain)).toBe(
      "1 < 2 & <b>3</b>\n  more\tof it",
    );
  });
});

describe("any note", () => {
  it("is refused when there is nothing in it", async () => {
    const nothing = [
      { text: "" },
      { text: " \n\t " },
      { text: "\u200b\u00ad" },
      { text: "\u3164\u115f\ufe0f" },
      { html: "" },
      { html: "<p> </p><br><script>x</script>" },
      { html: "&nbsp;<hr>" },
    ];
    for (const note of nothing)
      for (const facts of [html, plain])
        await expect(toNoteContent(note, facts)).rejects.toMatchObject({
          code: "input.invalid",
          issues: [{ path: "note", message: expect.stringContaining("empty") as string }],
        });
  });

  it("is refused when it is longer than the ATS takes, counted as it is stored", async () => {
    const short = { noteFormat: "html", noteMaxLength: 10 } as const;
    expect(await toNoteContent({ text: "0123456789" }, short)).toBe("0123456789");
    await expect(toNoteContent({ text: "01234567&" }, short)).rejects.toMatchObject({
      code: "input.invalid",
      message: expect.stringContaining("at most 10 characters, and has 13") as string,
    });
    await expect(toNoteContent({ text: "x".repeat(100_001) }, plain)).rejects.toMatchObject({ code: "input.invalid" });
    for (const facts of [html, plain])
      await expect(toNoteContent({ html: "<b>".repeat(100_000) }, facts)).rejects.toMatchObject({
        code: "input.invalid",
        issues: [{ path: "note", message: "must have at most 250000 characters, markup included" }],
      });
  });
});

describe("looking for a note that was written", () => {
  it("recognises the ATS's markup, and skips texts that no markup could make so long", async () => {
    const same = await sameNote("Good talk & more");
    expect(await same("<div><p>Good <b>talk</b> &amp; more</p></div>")).toBe(true);
    expect(await same(`<p>Good talk &amp; more</p>${"<p> </p>".repeat(10_000)}`)).toBe(false);
  });

  it("compares one that is too long to be read as HTML as it stands", async () => {
    const written = "x ".repeat(30_000);
    const same = await sameNote(written);
    expect(await same(`<p>${written}</p>`)).toBe(true);
    expect(await same(`<p>${written}</p>${"<p> </p>".repeat(25_000)}`)).toBe(false);
  });

  it("never finds it in an empty one", async () => {
    for (const written of ["Good talk", "<b></b>", "<script>x</script>"]) {
      const same = await sameNote(written);
      for (const empty of ["", " \n", "<p></p>", "<!-- -->"]) expect(await same(empty), written).toBe(false);
    }
    expect(await (await sameNote("<b></b>"))("<b></b>")).toBe(true);
  });

  it.each([
    ["Called back,  twice.", "Called back, twice.\n"],
    ["Good talk & more", "<p>Good talk &amp; more</p>"],
    ["<b>Bold</b>", "Bold"],
    ["a &lt;b&gt;c", "a <b>c"],
    ["<br>", " <br> "],
  ])("has one key with one that reads the same: %j and %j", async (one, other) => {
    const same = (await (await sameNote(one))(other)) || (await (await sameNote(other))(one));
    expect(same).toBe(true);
    expect(await noteKey(one)).toBe(await noteKey(other));
    expect(await noteKey(`${one} not`)).not.toBe(await noteKey(other));
  });
});

describe("turning HTML into text", () => {
  it("is refused beyond the length to which its time is bounded", async () => {
    for (const turn of [toText, sanitiseHtml]) {
      await expect(turn("x".repeat(250_000))).resolves.toHaveLength(250_000);
      await expect(turn("x".repeat(250_001))).rejects.toMatchObject({ code: "input.invalid" });
    }
  });

  it("puts the address of a link on a line of its own where its text ended one", async () => {
    expect(await toText('<a href="https://example.com"><p>The file</p></a>')).toBe("The file\n\n(https://example.com)");
  });

  it("gives the same again when it is sanitised twice", async () => {
    for (const given of ["<p>a & b &amp; c</p>", "<b><i>x</b></i>", "<ul><li>one<li>two</ul>", "a < b > c \" '"]) {
      const once = await sanitiseHtml(given);
      expect(await sanitiseHtml(once)).toBe(once);
    }
  });
});
