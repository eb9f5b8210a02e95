import type { RecordStream } from "@anyats/core";
import type { FieldShare, StreamFields, Sync } from "@anyats/sync";
import { breakable, html, number, plain, streamName, time, type Html } from "../html.ts";
import type { Page } from "../page.ts";
import type { Context } from "./parts.ts";

/** How many records are read to find out where fields come from. */
const looked = 5;

/** The places in the wire record that fields follow from, by stream and field. */
type Places = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/**
 * Which fields of a connection's records are filled and, when asked for, where each comes from. For that, a few records are
 * read from the ATS; nothing of their contents is shown.
 * @throws {AtsError} `sync.unknown-connection`
 */
export async function fieldsPage({ sync, viewer }: Context, id: string, withPlaces: boolean): Promise<Page> {
  const measured = await sync.fields(id);
  const places: Places | undefined = withPlaces ? await placesOf(sync, id, measured) : undefined;
  const here = `${viewer.base}/connections/${encodeURIComponent(id)}`;
  return {
    title: `Fields of ${plain(id)}`,
    parts: [
      {
        id: null,
        content: html`<p class="quiet">
            In how many of the records stored last each field has a value. <a href="${here}">Back to the connection</a>
          </p>
          ${!withPlaces && html`<p><a href="${here}/fields?from=yes">Show where each field comes from</a> (reads ${looked} records of each kind from the ATS)</p>`}`,
      },
      ...measured.map((one) => ({ id: null, content: table(one, places?.get(one.stream)) })),
    ],
  };
}

type Streams = Readonly<Record<string, { stream(filter: object, how: object): RecordStream<object> }>>;
interface Traced {
  readonly provenance?: { readonly route: string | null; readonly fields: Readonly<Record<string, readonly string[]>> };
}

async function placesOf(sync: Sync, id: string, measured: readonly StreamFields[]): Promise<Places> {
  const ats = (await sync.client(id)) as unknown as Streams;
  const all = new Map<string, Map<string, Set<string>>>();
  for (const { stream } of measured) {
    const found = new Map<string, Set<string>>();
    all.set(stream, found);
    const records = ats[streamName(stream)]!.stream({}, { provenance: true, pageSize: looked, lookAhead: false });
    let seen = 0;
    for await (const { provenance } of records as AsyncIterable<Traced>) {
      for (const [path, from] of Object.entries(provenance?.fields ?? {})) {
        const field = path.startsWith("customFields.") ? path.replace(/\[\].*$/s, "") : path.split(/[.[]/, 1)[0]!;
        const known = found.get(field) ?? new Set();
        for (const place of from) known.add(place);
        found.set(field, known);
      }
      seen += 1;
      if (seen === looked) break;
    }
  }
  return all;
}

function table(
  { stream, records, fields }: StreamFields,
  places: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): Html {
  const lostFirst = fields.toSorted((a, b) => Number(b.lost) - Number(a.lost));
  return html`<h2>${streamName(stream)}</h2>
    <p class="quiet">${number(records)} records</p>
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Filled</th>
            <th scope="col">Warning</th>
            ${places && html`<th scope="col">Comes from</th>`}
          </tr>
        </thead>
        <tbody>
          ${lostFirst.map((one) => row(one, places))}
        </tbody>
      </table>
    </div>`;
}

function row(
  { field, share, lost, last }: FieldShare,
  places: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): Html {
  const percent = Math.round(share * 100);
  const from = [...(places?.get(field) ?? [])];
  return html`<tr>
    <th scope="row">${breakable(field)}</th>
    <td data-label="Filled" class="share">
      <progress max="100" value="${percent}" aria-label="${plain(field)}"></progress> ${percent} %
    </td>
    <td class="${lost ? "" : "blank"}">
      ${lost && last && html`<span class="badge you">Lost</span> ${Math.round(last.share * 100)} % until ${time(last.at)}`}
    </td>
    ${places && html`<td data-label="From">${shown(from)}</td>`}
  </tr>`;
}

/** A few places as they are, many behind their count. */
function shown(places: readonly string[]): Html {
  if (places.length === 0) return html`–`;
  const all = html`${places.map((place) => html`<div>${breakable(place)}</div>`)}`;
  return places.length < 4
    ? all
    : html`<details>
        <summary>${places.length} places</summary>
        ${all}
      </details>`;
}
