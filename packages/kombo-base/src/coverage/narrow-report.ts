import {
  isOffered,
  lineage,
  needsOf,
  userMessageOf,
  withGap,
  type Adapter,
  type CoverageCell,
  type CoverageReport,
  type IntegrationDetails,
  type Need,
} from "@anyats/core";
import { plainName } from "./kombo-names.ts";
import { refusalByFeature, refusalByState, type Refusal } from "./refusals.ts";

/**
 * What Kombo must allow for a cell; `undefined` where none of its gates for models and actions stand before it: they stand
 * before its ATS API, but for custom parts. Its passthrough asks nobody, so such an operation says itself what it reads
 * of Kombo besides, such as the record whose id it is given.
 */
function gatesOf(adapter: Adapter, cell: CoverageCell): readonly Need[] | undefined {
  const { capability, lane, routes, implementedBy } = cell;
  if (!isOffered(cell)) return undefined;
  if (lane === "unified") {
    const isGated = routes.some(({ path }) => path.startsWith("/ats/") && !path.startsWith("/ats/custom/"));
    return isGated ? needsOf(adapter, capability) : undefined;
  }
  // Of the app's own handler, the adapter's operation says nothing.
  if (implementedBy?.name === "application") return undefined;
  const decides = lineage(adapter).findLast(({ operations }) => Object.hasOwn(operations, capability));
  return decides?.operations[capability]?.needs;
}

const toKombosAtsApi = (cell: CoverageCell) => cell.routes.some(({ path }) => path.startsWith("/ats/"));

/**
 * Whether the state of the integration says nothing of a cell: it is about the integration itself, gives any answer of the
 * ATS, or does not go through Kombo.
 */
function isInEveryState(cell: CoverageCell): boolean {
  if (cell.lane === "native") return true;
  return cell.lane === "unified" ? !toKombosAtsApi(cell) : cell.capability === "passthrough.send";
}

type Finding = Refusal | "unchanged" | "not-named";

function finding(cell: CoverageCell, gates: readonly Need[] | undefined, details: IntegrationDetails): Finding {
  if (!isOffered(cell) || isInEveryState(cell)) return "unchanged";
  const names = gates ?? [];
  const isLive = cell.kind === "command" || cell.lane === "passthrough";
  const live = isLive || names.some(({ of }) => of === "writeActions");
  const byState = refusalByState(details, live);
  if (byState) return byState;
  let named = true;
  for (const name of names) {
    const feature = details[name.of].find(({ id }) => name.pattern.test(plainName(id)));
    if (!feature) named = false;
    const refusal = feature && refusalByFeature(feature, name, details.scopeConfiguration?.name ?? null);
    if (refusal) return refusal;
  }
  return named ? "unchanged" : "not-named";
}

/**
 * Narrows a report to what one customer's integration allows. A yes may become a no, with the factor that says so and
 * what helps; a no stays one. Where Kombo's names do not tell, the cell stays as it is and a note says so.
 */
export function narrowReport(adapter: Adapter, report: CoverageReport, details: IntegrationDetails): CoverageReport {
  const notNamed: string[] = [];
  const cells = report.cells.map((cell) => {
    const found = finding(cell, gatesOf(adapter, cell), details);
    if (found === "not-named") notNamed.push(cell.capability);
    return typeof found === "string"
      ? cell
      : withGap(cell, { ...found, userMessage: userMessageOf(found, report.adapter.name) });
  });
  const note = `Kombo lists no model or action by a name that tells whether this connection has ${notNamed.join(", ")}; that is as the adapter says.`;
  return {
    ...report,
    scope: "connection",
    adapter: { ...report.adapter, notes: notNamed.length > 0 ? [...report.adapter.notes, note] : report.adapter.notes },
    cells,
  };
}
