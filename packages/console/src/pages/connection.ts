import type { ConnectionStatus, StreamLag, StreamStatus } from "@anyats/sync";
import { age, foreign, html, number, plot, plural, streamName, time, type Html } from "../html.ts";
import type { Page, Viewer } from "../page.ts";
import { button, needsList, passProgress, stateBadge, sure, type Context } from "./parts.ts";
import { setAsideTable } from "./set-aside.ts";
import { writesTable } from "./writes.ts";

/** How many set-aside records and writes of a connection its page shows. */
const few = 10;

/** One connection: what it needs, its streams, its history, and what waits. @throws {AtsError} `sync.unknown-connection` */
export async function connectionPage({ sync, viewer }: Context, id: string): Promise<Page> {
  await sync.connections.get(id);
  const [[status], lag, unknown, failed, aside] = await Promise.all([
    sync.status(id),
    sync.lag(id),
    sync.writes.list({ connection: id, state: "unknown", limit: few }),
    sync.writes.list({ connection: id, state: "failed", limit: few }),
    sync.setAside({ connection: id, limit: few }),
  ]);
  const one = status!;
  const more = (path: string) => `${viewer.base}${path}?${new URLSearchParams({ connection: id }).toString()}`;
  return {
    title: id,
    parts: [
      { id: "state", content: html`${facts(one)}${viewer.mayAct && actions(viewer, one)}${needsList(one)}` },
      {
        id: "streams",
        content: html`<h2>Streams</h2>
          ${streams(viewer, one)}`,
      },
      {
        id: "history",
        content: html`<p>
            <a href="${viewer.base}/connections/${encodeURIComponent(id)}/fields">Which fields are filled</a>
          </p>
          ${lagPlot(lag)}`,
      },
      {
        id: "writes",
        content: html`<h2>Writes that wait for a person</h2>
          ${writesTable(viewer, [...unknown, ...failed], false)}${
            one.writes.unknown + one.writes.failed > few && html`<p><a href="${more("/writes")}">All of them</a></p>`
          }
          <p class="quiet">${plural(one.writes.queued, "write")} queued.</p>`,
      },
      {
        id: "aside",
        content: html`<h2>Set-aside records</h2>
          ${setAsideTable(viewer, aside.records, false)}${
            aside.next !== null && html`<p><a href="${more("/set-aside")}">All of them</a></p>`
          }`,
      },
    ],
  };
}

function facts({ adapter, integrationId, state, staleMs, addedAt, quota }: ConnectionStatus): Html {
  const { waiting, until, atOnce, left } = quota;
  const used = [
    left !== null && `${number(left)} requests left in the window`,
    atOnce !== null && `${number(atOnce)} at once`,
    waiting > 0 && `${plural(waiting, "request")} waiting`,
  ].filter((part) => part !== false);
  return html`<p>
      ${stateBadge(state)} ${foreign(adapter)}${integrationId !== null && html` · ${foreign(integrationId)}`} · added
      ${time(addedAt)}
    </p>
    <dl class="tiles">
      <div>
        <dt>Age of the copy</dt>
        <dd>${age(staleMs)}</dd>
      </div>
      <div>
        <dt>Quota</dt>
        <dd>
          ${until === null ? "open" : html`closed<small>until ${time(until)}</small>`}<small
            >${used.length === 0 ? "no limit is known yet" : used.join(", ")}</small
          >
        </dd>
      </div>
    </dl>`;
}

function actions(viewer: Viewer, { id, state }: ConnectionStatus): Html {
  if (state === "disconnected") return html``;
  const to = (action: string) => `/connections/${encodeURIComponent(id)}/${action}`;
  return html`<div class="actions" id="actions" role="group" aria-label="Actions">
    ${state === "paused" ? button(viewer, "Resume", to("resume"), {}, "main") : button(viewer, "Pause", to("pause"))}
    ${button(viewer, "Retry now", to("retry"))} ${button(viewer, "Read changes now", to("refresh"))}
    ${sure("verify", "Verify now", "Reads everything of every stream again. Records that the source no longer has are deleted from the copy.", button(viewer, "Verify all streams", to("verify"), {}, "main"))}
  </div>`;
}

function streams(viewer: Viewer, { id, streams: all }: ConnectionStatus): Html {
  if (all.length === 0) return html`<p class="empty">None is kept.</p>`;
  return html`<div class="scroll">
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col" class="number">Records</th>
          <th scope="col">Age of the copy</th>
          <th scope="col">Under way</th>
          <th scope="col">Verified</th>
          <th scope="col">Next</th>
        </tr>
      </thead>
      <tbody>
        ${all.map((one) => streamRow(viewer, id, one))}
      </tbody>
    </table>
  </div>`;
}

function streamRow(viewer: Viewer, connection: string, one: StreamStatus): Html {
  const {
    stream,
    scheduled,
    notScheduled,
    records,
    staleMs,
    pass,
    working,
    verifiedAt,
    nextAt,
    failures,
    held,
    setAside,
  } = one;
  if (!scheduled)
    return html`<tr>
      <th scope="row">${streamName(stream)}</th>
      <td colspan="5" class="quiet">Not kept: ${foreign(notScheduled ?? "it is not scheduled.")}</td>
    </tr>`;
  return html`<tr>
    <th scope="row">${streamName(stream)}</th>
    <td class="number" data-label="Records">${number(records)}</td>
    <td data-label="Copy">${staleMs === null ? "first pass" : age(staleMs)}</td>
    <td>
      ${pass ? passProgress(stream, pass) : working ? "a worker has it" : ""}${
        failures > 0 && html`<small>${plural(failures, "failure")} in a row</small>`
      }${setAside > 0 && html`<small>${number(setAside)} set aside</small>`}${held > 0 && brake(viewer, connection, stream, held)}
    </td>
    <td data-label="Verified">${time(verifiedAt)}</td>
    <td data-label="Next">${time(nextAt)}</td>
  </tr>`;
}

/** Deletions that look like a mistake: a person looks at the source, then says yes or no. */
function brake(viewer: Viewer, connection: string, stream: string, held: number): Html {
  const to = (action: string) => `/connections/${encodeURIComponent(connection)}/${action}`;
  return html`<div class="need you" id="brake-${stream}">
    <p><strong>${plural(held, "deletion")} held.</strong> So many at once look like a mistake. Check the source.</p>
    ${
      viewer.mayAct &&
      html`<div class="actions">
        ${sure(
          `confirm-${stream}`,
          "Delete them",
          `The copy loses ${plural(held, "record")} of ${streamName(stream)}; the feed says so to every consumer.`,
          button(
            viewer,
            `Yes, delete ${number(held)}`,
            to("confirm-deletions"),
            { stream, seen: String(held) },
            "danger",
          ),
        )}${button(viewer, "Keep them", to("dismiss-deletions"), { stream })}
      </div>`
    }
  </div>`;
}

function lagPlot(lag: readonly StreamLag[]): Html {
  const times = [...new Set(lag.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted();
  const lines = lag.map(({ stream, points }) => {
    const byTime = new Map(points.map(({ at, lagMs }) => [at, lagMs]));
    return { label: streamName(stream), y: times.map((at) => byTime.get(at) ?? null) };
  });
  const worst = Math.max(0, ...lines.flatMap(({ y }) => y.map((value) => value ?? 0)));
  return plot({
    id: "lag",
    title: "Age of the copy, last 7 days",
    summary: `At most in each hour; the worst was ${age(worst)}.`,
    x: times.map((at) => Date.parse(at) / 1_000),
    lines,
  });
}
