import type { CoverageMatrix } from "../matrix.ts";
import { heading, statuses, statusWords } from "../words.ts";
import { glyph } from "./glyphs.ts";
import { markup, type Content, type Html } from "./html.ts";

interface Choice {
  readonly value: string | number;
  readonly label: Content;
  readonly count?: number;
}

function choices(name: string, legend: string, options: readonly Choice[]): Html {
  const chip = ({ value, label, count }: Choice) =>
    markup`<label class="chip">
      <input type="checkbox" name="${name}" value="${value}">
      <span>${label} ${count !== undefined && markup`<small>${count}</small>`}</span>
    </label>`;
  return markup`<fieldset>
    <legend>${legend}</legend>
    ${options.map(chip)}
  </fieldset>`;
}

/** The filters. Hidden until the script that works them runs: without JavaScript the table shows everything. */
export function filters({ adapters, rows }: CoverageMatrix): Html {
  const cells = rows.flatMap((row) => Object.values(row.cells));
  const groups = [...Map.groupBy(rows, ({ group }) => group).keys()];
  const lanes = (["unified", "passthrough", "native"] as const)
    .map((lane) => ({ value: lane, label: lane, count: cells.filter((cell) => cell.lane === lane).length }))
    .filter(({ count }) => count > 0);
  const shownStatuses = statuses.map((status) => ({
    value: status,
    label: markup`${glyph(status)}${statusWords[status].word}`,
    count: cells.filter((cell) => cell.status === status).length,
  }));
  return markup`<form id="filters" role="search" aria-label="Filter the matrix" hidden>
    <label class="field">
      <span>Search</span>
      <input
        type="search"
        name="text"
        placeholder="Capability, route, limitation …"
        autocomplete="off"
        spellcheck="false"
        aria-keyshortcuts="/"
        aria-controls="matrix">
    </label>
    <details class="more" open>
      <summary>Filters</summary>
      <div>
    <label class="field">
      <span>Group</span>
      <select name="group" aria-controls="matrix">
        <option value="">All groups</option>
        ${groups.map((group) => markup`<option value="${group}">${heading(group)}</option>`)}
      </select>
    </label>
    ${choices("status", "Status", shownStatuses)} ${choices("lane", "Lane", lanes)}
    ${
      adapters.length > 1 &&
      choices(
        "adapter",
        "Adapter",
        adapters.map(({ name }, index) => ({ value: index, label: name })),
      )
    }
      </div>
    </details>
    <p class="shown">
      <output id="shown" role="status" aria-live="polite"></output> <button type="reset">Clear</button>
    </p>
  </form>`;
}
