/** The table: the head and the first column stay in sight, a cell's tint repeats what its glyph and word say. */
export const tableStyle: string = String.raw`
.frame { position: relative; overflow: auto; max-block-size: calc(100dvh - 1rem); scroll-padding: calc(var(--head) + 3rem) 1rem 2rem 18rem; border-block-end: 1px solid var(--line); }
.frame.few { max-inline-size: 64rem; }
table { border-collapse: separate; border-spacing: 0; inline-size: 100%; }
th, td { text-align: start; vertical-align: top; font-weight: inherit; border-block-end: 1px solid var(--line); }
thead th {
  position: sticky; inset-block-start: 0; z-index: 2; inline-size: 30rem; min-inline-size: 8.6rem;
  padding: 0.5rem 0.75rem 0.45rem; background: var(--paper); border-block-end: 1px solid var(--strong-line); vertical-align: bottom;
}
th:first-child { position: sticky; inset-inline-start: 0; z-index: 1; inline-size: 34rem; min-inline-size: 11.5rem; background: var(--paper); padding-inline: 0.5rem 1rem; }
thead th.corner { z-index: 3; font-weight: 600; color: var(--quiet); }
.name { display: block; font-weight: 650; font-size: 0.95rem; line-height: 1.25; max-block-size: 3.75em; overflow: hidden; overflow-wrap: anywhere; }
.maturity { display: block; color: var(--quiet); font-size: 0.75rem; }
.bar { display: block; inline-size: 100%; block-size: 5px; border-radius: 3px; margin-block: 0.3rem 0.25rem; }
.bar .yes { fill: var(--yes); } .bar .limited { fill: var(--limited); } .bar .unknown { fill: var(--unknown-bar); } .bar .no { fill: var(--no-bar); }
.figures { display: block; color: var(--quiet); font-size: 0.75rem; font-variant-numeric: tabular-nums; }
.figures b { color: var(--ink); }
.group > * {
  position: sticky; inset-block-start: calc(var(--head) - 1px); z-index: 1; background: var(--raised); padding: 0.3rem 0.75rem;
  font-size: 0.78rem; color: var(--quiet); font-variant-numeric: tabular-nums;
}
.group th:first-child { z-index: 2; background: var(--raised); color: var(--ink); font-weight: 650; font-size: 0.85rem; }
tr[data-row] th { padding-block: 0.35rem; overflow-wrap: anywhere; }
tr[data-row] th code { font-size: 0.84rem; font-weight: 600; }
.remark { display: block; color: var(--quiet); font-size: 0.75rem; line-height: 1.35; unicode-bidi: isolate; }
td[data-status] { padding: 0; block-size: 1px; }
td a {
  display: grid; grid-template-columns: auto 1fr auto; column-gap: 0.45rem; align-content: start; align-items: center; block-size: 100%;
  padding: 0.35rem 0.75rem; color: inherit; text-decoration: none; border-inline-start: 3px solid transparent;
}
td a .remark { grid-column: 2 / -1; }
.tests { color: var(--quiet); white-space: nowrap; font-size: 0.75rem; font-variant-numeric: tabular-nums; }
.word { font-weight: 550; }
[data-status="supported"] { background: var(--yes-tint); } [data-status="supported"] .word { color: var(--yes); }
[data-status="limited"] { background: var(--limited-tint); } [data-status="limited"] .word { color: var(--limited); }
[data-status="unsupported"] .word { color: var(--quiet); }
[data-status="unknown"] .word { color: var(--unknown); }
.tests.failed { color: var(--no); font-weight: 650; }
td a:hover { border-inline-start-color: currentColor; }
td a:hover .word { text-decoration: underline; text-underline-offset: 3px; }
td a:focus-visible { outline-offset: -2px; border-radius: 0; }
td.aside { background: none; }
.aside .glyph, .aside .word, .aside .tests.failed { color: var(--quiet); font-weight: inherit; }
.outside { padding: 0.35rem 0.75rem; color: var(--quiet); }
#fields { margin-block-start: 2.5rem; }
#fields h2 { margin: 0; font-size: 1.15rem; }
#fields > p { margin: 0.35rem 0 0.75rem; max-inline-size: 60rem; color: var(--quiet); }
#fields > p b { color: var(--ink); }
#fields > details { border-block-start: 1px solid var(--line); }
#fields > details > summary { cursor: pointer; padding-block: 0.5rem; font-weight: 650; }
#fields summary small { font-weight: 400; color: var(--quiet); }
.fields .figures { margin-block-end: 0.25rem; }
.fields .sure { padding-inline: 0.35rem; }
.fields tbody th { padding-block: 0.35rem; overflow-wrap: anywhere; }
.fields tbody th code { font-size: 0.84rem; font-weight: 600; }
td[data-claim] { padding: 0.35rem 0.75rem; overflow-wrap: anywhere; }
td[data-claim] p { margin: 0; }
td[data-claim] summary { cursor: pointer; inline-size: fit-content; }
[data-claim="mapped"] { background: var(--yes-tint); } [data-claim="mapped"] .word { color: var(--yes); }
[data-claim="absent"] .word { color: var(--quiet); } [data-claim="not-seen"] .word { color: var(--unknown); }
@media (max-width: 64rem) {
  td[data-claim] { padding-inline: 0.35rem; }
  body { padding-inline: 1rem; }
  th:first-child { min-inline-size: 11rem; }
  thead th:not(:first-child) { min-inline-size: 8rem; }
  td a, .outside, thead th, .group > * { padding-inline: 0.35rem; }
  td a { grid-template-columns: auto 1fr; }
  td a .tests { grid-column: 2; }
  th:first-child { padding-inline: 0 0.5rem; }
  .more > div { gap: 0.5rem; padding-block-end: 0.5rem; }
  .more[open] { grid-column: 1 / -1; }
  .more > summary { display: list-item; cursor: pointer; font-weight: 600; padding-block: 0.5rem; }
  input[type="search"] { inline-size: 100%; }
  #filters > .field { grid-column: 1 / -1; }
  #filters { display: grid; grid-template-columns: 1fr auto; gap: 0.4rem 0.75rem; }
}
/* On a phone: a block for each capability, its name in sight while its cells pass by. */
@media screen and (max-width: 47.99rem) {
  html { scroll-padding: 5.5rem 0 2rem; }
  body { padding-inline: 1rem; }
  .frame { overflow: visible; max-block-size: none; border: 0; }
  table, thead, tbody, tr, th, td { display: block; }
  thead tr, tbody tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); column-gap: 0.5rem; }
  thead th { position: static; inline-size: auto; min-inline-size: 0; border: 0; padding: 0.25rem 0; }
  thead th.corner { display: none; }
  tbody th:first-child { grid-column: 1 / -1; inline-size: auto; min-inline-size: 0; padding-inline: 0; border: 0; }
  .group { display: contents !important; }
  .group > td { display: none; }
  .group th:first-child { inset-block-start: 0; z-index: 3; padding-inline: 0.5rem; }
  tr[data-row] { border-block-end: 1px solid var(--line); padding-block-end: 0.5rem; }
  tr[data-row] th { inset-block-start: 1.8rem; z-index: 2; }
  tr[data-row] td { border: 0; border-radius: 6px; margin-block-end: 0.35rem; block-size: auto; }
  tr[data-row] td::before { content: attr(data-adapter); display: block; padding: 0.3rem 0.5rem 0; font-size: 0.75rem; font-weight: 600; overflow-wrap: anywhere; }
  td a, .outside { block-size: auto; padding-block: 0.1rem 0.35rem; }
  tr[data-field] { border-block-end: 1px solid var(--line); padding-block-end: 0.5rem; }
  tr[data-field] th { inset-block-start: 0; z-index: 2; }
  tr[data-field] td { border: 0; border-radius: 6px; margin-block-end: 0.35rem; }
  tr[data-field] td::before { content: attr(data-adapter); display: block; font-size: 0.75rem; font-weight: 600; overflow-wrap: anywhere; }
}
`;
