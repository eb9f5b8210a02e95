import type { SetAsideRecord } from "@anyats/sync";
import { foreign, html, plain, streamName, time, type Html } from "../html.ts";
import type { Page, Viewer } from "../page.ts";
import { connectionLink, pages, type Context } from "./parts.ts";

/** Records that could not be read, of all connections or of one. */
export async function setAsidePage({ sync, viewer, pageSize }: Context, query: URLSearchParams): Promise<Page> {
  const [connection, after] = [query.get("connection"), query.get("after")];
  const { records, next } = await sync.setAside({
    limit: pageSize,
    ...(connection !== null && { connection }),
    ...(after !== null && { after }),
  });
  return {
    title: connection === null ? "Set-aside records" : `Set-aside records of ${plain(connection)}`,
    parts: [
      {
        id: null,
        content: html`<p class="quiet">
          These records could not be read. AnyATS reads them again automatically. Nothing of their contents is kept or
          shown.
        </p>`,
      },
      {
        id: "list",
        content: html`${setAsideTable(viewer, records, connection === null)}${pages(viewer, "/set-aside", query, next)}`,
      },
    ],
  };
}

export function setAsideTable(viewer: Viewer, records: readonly SetAsideRecord[], named: boolean): Html {
  if (records.length === 0) return html`<p class="empty">None.</p>`;
  return html`<div class="scroll">
    <table class="cards">
      <thead>
        <tr>
          ${named && html`<th scope="col">Connection</th>`}
          <th scope="col">Record</th>
          <th scope="col">Problem</th>
          <th scope="col">Since</th>
          <th scope="col">Read again</th>
        </tr>
      </thead>
      <tbody>
        ${records.map((one) => row(viewer, one, named))}
      </tbody>
    </table>
  </div>`;
}

function row(
  viewer: Viewer,
  { connection, stream, id, path, problem, since, tries, nextAt }: SetAsideRecord,
  named: boolean,
): Html {
  return html`<tr>
    ${named && html`<td>${connectionLink(viewer, connection)}</td>`}
    <th scope="row">${id === null ? "without an id" : foreign(id)}<small>${streamName(stream)}</small></th>
    <td class="wide"><code>${foreign(path)}</code> ${foreign(problem)}</td>
    <td data-label="Since">${time(since)}</td>
    <td data-label="Read again">
      ${
        nextAt === null
          ? "by the next complete pass"
          : html`${time(nextAt)}<small>${tries === 0 ? "not yet" : `${tries} times so far`}</small>`
      }
    </td>
  </tr>`;
}
