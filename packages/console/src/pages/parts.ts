import type { ConnectionStatus, Need, PassStatus, Sync, Trouble } from "@anyats/sync";
import { age, foreign, html, number, plural, streamName, time, type Html } from "../html.ts";
import type { Viewer } from "../page.ts";

/** What a page is made from. */
export interface Context {
  readonly sync: Sync;
  readonly viewer: Viewer;
  readonly pageSize: number;
  /** A summary that may be a second old: all open pages share it. */
  readonly summary: Sync["summary"];
}

const actors: Readonly<Record<Trouble["who"], string>> = {
  you: "You",
  customer: "The customer",
  nobody: "Retried automatically",
};

export const whoBadge = (who: Trouble["who"]): Html => html`<span class="badge ${who}">${actors[who]}</span>`;

export const stateBadge = (state: ConnectionStatus["state"]): Html =>
  html`<span class="badge ${state}">${state}</span>`;

/** A form of one button. What it sends is checked against the viewer's token. */
export function button(
  { base, token }: Viewer,
  label: string,
  to: string,
  fields: Readonly<Record<string, string>> = {},
  kind = "",
): Html {
  return html`<form method="post" action="${base}${to}">
    <input type="hidden" name="token" value="${token}" />${Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}<button class="${kind}">${label}</button>
  </form>`;
}

/** A button that shows first what it will do. */
export const sure = (id: string, label: string, text: string, form: Html): Html =>
  html`<details class="sure" id="${id}">
    <summary>${label}</summary>
    <div>
      <p>${text}</p>
      ${form}
    </div>
  </details>`;

export const connectionLink = ({ base }: Viewer, id: string): Html =>
  html`<a href="${base}/connections/${encodeURIComponent(id)}">${foreign(id)}</a>`;

/** How far a pass is. */
export function passProgress(stream: string, { kind, records, expected, perSecond, leftMs }: PassStatus): Html {
  const speed = perSecond === null ? "" : `, ${number(perSecond)} a second`;
  const left = leftMs === null ? "" : `, about ${age(leftMs)} left`;
  const bar =
    expected === null
      ? ""
      : html` <progress
          max="${expected}"
          value="${Math.min(records, expected)}"
          aria-label="${streamName(stream)}, ${kind} pass"
        ></progress>`;
  return html`<div>${streamName(stream)}: ${kind} pass, ${plural(records, "record")}${speed}${left}${bar}</div>`;
}

/** What somebody must do, and what is retried automatically. */
export function needsList({ needs, streams, reason, retryAt }: ConnectionStatus): Html {
  const byItself = [reason, ...streams.map(({ lastError }) => lastError)].filter(
    (one, at, all) => one?.who === "nobody" && all.findIndex((other) => other?.code === one.code) === at,
  );
  return html`${needs.map(need)}${byItself.map(
    (one) =>
      one &&
      html`<div class="need nobody">
        <p>${whoBadge("nobody")} ${foreign(one.message)} <code>${foreign(one.code)}</code></p>
        <p class="quiet">Since ${time(one.at)}.${retryAt && html` Next try: ${time(retryAt)}.`}</p>
      </div>`,
  )}`;
}

/** Where the page itself has the buttons, its advice names them. */
const own: Readonly<Record<string, string>> = {
  "sync.deletions-held": "Check the source, then decide at the stream below.",
  "sync.writes-unknown": "Look into the ATS, then settle each below.",
  "sync.writes-failed": "Settle each below when it is dealt with.",
};

const need = ({ who, message, advice, code, stream }: Need): Html =>
  html`<div class="need ${who}">
    <p>
      ${whoBadge(who)} ${foreign(message)} <code>${foreign(code)}</code>${
        stream && html` <span class="quiet">${streamName(stream)}</span>`
      }
    </p>
    <p class="quiet">${own[code] ?? foreign(advice)}</p>
  </div>`;

/** Links to the next page and back to the first. */
export function pages(viewer: Viewer, path: string, query: URLSearchParams, next: string | null): Html {
  const to = (after: string | null) => {
    const changed = new URLSearchParams(query);
    changed.delete("said");
    if (after === null) changed.delete("after");
    else changed.set("after", after);
    const text = changed.toString();
    return `${viewer.base}${path}${text === "" ? "" : `?${text}`}`;
  };
  return html`<p class="pages">
    ${query.has("after") && html`<a href="${to(null)}">First page</a>`}${
      next !== null && html`<a rel="next" href="${to(next)}">Next page</a>`
    }
  </p>`;
}
