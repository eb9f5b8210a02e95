import type { FieldClaim, FieldClaims } from "../field-claims.ts";
import type { FieldSource } from "../fields.ts";
import type { CoverageMatrix, MatrixColumn } from "../matrix.ts";
import { fieldWords, heading } from "../words.ts";
import { glyph } from "./glyphs.ts";
import { breakable, markup, type Content, type Html } from "./html.ts";

type Row = FieldClaims["fields"][number];

const claimOf = ({ claims }: Row, { id }: MatrixColumn) => (Object.hasOwn(claims, id) ? claims[id] : undefined);

/** The sources of a column's fields: usually one for all. */
const sourcesOf = (rows: readonly Row[], column: MatrixColumn): readonly FieldSource[] => [
  ...new Map(
    rows
      .flatMap((row) => claimOf(row, column)?.source ?? [])
      .map((source) => [`${source.request} ${source.source}`, source]),
  ).values(),
];

function columnHead(column: MatrixColumn, index: number, rows: readonly Row[], sources: readonly FieldSource[]): Html {
  const mapped = rows.filter((row) => claimOf(row, column)?.declared === "mapped").length;
  const shown = sources.map(
    ({ request, certainty, source }) =>
      markup`<span class="maturity"><code>${breakable(request)}</code> <span class="sure ${certainty}">${certainty}</span> ${source}</span>`,
  );
  return markup`<th scope="col" role="columnheader" data-column="${index}">
    <span class="name">${column.name}</span>
    <span class="figures"><b>${mapped}</b> of ${rows.length} mapped</span>
    ${shown.length > 0 ? shown : markup`<span class="maturity">source not known</span>`}
  </th>`;
}

const place = (path: string): Html => markup`<code>${breakable(path)}</code>`;

function places({ from, source }: FieldClaim, isOnlySource: boolean): Content {
  const shown = from.length < 3 ? from.map((path) => markup`<span class="remark">${place(path)}</span>`) : null;
  const folded =
    from.length > 2 &&
    markup`<details class="remark"><summary>${from.length} places</summary>${from.map((path) => markup`<div>${place(path)}</div>`)}</details>`;
  const known = source && !isOnlySource && markup`<span class="remark">${source.request}</span>`;
  return [shown, folded, known];
}

function cellOf(row: Row, column: MatrixColumn, index: number, isOnlySource: boolean): Html {
  const claim = claimOf(row, column);
  if (!claim)
    return markup`<td role="cell" data-column="${index}" data-adapter="${column.name}" class="outside">
      <span aria-hidden="true">–</span><span class="unseen">the adapter has no such field or records</span>
    </td>`;
  const { word, glyph: shape } = fieldWords[claim.declared];
  return markup`<td role="cell" data-column="${index}" data-adapter="${column.name}" data-claim="${claim.declared}">
    <p>${glyph(shape)} <span class="word">${word}</span></p>
    ${places(claim, isOnlySource)}
  </td>`;
}

function tableOf({ stream, fields }: FieldClaims, adapters: readonly MatrixColumn[]): Html {
  const model = stream.slice(0, stream.indexOf("."));
  const sources = adapters.map((column) => sourcesOf(fields, column));
  return markup`<details data-group="${model}" id="fields-${model}">
    <summary>${heading(model)} <small>${fields.length} fields</small></summary>
    <div class="frame" tabindex="0" role="region" aria-label="Fields of ${model}"><table class="fields" role="table">
      <caption class="unseen">Which fields of ${model} each adapter fills, and from which place.</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader" class="corner">Field</th>
          ${adapters.map((column, index) => columnHead(column, index, fields, sources[index]!))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${fields.map(
          (row) =>
            markup`<tr data-field role="row">
              <th scope="row" role="rowheader"><code>${breakable(row.field)}</code></th>
              ${adapters.map((column, index) => cellOf(row, column, index, sources[index]!.length < 2))}
            </tr> `,
        )}
      </tbody>
    </table></div>
  </details>`;
}

/** Which fields of each kind of record each adapter fills, and where that is known from. */
export function fieldsSection({ adapters, fields }: CoverageMatrix): Content {
  if (!fields || fields.length === 0) return null;
  return markup`<section id="fields" aria-labelledby="fields-title">
    <h2 id="fields-title">Fields of records</h2>
    <p>
      Found by running each adapter’s mapping over the emulator’s records, which are made from the documentation.
      <b>mapped</b>: the adapter fills the field from the place shown, where the ATS sends a value there.
      <b>never filled</b>: the adapter declares that its ATS has no such field.
      <b>not known</b>: the mapping takes it from no place in the record.
      The column’s head names the request that holds the fields, how sure it is, and its source.
      How many records of one customer have a value: <code>anyats coverage ADAPTER --fields --live</code>.
    </p>
    ${fields.map((one) => tableOf(one, adapters))}
  </section>`;
}
