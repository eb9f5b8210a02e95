import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { tryBorder } from "../pieces/cut-texts.ts";
import { unescaped } from "../pieces/files.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";
import { type Of, openApplications, target, targetId } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** More characters than a text column of many databases takes, which may cut it in silence. */
const longest = 70_000;

/** Elements that the text of a note may hold. What is not here could run, load or mislead. */
const allowedElements = new Set([
  "p",
  "br",
  "b",
  "strong",
  "i",
  "em",
  "u",
  "s",
  "ul",
  "ol",
  "li",
  "a",
  "div",
  "span",
  "h1",
  "h2",
  "h3",
  "h4",
  "blockquote",
  "pre",
  "code",
  "hr",
  "sub",
  "sup",
  "table",
  "thead",
  "tbody",
  "tr",
  "td",
  "th",
  "h5",
  "h6",
  "small",
  "del",
  "ins",
]);

/** Every element and attribute of a stored text is one that may be there. */
function isHarmless(html: string): void {
  for (const [whole, name, attributes] of html.matchAll(/<\/?([a-z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi)) {
    assert.ok(allowedElements.has(name!.toLowerCase()), `the element ${whole} was stored`);
    for (const [, attribute, value = ""] of attributes!.matchAll(/([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|\S+)/g)) {
      assert.match(
        attribute!,
        /^(href|title|rel|target|colspan|rowspan|lang|dir)$/i,
        `the attribute ${attribute} was stored`,
      );
      if (attribute!.toLowerCase() === "href")
        assert.match(value.replaceAll(/["']/g, ""), /^(https?:|mailto:|tel:|#|\/)/i, `the link ${value} was stored`);
    }
  }
  assert.doesNotMatch(
    html,
    /<(?:script|style|iframe|object|embed|svg|math|form|link|meta|base)\b/i,
    "an element that runs was stored",
  );
}

const hostile = [
  '<p>Kept one</p><iframe src="https://evil.example"></iframe><svg onload=alert(1)>',
  '<p onclick="x()">Kept two</p><a href="data:text/html,x">l</a><style>*{}</style>',
  '<form action=/x><input name=a></form><b>Kept three</b><math><mi xlink:href="javascript:x"></mi></math>',
  '<a href=" javascript:alert(1)">Kept four</a><a href="vbscript:x">m</a><img src=x onerror=x>',
];

/** What commands that add a note promise of the text that the ATS then holds. */
export function notePromises(of: Of): readonly ContractPromise[] {
  return [
    {
      promise: "stores a text of several lines, in any script, as it was given",
      rules: [{ rule: "a note is stored as given", tried: "it reads `notes()`" }],
      async run(trial) {
        const [application] = await openApplications(trial);
        const lines = [
          "Zeile eins: Žluťoučký kůň 4741",
          "第二行 — 日本語 4742",
          "سطر ثالث 4743 🙂",
          "a < b & c > d 4744",
          String.raw`Not a template: $& $1 {0} {{name}} %s %20 \n 4747`,
          "Not escaped: &amp; &lt;b&gt; &#39; 4752",
        ];
        const before = (await trial.world.notes(of, targetId(of, application!))).length;
        const input = { ...target(of, application!), note: { text: lines.join("\n") } };
        await trial.call(trial.capability.id, input);
        const stored = (await trial.world.notes(of, targetId(of, application!))).slice(before);
        assert.equal(stored.length, 1, "it was not stored once");
        const said = trial.adapter.facts.noteFormat === "plain" ? stored[0]! : unescaped(stored[0]!);
        let at = 0;
        for (const line of lines) {
          const found = said.indexOf(line, at);
          assert.ok(found >= at, `"${line}" was not stored, or in another order`);
          const between = said.slice(at, found);
          if (at > 0) assert.match(between, /\n|<br|<\/p>|<\/div>/, "the lines run together");
          at = found + line.length;
        }
        const letters = (text: string) => text.replaceAll(/<(br|\/?[a-z]+)\b[^<>]*>|\s|&nbsp;/g, "");
        assert.equal(letters(said), letters(lines.join("\n")), "the stored text holds more than the note");
      },
    },
    {
      promise: "turns the entities of HTML into characters where the ATS keeps plain text",
      async run(trial) {
        if (trial.adapter.facts.noteFormat !== "plain") return;
        const [application] = await openApplications(trial);
        const html = "<p>Fish &amp; chips &lt; 5 &euro; 4756</p><p>Next line</p>";
        const input = { ...target(of, application!), note: { html } };
        if ((await unlessRefused(() => trial.call(trial.capability.id, input))) === undefined) return;
        const stored = (await trial.world.notes(of, targetId(of, application!))).find((text) => text.includes("4756"));
        const lines = (stored ?? "").split("\n").map((line) => line.trim());
        assert.deepEqual(
          lines.filter((line) => line !== ""),
          ["Fish & chips < 5 € 4756", "Next line"],
          "the text of the HTML: use `toNoteContent(note, adapter.facts)`",
        );
      },
    },
    {
      promise: "shows a note that was added with each character as it is",
      rules: [
        {
          rule: "where line breaks of a text become HTML, each does: `replaceAll`, not `replace`",
          tried: "it adds a note of four lines, and looks at what stands between them in `notes.stream`",
        },
      ],
      async run(trial) {
        if (!trial.offers("notes.stream")) return;
        const [application] = await openApplications(trial);
        const lines = ["Fish &amp; chips, a < b & c, &lt;d&gt; 4755.", "Second 4755.", "Third 4755.", "Fourth 4755."];
        const input = { ...target(of, application!), note: { text: lines.join("\n") } };
        if ((await unlessRefused(() => trial.call(trial.capability.id, input))) === undefined) return;
        await using fresh = await connectedTo(trial);
        const all = (await fresh.stream("notes.stream").toArray()) as readonly {
          readonly content?: { readonly untrustedHtml: string } | null;
        }[];
        const shown = all.map(({ content }) => content?.untrustedHtml ?? "").filter((html) => html.includes("4755"));
        for (const html of shown) {
          const said = unescaped(html.replaceAll(/<[^<>]*>/g, ""));
          // An ATS may give a plain text as it is; then nobody has decoded it.
          for (const line of lines)
            assert.ok(
              html.includes(line) || said.includes(line),
              `the note "${line}" is shown as the HTML "${html}": a text is escaped once on its way to HTML, and never decoded`,
            );
          const between = html.split("4755.").flatMap((after) => {
            const [text, ...next] = after.split(/Second|Third|Fourth/);
            return next.length > 0 ? [text!] : [];
          });
          const kinds = new Set(between.map((text) => /<(?:br|\/p|\/div|\/li)\b/i.test(text)));
          assert.ok(
            kinds.size < 2,
            `some lines of a note run into one: each line break becomes HTML, or none: "${html}"`,
          );
        }
      },
    },
    {
      promise: "stores a long text whole, or refuses or shortens what the ATS does not take",
      rules: [
        {
          rule: "a note is stored whole, refused, or cut with a warning: `noteMaxLength` names what the ATS takes",
          tried:
            "it adds longer notes, and one of 70,000 characters if no limit is named; if that one is refused or cut, it looks for the longest note that is stored whole",
        },
      ],
      async run(trial) {
        const [application] = await openApplications(trial);
        const most = trial.adapter.facts.noteMaxLength;
        const textOf = (length: number) => `${"Ein langer Satz über Äpfel. ".repeat(Math.ceil(length / 20))}END-4745`;
        const text = textOf(most ?? 4_000);
        const noting = (each: string) =>
          trial.call(trial.capability.id, { ...target(of, application!), note: { text: each } });
        const ended = await ending(() => noting(text));
        const isRefused = AtsError.is(ended) && ended.code === "input.invalid" && most !== undefined;
        if (AtsError.is(ended) && !isRefused) throw ended;
        // Half of what it takes is not too long, whatever becomes of it in HTML.
        if (isRefused) await noting(`${text.slice(0, most / 2)}END-4745`);
        const stored = (await trial.world.notes(of, targetId(of, application!))).at(-1)!;
        if (most === undefined || isRefused)
          assert.ok(stored.includes("END-4745"), "the end of the text was not stored");
        else
          assert.ok(
            stored.length <= most && stored.length > most / 2,
            `of ${text.length} characters ${stored.length} were stored`,
          );
        const usual = warningsOf(ended).length;
        await tryBorder([20, most === undefined ? longest : most + 1], async (length) => {
          const given = `4993 ${"x".repeat(length - 5)}`;
          const last = await ending(() => noting(given));
          if (AtsError.is(last) && (last.retry !== "never" || last.fault === "adapter")) throw last;
          if (AtsError.is(last) || warningsOf(last).length > usual) return false;
          const held = (await trial.world.notes(of, targetId(of, application!))).at(-1)!;
          assert.ok(
            held.includes(given),
            `of a note of ${length} characters the end was not stored, and \`noteMaxLength\` names ${most ?? "no limit"}: refuse what is too long, or warn`,
          );
          return true;
        });
      },
    },
    {
      promise: "stores nothing of HTML but what is allowed",
      async run(trial) {
        const [application] = await openApplications(trial);
        for (const html of hostile) {
          await trial.call(trial.capability.id, { ...target(of, application!), note: { html } });
          const stored = (await trial.world.notes(of, targetId(of, application!))).at(-1)!;
          assert.match(stored, /Kept (one|two|three|four)/, "the text itself was lost");
          isHarmless(stored);
        }
      },
    },
  ];
}
