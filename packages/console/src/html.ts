import { html, raw } from "hono/html";

/** A piece of a page. Every text in it was escaped by `html`. */
export type Html = ReturnType<typeof html>;

/** Characters that show text in another order than it has, or not at all. */
const misleading = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/** Text without such characters. */
export const plain = (text: string): string => text.toWellFormed().replaceAll(misleading, "\ufffd");

/** Text of others: it cannot change the order of what stands around it. */
export function foreign(text: string): Html {
  return html`<bdi>${plain(text)}</bdi>`;
}

/** A name or a path, which may be broken into lines where its words end. */
export function breakable(name: string): Html {
  const words = plain(name).split(/(?<=[._[\]])(?=[^\].[])|(?<=[a-z])(?=[A-Z])/);
  return html`<code><bdi>${words.map((word, at) => html`${at > 0 && html`<wbr />`}${word}`)}</bdi></code>`;
}

/** A length of time, in the coarsest unit that tells something. */
export function age(ms: number | null): string {
  if (ms === null) return "never";
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "under 1 min";
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** A time as an operator anywhere reads it. */
export function time(iso: string | null): Html {
  if (iso === null) return html`–`;
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}

const numbers = new Intl.NumberFormat("en");
export const number = (value: number): string => numbers.format(value);

export const plural = (count: number, one: string, more = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : more}`;

/** The name of a stream as people say it: `candidates`. */
export const streamName = (stream: string): string => stream.replace(/\.stream$/, "");

/** A part of a page: kept up to date under its id, or standing still. */
export interface Part {
  readonly id: string | null;
  readonly content: Html;
}

/** A part in its page. */
export const placed = ({ id, content }: Part): Html => (id === null ? content : html`<div id="${id}">${content}</div>`);

/** A curve, or several, over time; drawn in the browser, with the same numbers as a table. */
export interface Plot {
  readonly id: string;
  readonly title: string;
  /** What the lines say, in one sentence. */
  readonly summary: string;
  /** Seconds since 1970. */
  readonly x: readonly number[];
  readonly lines: readonly { readonly label: string; readonly y: readonly (number | null)[] }[];
}

/** How many rows the table beside a plot has at most. */
const tableRows = 24;

export function plot({ id, title, summary, x, lines }: Plot): Html {
  if (x.length === 0)
    return html`<figure class="plot" id="${id}">
      <figcaption>${title}</figcaption>
      <p class="quiet">Nothing noted yet.</p>
    </figure>`;
  const step = Math.max(1, Math.ceil(x.length / tableRows));
  const shown = x.map((_, at) => at).filter((at) => (x.length - 1 - at) % step === 0);
  const data = JSON.stringify({ x, lines });
  return html`<figure class="plot" id="${id}" data-plot="${data}">
    <figcaption>${title}<span>${summary}</span></figcaption>
    <div id="${id}-canvas" class="canvas" data-keep aria-hidden="true"></div>
    <details id="${id}-table">
      <summary>The same as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            ${lines.map(({ label }) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (at) =>
              html`<tr>
                <th scope="row">${time(new Date(x[at]! * 1_000).toISOString())}</th>
                ${lines.map(({ y }) => html`<td>${y[at] == null ? "–" : age(y[at])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}

export { html, raw };
