/** A cell in full, in the sheet or at the page's end, and the page on paper. */
export const sheetStyle: string = String.raw`
#sheet {
  position: fixed; inset: 0 0 0 auto; margin: 0; inline-size: min(34rem, 100vw); block-size: 100dvh; max-block-size: none; max-inline-size: none;
  padding: 1.5rem; border: 0; border-inline-start: 1px solid var(--line); background: var(--paper); color: var(--ink);
  box-shadow: 0 0 3rem rgb(0 0 0 / 0.25); overflow-y: auto; overscroll-behavior: contain;
}
#sheet::backdrop { background: rgb(10 15 20 / 0.4); }
.close { float: inline-end; inline-size: 2rem; padding: 0; margin-inline-start: 1rem; }
.cell-card { overflow-wrap: anywhere; unicode-bidi: isolate; }
.cell-card h3 { margin: 0; font-size: 1.15rem; line-height: 1.3; }
.cell-card h3 span { display: block; font-size: 0.875rem; font-weight: 500; color: var(--quiet); }
.cell-card h4 { margin: 1.3rem 0 0.4rem; padding-block-end: 0.25rem; border-block-end: 1px solid var(--line); font-size: 0.78rem; color: var(--quiet); }
.cell-card p { margin: 0.3rem 0; }
.cell-card ul { list-style: none; margin: 0; padding: 0; }
.cell-card li + li { margin-block-start: 0.9rem; padding-block-start: 0.9rem; border-block-start: 1px dashed var(--line); }
.badge { display: inline-flex; gap: 0.4rem; align-items: center; padding: 0.1rem 0.65rem 0.1rem 0.5rem; border-radius: 99px; font-weight: 600; background: var(--raised); border: 1px solid var(--line); }
.supported .badge { color: var(--yes); background: var(--yes-tint); } .limited .badge { color: var(--limited); background: var(--limited-tint); }
.small { color: var(--quiet); font-size: 0.8rem; }
.ending { color: var(--no); }
.route code b { color: var(--accent); }
.sure { display: inline-block; padding: 0 0.45rem; border: 1px solid var(--line); border-radius: 4px; font-size: 0.75rem; color: var(--quiet); }
.sure.documented { color: var(--yes); } .sure.unverified { color: var(--no); } .sure.inferred, .sure.reported { color: var(--limited); }
.proof.passed strong { color: var(--yes); } .proof.failed strong { color: var(--no); }
.cell-card dl { margin: 0; }
.cell-card dl div { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0.75rem; padding-block: 0.2rem; }
dt { color: var(--quiet); } dd { margin: 0; min-inline-size: 0; }
#cards { margin-block-start: 2.5rem; }
#cards > summary { cursor: pointer; font-weight: 650; font-size: 1rem; inline-size: fit-content; }
#cards > div { columns: min(24rem, 100%); column-gap: 2rem; margin-block-start: 1rem; }
#cards article { break-inside: avoid; border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin-block-end: 1rem; scroll-margin-block-start: 2rem; }
#cards article:target { border-color: var(--accent); }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  :root { color-scheme: light; font-size: 8pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { padding: 0; }
  .frame { overflow: visible; max-block-size: none; border: 0; }
  #filters, #sheet, .skip, #cards:not([open]), #cards > summary, #fields > details:not([open]) { display: none !important; }
  .masthead, #cards, th:first-child, thead th, .group > * { position: static; max-inline-size: none; min-inline-size: 0; inline-size: auto; }
  .masthead { padding-block: 0 3mm; }
  table { inline-size: 100%; table-layout: fixed; }
  thead { display: table-header-group; }
  tr, .cell-card { break-inside: avoid; }
  .group { break-after: avoid; }
  th:first-child { inline-size: 26%; }
  td a:hover { border-color: transparent; }
  tr[data-row] th, td a, .outside { padding-block: 0.8mm; }
}
`;
