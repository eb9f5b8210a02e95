/** Colours, type, the head of the page and its filters. All texts have a contrast of at least 4.5. */
export const pageStyle: string = String.raw`
:root {
  color-scheme: light dark;
  --paper: light-dark(#fff, #14171a);
  --raised: light-dark(#f6f7f8, #1c2024);
  --ink: light-dark(#1b1f23, #e6e9ec);
  --quiet: light-dark(#5a636d, #9ea8b2);
  --line: light-dark(#dfe3e7, #2d3339);
  --strong-line: light-dark(#8a949e, #6b757f);
  --accent: light-dark(#0b57c4, #8ab8ff);
  --yes: light-dark(#146c3e, #6fd19b);
  --yes-tint: light-dark(#eef8f2, #16261d);
  --limited: light-dark(#8a5200, #f0b95b);
  --limited-tint: light-dark(#fdf5e3, #2a2213);
  --no: light-dark(#a3333a, #f2959a);
  --no-bar: light-dark(#dfe3e7, #363d44);
  --unknown: light-dark(#5b4b9a, #b9aaf2);
  --unknown-bar: light-dark(#b9b0dc, #5d5489);
  --head: 5.9rem;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; padding: 0 1.5rem 4rem;
  background: var(--paper); color: var(--ink);
  font: 0.875rem/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
}
code { font-family: var(--mono); font-size: 0.93em; overflow-wrap: anywhere; }
.symbols { position: absolute; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; inset-block-start: -4rem; padding: 0.5rem 0.75rem; background: var(--paper); color: var(--accent); z-index: 9; }
.skip:focus { inset-block-start: 0.25rem; }
.masthead { padding-block: 1.5rem 1rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.015em; }
.masthead p { margin: 0.35rem 0 0; color: var(--quiet); max-inline-size: 46rem; }
#filters, .more > div { display: flex; flex-wrap: wrap; gap: 0.65rem 1.4rem; align-items: end; }
#filters { padding-block-end: 1rem; }
.more { flex: 1 1 40rem; min-inline-size: 0; }
.more > summary { display: none; }
.field { margin-block-end: 0.25rem; }
.field > span, legend { display: block; padding: 0; margin-block-end: 0.25rem; font-size: 0.75rem; font-weight: 600; color: var(--quiet); }
input[type="search"], select, button {
  font: inherit; color: inherit; background: var(--paper); block-size: 2rem;
  border: 1px solid var(--strong-line); border-radius: 6px; padding: 0 0.6rem;
}
input[type="search"] { inline-size: 17rem; max-inline-size: 100%; }
input::placeholder { color: var(--quiet); opacity: 1; }
fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; }
.chip { display: inline-block; position: relative; margin: 0 0.15rem 0.25rem 0; }
.chip input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; inline-size: 100%; block-size: 100%; }
.chip > span {
  display: inline-flex; gap: 0.4rem; align-items: center; block-size: 2rem; padding: 0 0.7rem;
  border: 1px solid var(--line); border-radius: 99px; background: var(--raised); max-inline-size: 16rem;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
.chip small { color: var(--quiet); font-variant-numeric: tabular-nums; }
.chip input:hover + span { border-color: var(--strong-line); }
.chip input:checked + span { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.chip input:checked + span small, .chip input:checked + span .glyph { color: inherit; }
.chip input:checked + span .glyph { --paper: var(--ink); }
.chip input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
.shown { margin: 0 0 0.25rem; display: flex; gap: 0.75rem; align-items: center; min-block-size: 2rem; font-variant-numeric: tabular-nums; color: var(--quiet); }
button { cursor: pointer; }
button:hover { background: var(--raised); }
#nothing { padding: 3rem 0; font-size: 1rem; }
.glyph { inline-size: 0.95em; block-size: 0.95em; flex: none; vertical-align: -0.1em; }
.glyph:has([href="#g-supported"]) { color: var(--yes); }
.glyph:has([href="#g-limited"]) { color: var(--limited); }
.glyph:has([href="#g-unsupported"]) { color: var(--no); }
.glyph:has([href="#g-unknown"]) { color: var(--unknown); }
`;
