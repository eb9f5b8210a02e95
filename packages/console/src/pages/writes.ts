import type { QueuedWrite } from "@anyats/sync";
import { breakable, foreign, html, plural, time, type Html } from "../html.ts";
import type { Page, Viewer } from "../page.ts";
import { button, connectionLink, pages, sure, whoBadge, type Context } from "./parts.ts";

/** Writes whose outcome nobody knows, and those that failed for good. */
export async function writesPage({ sync, viewer, pageSize }: Context, query: URLSearchParams): Promise<Page> {
  const connection = query.get("connection") ?? undefined;
  const state = query.get("state") === "failed" ? "failed" : "unknown";
  const after = query.get("after") ?? undefined;
  const found = await sync.writes.list({
    state,
    limit: pageSize + 1,
    ...(connection !== undefined && { connection }),
    ...(after !== undefined && { after }),
  });
  const shown = found.slice(0, pageSize);
  const next = found.length > pageSize ? shown.at(-1)!.id : null;
  const other = state === "failed" ? "unknown" : "failed";
  const to = new URLSearchParams({ state: other, ...(connection !== undefined && { connection }) }).toString();
  return {
    title: state === "failed" ? "Writes that failed" : "Writes with unknown outcome",
    parts: [
      {
        id: null,
        content: html`<p class="quiet">
          ${
            state === "failed"
              ? "The ATS refused them. Settle each when it is dealt with."
              : "The answer was lost, and nothing proves what happened. Look into the ATS, then say it here."
          }
          <a href="${viewer.base}/writes?${to}"
            >${other === "failed" ? "Show those that failed" : "Show those with unknown outcome"}</a
          >
        </p>`,
      },
      { id: "list", content: html`${writesTable(viewer, shown, true)}${pages(viewer, "/writes", query, next)}` },
    ],
  };
}

/** A table of writes. The input is not shown: it may hold personal data. */
export function writesTable(viewer: Viewer, writes: readonly QueuedWrite[], named: boolean): Html {
  if (writes.length === 0) return html`<p class="empty">None.</p>`;
  return html`<div class="scroll">
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Write</th>
          ${named && html`<th scope="col">Connection</th>`}
          <th scope="col">Since</th>
          <th scope="col">What happened</th>
          <th scope="col">Where to look</th>
          ${viewer.mayAct && html`<th scope="col">Settle</th>`}
        </tr>
      </thead>
      <tbody>
        ${writes.map((write) => row(viewer, write, named))}
      </tbody>
    </table>
  </div>`;
}

function row(
  viewer: Viewer,
  { id, connection, capability, state, tries, createdAt, error, output }: QueuedWrite,
  named: boolean,
): Html {
  const ended = (output as { readonly outcomes?: readonly unknown[] } | null)?.outcomes?.length ?? 0;
  return html`<tr id="write-${id}">
    <th scope="row">${breakable(capability)}<small>${id}</small></th>
    ${named && html`<td>${connectionLink(viewer, connection)}</td>`}
    <td data-label="Since">${time(createdAt)}</td>
    <td class="wide">
      ${error && html`${whoBadge(error.who)} ${foreign(error.message)} <code>${foreign(error.code)}</code>`}<small
        >${state}, tried ${tries === 1 ? "once" : `${tries} times`}</small
      >${ended > 0 && html`<small>${plural(ended, "record")} of the batch ended before; again makes the rest</small>`}
    </td>
    <td>${reconcile(error?.reconcile)}</td>
    ${viewer.mayAct && html`<td>${settle(viewer, id)}</td>`}
  </tr>`;
}

/** What helps to find the write in the ATS: ids and words, never its contents. */
function reconcile(facts: unknown): Html {
  if (typeof facts !== "object" || facts === null) return html`–`;
  return html`${Object.entries(facts)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .map(([name, value]) => html`<div><span class="quiet">${foreign(name)}:</span> ${foreign(String(value))}</div>`)}`;
}

function settle(viewer: Viewer, id: string): Html {
  const to = `/writes/${id}/settle`;
  return html`<div class="actions">
    ${button(viewer, "It was made", to, { outcome: "made" })}${sure(
      `settle-${id}`,
      "It was not made",
      "Make it again only when you looked and it is not there.",
      html`<div class="actions">
        ${button(viewer, "Make it again", to, { outcome: "again" }, "danger")}${button(viewer, "Drop it", to, { outcome: "not-made" })}
      </div>`,
    )}
  </div>`;
}
