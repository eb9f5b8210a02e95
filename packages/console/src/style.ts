/** Colours, type and places. All texts have a contrast of at least 4.5. */
export const style: string = String.raw`
:root {
  color-scheme: light dark;
  --paper: light-dark(#fff, #14171a);
  --raised: light-dark(#f6f7f8, #1c2024);
  --ink: light-dark(#1b1f23, #e6e9ec);
  --quiet: light-dark(#5a636d, #9ea8b2);
  --line: light-dark(#dfe3e7, #2d3339);
  --strong-line: light-dark(#8a949e, #6b757f);
  --accent: light-dark(#0b57c4, #8ab8ff);
  --good: light-dark(#146c3e, #6fd19b);
  --good-tint: light-dark(#eaf6ef, #16261d);
  --warn: light-dark(#7d4a00, #f0b95b);
  --warn-tint: light-dark(#fdf3de, #2a2213);
  --bad: light-dark(#9c2f36, #f2959a);
  --bad-tint: light-dark(#fcedee, #2d1a1c);
  --line-1: light-dark(#0b57c4, #8ab8ff);
  --line-2: light-dark(#a04a00, #f0b95b);
  --line-3: light-dark(#9c2f36, #f2959a);
  --line-4: light-dark(#146c3e, #6fd19b);
  --line-5: light-dark(#5b4b9a, #b9aaf2);
  --line-6: light-dark(#5a636d, #9ea8b2);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 0.9rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
}
main, .top { max-inline-size: 84rem; margin-inline: auto; padding-inline: 1.5rem; }
main { padding-block-end: 4rem; }
main:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; inset-block-start: -4rem; padding: 0.5rem 0.75rem; background: var(--paper); color: var(--accent); z-index: 9; }
.skip:focus { inset-block-start: 0.25rem; }
a { color: var(--accent); text-underline-offset: 2px; }
code, .code { font-family: var(--mono); font-size: 0.92em; overflow-wrap: anywhere; }
h1 { margin: 1.1rem 0 0.75rem; font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { margin: 1.75rem 0 0.6rem; font-size: 1.05rem; }
p { margin: 0.4rem 0; }
.quiet, small { color: var(--quiet); }
small { font-weight: 400; font-size: 0.85em; display: block; overflow-wrap: anywhere; }
.top { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; border-block-end: 1px solid var(--line); padding-block: 0.7rem; }
.top p { margin: 0; }
.brand a { color: inherit; font-weight: 650; text-decoration: none; }
nav { display: flex; gap: 1.1rem; }
nav a { color: var(--quiet); text-decoration: none; padding-block: 0.15rem; }
nav a:hover { color: var(--ink); }
nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 2px var(--accent); }
#live { margin-inline-start: auto; color: var(--quiet); font-size: 0.85em; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 0.75rem; margin: 0; padding: 0; }
.tiles > div { border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 0.8rem; background: var(--raised); }
.tiles dt { color: var(--quiet); font-size: 0.85em; }
.tiles dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd small { font-weight: 400; font-size: 0.68em; }
.troubles { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.35rem; }
.badge { display: inline-block; padding: 0 0.5rem; border-radius: 99px; font-size: 0.85em; font-weight: 600; white-space: nowrap; border: 1px solid var(--line); color: var(--quiet); }
.badge.active { color: var(--good); background: var(--good-tint); border-color: transparent; }
.badge.waiting, .badge.paused { color: var(--warn); background: var(--warn-tint); border-color: transparent; }
.badge.attention, .badge.you { color: var(--bad); background: var(--bad-tint); border-color: transparent; }
.badge.customer { color: var(--warn); background: var(--warn-tint); border-color: transparent; }
form.search { display: flex; flex-wrap: wrap; gap: 0.6rem 0.9rem; align-items: end; margin-block: 0.5rem 1rem; }
label > span, .label { display: block; font-size: 0.8em; font-weight: 600; color: var(--quiet); }
input[type="search"], select, button, .button {
  font: inherit; color: inherit; background: var(--paper); min-block-size: 2.1rem;
  border: 1px solid var(--strong-line); border-radius: 6px; padding: 0 0.7rem;
}
input[type="search"] { inline-size: 17rem; max-inline-size: 100%; }
button { cursor: pointer; white-space: nowrap; }
td.share { white-space: nowrap; }
button:hover { background: var(--raised); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
button.danger { color: var(--bad); border-color: var(--bad); }
.tiles + .actions { margin-block-start: 1rem; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
.actions form { display: contents; }
.scroll { overflow-x: auto; position: relative; }
table { border-collapse: collapse; inline-size: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: start; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-block-end: 1px solid var(--line); }
thead th { font-size: 0.8em; color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; min-inline-size: 8rem; }
td.number, th.number { text-align: end; }
td.wide { min-inline-size: 15rem; }
progress { inline-size: 8rem; block-size: 0.5rem; accent-color: var(--accent); vertical-align: middle; }
.need { border: 1px solid var(--line); border-inline-start: 4px solid var(--bad); border-radius: 6px; padding: 0.5rem 0.8rem; margin-block: 0.5rem; }
.need.customer { border-inline-start-color: var(--warn); }
.need.nobody { border-inline-start-color: var(--strong-line); }
.need p { margin: 0.15rem 0; }
.notice { border: 1px solid var(--good); background: var(--good-tint); border-radius: 6px; padding: 0.4rem 0.8rem; }
.empty { padding-block: 1.5rem; color: var(--quiet); }
.pages { display: flex; gap: 1rem; align-items: baseline; margin-block: 0.8rem; }
details > summary { cursor: pointer; color: var(--accent); }
details.sure > div { padding: 0.5rem 0 0.25rem; }
figure.plot { margin: 1.25rem 0; }
figcaption { font-weight: 600; }
figcaption span { display: block; font-weight: 400; color: var(--quiet); font-size: 0.9em; }
.canvas { min-block-size: 190px; margin-block: 0.4rem; }
.uplot, .uplot .u-legend { font: inherit; color: var(--ink); }
.uplot .u-legend { text-align: start; font-size: 0.85em; }
.uplot .u-legend th, .uplot .u-legend td { border: 0; padding: 0 0.35rem 0 0; }
.u-select { background: light-dark(rgb(0 0 0 / 7%), rgb(255 255 255 / 10%)); }
.plot details table { inline-size: auto; }
@media (min-width: 64rem) { .tiles { grid-template-columns: repeat(4, 1fr); } }
@media (max-width: 64rem) { progress { inline-size: 5rem; } }
@media (max-width: 40rem) {
  main, .top { padding-inline: 1rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  #live { margin-inline-start: 0; }
  .cards thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards :is(table, tbody, tr, th, td) { display: block; }
  .cards tr { border-block-end: 1px solid var(--line); padding-block: 0.6rem; }
  .cards :is(th, td) { border: 0; padding: 0.1rem 0; text-align: start; }
  .cards td:empty, .cards td.blank { display: none; }
  .cards td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
}
`;
