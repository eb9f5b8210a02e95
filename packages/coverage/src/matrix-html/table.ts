import { isOffered, type CoverageCell } from "@anyats/core/coverage";
import { cellAt, type CoverageMatrix, type MatrixColumn, type MatrixRow } from "../matrix.ts";
import { exemptedWords, heading, reasonWords, statusWords } from "../words.ts";
import { anchorOf } from "./cell-article.ts";
import { bar, glyph } from "./glyphs.ts";
import { breakable, markup, type Html } from "./html.ts";

function columnHead({ id, name, package: from, maturity, scope, totals }: MatrixColumn, index: number): Html {
  const { supported, limited, capabilities, proved } = totals;
  return markup`<th scope="col" role="columnheader" data-column="${index}" title="${id}: ${from.name} ${from.version}">
    <span class="name">${name}</span>
    <span class="maturity">${scope === "connection" ? "one connection" : maturity.replaceAll("-", " ")}</span>
    ${bar(totals)}
    <span class="figures"><b>${supported + limited}</b> of ${capabilities} offered · ${proved} proved</span>
  </th>`;
}

/** Whether tests prove a cell. */
function proof({ evidence }: CoverageCell): Html {
  if (!evidence) return markup`<span class="tests">unproved</span>`;
  if (evidence.result === "failed") return markup`<span class="tests failed">tests failed</span>`;
  return markup`<span class="tests">${evidence.tests} ${evidence.tests === 1 ? "test" : "tests"}</span>`;
}

/** What a cell says in its second line: the lane of a yes and what is to mind, the reason of a no. */
function remark(cell: CoverageCell): string {
  const { gap, lane, limitations, routes } = cell;
  if (gap)
    return [cell.status === "unknown" ? "nobody has tried it" : reasonWords[gap.reason], gap.priority]
      .filter(Boolean)
      .join(" · ");
  const count = limitations.length;
  const counted = count > 0 && `${count} ${count === 1 ? "limitation" : "limitations"}`;
  const ending = routes.some(({ deprecated }) => deprecated) && "route ends";
  return [lane, counted, ending, exemptedWords(cell)].filter(Boolean).join(" · ");
}

function cellOf(row: MatrixRow, column: MatrixColumn, index: number): Html {
  const cell = cellAt(row, column.id);
  if (!cell)
    return markup`<td role="cell" data-column="${index}" data-adapter="${column.name}" class="outside">
      <span aria-hidden="true">–</span><span class="unseen">another adapter’s own operation</span>
    </td>`;
  const { word } = statusWords[cell.status];
  const inside = [glyph(cell.status), markup`<span class="word">${word}</span>`, proof(cell)];
  return markup`<td role="cell" data-column="${index}" data-adapter="${column.name}" data-status="${cell.status}" data-lane="${cell.lane ?? "none"}"><a
      href="#${anchorOf(column.id, cell.capability)}"><span class="unseen">${column.name}, ${cell.capability}: </span>${inside}<span class="remark">${remark(cell)}</span></a></td>`;
}

function groupOf(group: string, rows: readonly MatrixRow[], adapters: readonly MatrixColumn[]): Html {
  const tally = adapters.map(({ id, name }, index) => {
    const own = rows.flatMap((row) => cellAt(row, id) ?? []);
    const offered = own.filter(isOffered).length;
    return markup`<td role="cell" data-column="${index}" data-adapter="${name}">${own.length > 0 ? `${offered} of ${own.length}` : ""}</td>`;
  });
  return markup`<tbody role="rowgroup" data-group="${group}">
    <tr class="group" role="row">
      <th scope="rowgroup" role="rowheader">${heading(group)}</th>
      ${tally}
    </tr>
    ${rows.map(
      (row) =>
        markup`<tr data-row role="row">
          <th scope="row" role="rowheader">
            <code>${breakable(row.capability)}</code>
            <span class="remark">${row.summary}</span>
            ${row.sourceName && markup`<span class="unseen">${row.sourceName}</span>`}
          </th>
          ${adapters.map((column, index) => cellOf(row, column, index))}
        </tr> `,
    )}
  </tbody> `;
}

/**
 * Capabilities down, adapters across; every cell leads to all that is known of it. On a phone each capability becomes a
 * block; the roles are said again because a table that is shown as blocks has none.
 */
export function matrixTable({ adapters, rows }: CoverageMatrix): Html {
  const groups = Map.groupBy(rows, ({ group }) => group);
  const few = adapters.length < 3 && "few";
  return markup`<div class="frame ${few}"><table id="matrix" role="table">
    <caption class="unseen">
      Which capability each adapter offers. Each cell is a link to its limitations, routes and evidence.
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader" class="corner">Capability</th>
        ${adapters.map(columnHead)}
      </tr>
    </thead>
    ${[...groups].map(([group, members]) => groupOf(group, members, adapters))}
  </table></div>`;
}
