import { cellAt, type CoverageMatrix } from "../matrix.ts";
import { cellArticle } from "./cell-article.ts";
import { fieldsSection } from "./fields.ts";
import { filters } from "./filters.ts";
import { glyphs } from "./glyphs.ts";
import { Html, markup } from "./html.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";
import { matrixTable } from "./table.ts";

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%231a7f4b'/%3E%3Cpath d='m4 8.3 2.7 2.7L12 5.4' fill='none' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E";

async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}

/** Nothing is loaded from anywhere; only this style and this script run. */
async function policy(): Promise<string> {
  const [styleHash, scriptHash] = await Promise.all([hashOf(style), hashOf(script)]);
  return `default-src 'none'; style-src ${styleHash}; script-src ${scriptHash}; img-src data:; base-uri 'none'; form-action 'none'`;
}

function cards({ adapters, rows }: CoverageMatrix): Html {
  const found = rows.flatMap((row) =>
    adapters.map((column) => {
      const cell = cellAt(row, column.id);
      return cell && cellArticle(column, cell);
    }),
  );
  return markup`<details id="cards">
    <summary>Every cell in full</summary>
    <div>${found}</div>
  </details>`;
}

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/**
 * The matrix as one HTML page that needs nothing else: no network, no other file. The table and every cell's details
 * are there without JavaScript; with it there are filters, search, and cells that open beside the table. All texts of
 * the reports stay text.
 */
export async function renderMatrixHtml(matrix: CoverageMatrix): Promise<string> {
  const { adapters, rows } = matrix;
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${await policy()}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>AnyATS coverage matrix</title>
        <link rel="icon" href="${icon}">
        <style>${new Html(style)}</style>
      </head>
      <body>
        ${glyphs}
        <a class="skip" href="#matrix">Skip to the matrix</a>
        <header class="masthead">
          <h1>Coverage matrix</h1>
          <p>
            What each adapter can do, computed from what it registers: ${counted(rows.length, "capability", "capabilities")},
            ${counted(adapters.length, "adapter", "adapters")}. Open a cell for its limitations, routes and evidence.
            ${matrix.fields && markup`<a href="#fields">Fields of records</a> stand below.`}
          </p>
        </header>
        ${filters(matrix)}
        <main>
          ${matrixTable(matrix)}
          <p id="nothing" hidden>Nothing matches these filters.</p>
          ${fieldsSection(matrix)}
        </main>
        ${cards(matrix)}
        <dialog id="sheet" aria-labelledby="sheet-title" closedby="any">
          <button type="button" class="close" aria-label="Close">✕</button>
          <div></div>
        </dialog>
        <script>${new Html(script)}</script>
      </body>
    </html>
  `;
  return page.text;
}
