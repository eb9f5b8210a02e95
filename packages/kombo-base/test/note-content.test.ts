import { describe, expect, it } from "vitest";
import { htmlToText, sanitiseHtml, toNoteContent } from "../src/index.ts";
import { sameNote } from "../src/notes/same-note.ts";

const html = { noteFormat: "html" } as const;
const plain = { noteFormat: "plain" } as const;

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
    const facts = { noteFormat: "html", noteMaxLength: 10 } as const;
    expect(await toNoteContent({ text: "0123456789" }, facts)).toBe("0123456789");
    await expect(toNoteContent({ text: "01234567&" }, facts)).rejects.toMatchObject({
      code: "input.invalid",
      message: expect.stringContaining("at most 10 characters, and has 13") as string,
    });
    await expect(toNoteContent({ text: "x".repeat(100_001) }, plain)).rejects.toMatchObject({ code: "input.invalid" });
    await expect(toNoteContent({ html: "<b>".repeat(100_000) }, html)).rejects.toMatchObject({ code: "input.invalid" });
  });
});

describe("looking for a note that was written", () => {
  it("knows it in the markup of the ATS, and reads none that no markup could make so long", async () => {
    const same = await sameNote("Good talk & more");
    expect(await same("<div><p>Good <b>talk</b> &amp; more</p></div>")).toBe(true);
    expect(await same(`<p>Good talk &amp; more</p>${"<p> </p>".repeat(10_000)}`)).toBe(false);
  });
});

describe("turning HTML into text", () => {
  it("is refused beyond the length to which its time is bounded", async () => {
    for (const turn of [htmlToText, sanitiseHtml]) {
      await expect(turn("x".repeat(250_000))).resolves.toHaveLength(250_000);
      await expect(turn("x".repeat(250_001))).rejects.toMatchObject({ code: "input.invalid" });
    }
  });

  it("puts the address of a link on a line of its own where its text ended one", async () => {
    expect(await htmlToText('<a href="https://example.com"><p>The file</p></a>')).toBe(
      "The file\n\n(https://example.com)",
    );
  });

  it("gives the same again when it is sanitised twice", async () => {
    for (const given of ["<p>a & b &amp; c</p>", "<b><i>x</b></i>", "<ul><li>one<li>two</ul>", "a < b > c \" '"]) {
      const once = await sanitiseHtml(given);
      expect(await sanitiseHtml(once)).toBe(once);
    }
  });
});
