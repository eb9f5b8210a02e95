import type { MatrixColumn } from "../matrix.ts";
import type { CoverageCell } from "@anyats/core/coverage";
import { deprecationWords, reasonWords, statusWords } from "../words.ts";
import { glyph } from "./glyphs.ts";
import { breakable, markup, type Content, type Html } from "./html.ts";

type Limitation = CoverageCell["limitations"][number];
type Route = CoverageCell["routes"][number];

/** The name of a cell in addresses: it stays the same from one matrix to the next. */
export function anchorOf(adapter: string, capability: string): string {
  return [adapter, capability].map((part) => encodeURIComponent(part.toWellFormed())).join("/");
}

const fact = (name: string, value: Content): Content =>
  value ? markup`<div><dt>${name}</dt><dd>${value}</dd></div>` : null;
const section = (title: string, content: Content): Html =>
  markup`<section>
    <h4>${title}</h4>
    ${content}
  </section>`;
const list = (title: string, items: readonly Html[]): Content =>
  items.length > 0 && section(title, markup`<ul>${items}</ul>`);
const certainty = (sure: Route["certainty"]) => markup`<span class="sure ${sure}">${sure}</span>`;

const route = ({ method, path, certainty: sure, source, deprecated }: Route): Html =>
  markup`<li>
    <p class="route">
      <code><b>${method}</b> ${path}</code> ${certainty(sure)}
    </p>
    <p class="small">Known from: ${source}</p>
    ${deprecated && markup`<p class="ending"><strong>${deprecationWords(deprecated)}</strong></p>`}
  </li>`;

const limitation = ({
  id,
  summary,
  reason,
  advice,
  userMessage,
  imposedBy,
  certainty: sure,
  effect,
  denies,
}: Limitation): Html =>
  markup`<li>
    <p><strong>${summary}</strong></p>
    <p>${reason}</p>
    <p><b>What to do:</b> ${advice}</p>
    <p><b>For users:</b> ${userMessage}</p>
    ${denies.map((promise) => markup`<p class="small">Not tested because of it: ${promise}</p>`)}
    <p class="small">
      <code>${id}</code> · imposed by: ${imposedBy} · ${effect.replaceAll("-", " ")} ${certainty(sure)}
    </p>
  </li>`;

function gap({ gap: why }: CoverageCell): Content {
  if (!why) return null;
  return section(
    "Why not",
    markup`<p>
        <strong>${reasonWords[why.reason]}</strong>
        ${why.priority && markup`<span class="sure">${why.priority} priority</span>`}
      </p>
      <p>${why.explanation}</p>
      <dl>${fact("For users", why.userMessage)}${fact("Plan", why.plan)}${fact("Meanwhile", why.workaround)}</dl>`,
  );
}

function evidence(cell: CoverageCell): Content {
  return [proofOf(cell), ...cell.exemptions.map(exemption)];
}

const exemption = ({ promise, reason, expires }: CoverageCell["exemptions"][number]): Html =>
  markup`<p class="exempted">
    <strong>Not tested until <time datetime="${expires}">${expires}</time>:</strong> ${promise}. ${reason}
  </p>`;

function proofOf({ evidence: proof }: CoverageCell): Html {
  if (!proof) return markup`<p>Nothing has proved this cell yet.</p>`;
  const { tests, tier, result, date } = proof;
  return markup`<p class="proof ${result}">
    <strong>${tests} ${tests === 1 ? "test" : "tests"} ${result}</strong>, ${tier} tier,
    <time datetime="${date}">${date}</time>
  </p>`;
}

function facts({ sourceName, kind, effect, lane, how, implementedBy }: CoverageCell): Html {
  const by = implementedBy && markup`${how} · <code>${implementedBy.name}</code> ${implementedBy.version}`;
  return markup`<dl>
    ${fact("Source name", sourceName && markup`<code>${sourceName}</code>`)} ${fact("Kind", `${kind}, ${effect}`)}
    ${fact("Lane", lane)} ${fact("Code", by)}
  </dl>`;
}

/** All that is known of one cell. It stands at the page's end; where there is JavaScript it opens beside the table. */
export function cellArticle(column: MatrixColumn, cell: CoverageCell): Html {
  return markup`<article id="${anchorOf(column.id, cell.capability)}" class="cell-card ${cell.status}">
    <header>
      <h3><code>${breakable(cell.capability)}</code> <span>${column.name}</span></h3>
      <p class="badge">${glyph(cell.status)} ${statusWords[cell.status].word}</p>
    </header>
    <p>${cell.summary}</p>
    ${gap(cell)} ${list("Limitations", cell.limitations.map(limitation))}
    ${list(cell.routes.length === 1 ? "Route" : "Routes", cell.routes.map(route))}
    ${section("Evidence", evidence(cell))}
    ${section("Facts", facts(cell))}
  </article>`;
}
