/** The table: the head and the first column stay in sight, a cell's tint repeats what its glyph and word say. */
export const tableStyle: string = String.raw`
table { border-collapse: separate; border-spacing: 0; }
th, td { text-align: start; vertical-align: top; font-weight: inherit; border-block-end: 1px solid var(--line); }
thead th {
  position: sticky; inset-block-start: 0; z-index: 2; inline-size: 14rem; min-inline-size: 14rem; max-inline-size: 14rem;
  padding: 0.5rem 0.75rem 0.45rem; background: var(--paper); border-block-end: 1px solid var(--strong-line); vertical-align: bottom;
}
th:first-child { position: sticky; inset-inline-start: 0; z-index: 1; inline-size: 20rem; min-inline-size: 20rem; max-inline-size: 20rem; background: var(--paper); padding-inline: 0.5rem 1rem; }
thead th.corner { z-index: 3; font-weight: 600; color: var(--quiet); }
.name { display: block; font-weight: 650; font-size: 0.95rem; line-height: 1.25; max-block-size: 2.5em; overflow: hidden; overflow-wrap: anywhere; }
.maturity { display: block; color: var(--quiet); font-size: 0.75rem; }
.bar { display: block; inline-size: 100%; block-size: 5px; border-radius: 3px; margin-block: 0.3rem 0.25rem; }
.bar .yes { fill: var(--yes); } .bar .limited { fill: var(--limited); } .bar .no { fill: var(--no-bar); }
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
.tests.failed { color: var(--no); font-weight: 650; }
td a:hover { border-inline-start-color: currentColor; }
td a:hover .word { text-decoration: underline; text-underline-offset: 3px; }
td a:focus-visible { outline-offset: -2px; border-radius: 0; }
td.aside { background: none; }
.aside .glyph, .aside .word, .aside .tests.failed { color: var(--quiet); font-weight: inherit; }
.outside { padding: 0.35rem 0.75rem; color: var(--quiet); }
@media (max-width: 48rem) {
  html { scroll-padding-inline-start: 11rem; }
  body { padding-inline: 1rem; }
  .masthead, #filters, #nothing, #cards { inset-inline-start: 1rem; max-inline-size: calc(100vw - 2rem); }
  th:first-child { inline-size: 10.5rem; min-inline-size: 10.5rem; max-inline-size: 10.5rem; padding-inline-end: 0.6rem; }
  thead th { inline-size: 12.5rem; min-inline-size: 12.5rem; max-inline-size: 12.5rem; }
  tr[data-row] th .remark { display: none; }
}
`;
