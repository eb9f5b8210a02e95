import type { ConnectionState, ConnectionStatus, FreshnessPoint, StatusQuery, SyncSummary, Who } from "@anyats/sync";
import { age, foreign, html, number, plain, plot, plural, type Html } from "../html.ts";
import type { Page, Viewer } from "../page.ts";
import { connectionLink, pages, passProgress, stateBadge, whoBadge, type Context } from "./parts.ts";

const states: readonly ConnectionState[] = ["waiting", "active", "paused", "attention", "disconnected"];
const whos: readonly Who[] = ["you", "customer", "nobody"];
const sorts = ["id", "stale"] as const;

function oneOf<T extends string>(known: readonly T[], value: string | null): T | undefined {
  return known.find((one) => one === value);
}

const text = (value: string | null): string | undefined =>
  value === null || value === "" ? undefined : value.slice(0, 200);

function statusQuery(query: URLSearchParams, limit: number): StatusQuery {
  const [search, adapter, code] = [text(query.get("search")), text(query.get("adapter")), text(query.get("code"))];
  const state = oneOf(states, query.get("state"));
  const who = oneOf(whos, query.get("who"));
  const sort = oneOf(sorts, query.get("sort"));
  const after = query.get("after");
  return {
    limit,
    ...(search !== undefined && { search }),
    ...(adapter !== undefined && { adapter }),
    ...(code !== undefined && { code }),
    ...(state && { state }),
    ...(who && { who }),
    ...(sort && { sort }),
    ...(query.get("trouble") === "yes" && { trouble: true }),
    ...(after !== null && { after }),
  };
}

/** All connections: a few numbers, the freshness over time, and a searched page of them. */
export async function overviewPage(
  { sync, viewer, pageSize, summary }: Context,
  query: URLSearchParams,
): Promise<Page> {
  const [all, page, history] = await Promise.all([
    summary(),
    sync.statusPage(statusQuery(query, pageSize)),
    sync.freshness(24),
  ]);
  return {
    title: "Connections",
    parts: [
      { id: "summary", content: html`${tiles(all)}${troubles(viewer, all)}` },
      { id: "history", content: freshnessPlot(history) },
      { id: null, content: search(viewer, query) },
      {
        id: "list",
        content: html`<p class="quiet">
            ${plural(page.total, "connection")}${page.total === total(all) ? "" : ` of ${number(total(all))} match`}
          </p>
          ${table(viewer, page.connections)}${pages(viewer, "/", query, page.next)}`,
      },
    ],
  };
}

const total = ({ connections }: SyncSummary) => Object.values(connections).reduce((sum, count) => sum + count, 0);

function tile(label: string, value: string, more: string | false = false): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}${more !== false && html`<small>${more}</small>`}</dd>
  </div>`;
}

function tiles({ connections, streams, freshness, records, setAside, writes, quota, consumers }: SyncSummary): Html {
  const { active, waiting, paused, attention, disconnected } = connections;
  const behind = Math.max(0, ...consumers.map((one) => one.behind));
  return html`<dl class="tiles">
    ${tile("Active connections", number(active), `${number(waiting)} waiting, ${number(paused)} paused, ${number(disconnected)} disconnected`)}
    ${tile("Need attention", number(attention), `${plural(streams.failing, "stream")} failing`)}
    ${tile("Age of the copies", freshness ? age(freshness.medianMs) : "–", freshness ? `95 %: ${age(freshness.p95Ms)}, oldest: ${age(freshness.oldestMs)}` : "no first pass completed yet")}
    ${tile("First passes to do", number(streams.first), `${number(streams.working)} streams being read, ${number(streams.due)} due`)}
    ${tile("Records", number(records), `${number(setAside)} set aside`)}
    ${tile("Writes queued", number(writes.queued), `${number(writes.unknown)} with unknown outcome, ${number(writes.failed)} failed`)}
    ${tile("Deletions held", number(streams.held), "streams that wait for a yes")}
    ${tile("Requests waiting", number(quota.waiting), `${plural(quota.blocked, "connection")} at their limit`)}
    ${consumers.length > 0 && tile("Feed", number(behind), `entries behind, of the slowest of ${plural(consumers.length, "consumer")}`)}
  </dl>`;
}

function troubles({ base }: Viewer, { troubles: found }: SyncSummary): Html {
  if (found.length === 0)
    return html`<h2>Who must act</h2>
      <p class="quiet">Nothing is wrong.</p>`;
  const to = (who: string, code: string) => `${base}/?${new URLSearchParams({ who, code }).toString()}`;
  return html`<h2>Who must act</h2>
    <ul class="troubles">
      ${found.map(
        ({ who, code, connections }) =>
          html`<li>
            ${whoBadge(who)} <a href="${to(who, code)}">${plural(connections, "connection")}</a>:
            <code>${foreign(code)}</code>
          </li>`,
      )}
    </ul>`;
}

function freshnessPlot(points: readonly FreshnessPoint[]): Html {
  const last = points.at(-1);
  return plot({
    id: "freshness",
    title: "Age of all copies, last 24 hours",
    summary: last ? `Now: median ${age(last.medianMs)}, 95 %: ${age(last.p95Ms)}, oldest: ${age(last.oldestMs)}.` : "",
    x: points.map(({ at }) => Date.parse(at) / 1_000),
    lines: [
      { label: "median", y: points.map(({ medianMs }) => medianMs) },
      { label: "95 %", y: points.map(({ p95Ms }) => p95Ms) },
      { label: "oldest", y: points.map(({ oldestMs }) => oldestMs) },
    ],
  });
}

function search({ base }: Viewer, query: URLSearchParams): Html {
  const option = (name: string, value: string, label: string) =>
    html`<option value="${value}" ${(query.get(name) ?? "") === value ? "selected" : ""}>${label}</option>`;
  const chosen = (name: string, label: string, values: readonly (readonly [string, string])[]) =>
    html`<label
      ><span>${label}</span
      ><select name="${name}">
        ${values.map(([value, shown]) => option(name, value, shown))}
      </select></label
    >`;
  return html`<h2>Find</h2>
    <form class="search" method="get" action="${base}/" role="search">
      <label
        ><span>Connection, integration or adapter</span
        ><input type="search" name="search" value="${plain(query.get("search") ?? "")}"
      /></label>
      ${chosen("state", "State", [["", "any"], ...states.map((state) => [state, state] as const)])}
      ${chosen("who", "Who must act", [
        ["", "anybody or nobody"],
        ["you", "you"],
        ["customer", "the customer"],
        ["nobody", "retried automatically"],
      ])}
      ${chosen("sort", "Order", [
        ["", "by name"],
        ["stale", "oldest copy first"],
      ])}
      ${query.get("code") && html`<input type="hidden" name="code" value="${plain(query.get("code") ?? "")}" />`}
      <button>Find</button>
      ${[...query.keys()].some((key) => key !== "said") && html`<a href="${base}/">Show all</a>`}
    </form>`;
}

function table(viewer: Viewer, connections: readonly ConnectionStatus[]): Html {
  if (connections.length === 0) return html`<p class="empty">No connection matches.</p>`;
  return html`<div class="scroll">
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Connection</th>
          <th scope="col">State</th>
          <th scope="col">Age of the copy</th>
          <th scope="col">Under way</th>
          <th scope="col">Wrong</th>
          <th scope="col">Waiting</th>
        </tr>
      </thead>
      <tbody>
        ${connections.map((one) => row(viewer, one))}
      </tbody>
    </table>
  </div>`;
}

function row(viewer: Viewer, status: ConnectionStatus): Html {
  const { id, adapter, integrationId, state, staleMs, streams, needs, reason, writes, quota } = status;
  const under = streams.flatMap(({ stream, pass }) => (pass ? [passProgress(stream, pass)] : []));
  const wrong = needs[0] ?? reason ?? streams.find(({ lastError }) => lastError)?.lastError;
  const aside = streams.reduce((sum, one) => sum + one.setAside, 0);
  const waiting = [
    aside > 0 && `${number(aside)} set aside`,
    writes.unknown > 0 && `${plural(writes.unknown, "write")} unknown`,
    writes.failed > 0 && `${plural(writes.failed, "write")} failed`,
    quota.waiting > 0 && `${plural(quota.waiting, "request")} for quota`,
  ].filter((one) => one !== false);
  return html`<tr id="row-${id}">
    <th scope="row">
      ${connectionLink(viewer, id)}<small
        >${foreign(adapter)}${integrationId !== null && html` · ${foreign(integrationId)}`}</small
      >
    </th>
    <td>${stateBadge(state)}</td>
    <td data-label="Copy">${age(staleMs)}</td>
    <td class="${under.length === 0 ? "blank" : ""}">${under}</td>
    <td class="wide ${wrong ? "" : "blank"}">
      ${wrong && html`${whoBadge(wrong.who)} ${foreign(wrong.message)}`}${
        needs.length > 1 && html`<small>and ${needs.length - 1} more</small>`
      }
    </td>
    <td class="${waiting.length === 0 ? "blank" : ""}">${waiting.join(", ")}</td>
  </tr>`;
}
