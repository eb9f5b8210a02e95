import { z } from "zod/mini";
import { lineage, ownerOf, type Adapter } from "../adapter/adapter.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import type { Parts } from "../client/parts.ts";
import { gapOf, userMessageOf } from "../adapter/gap.ts";
import { handlerToken, type CallHandler, type HandlerFacts } from "../adapter/handler.ts";
import { LIMITATIONS, type Limitation } from "../adapter/limitation.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { withDerivedLimitations } from "./derived-limitations.ts";
import type { CoverageCell, CoverageReport } from "./report.ts";
import { textsOf } from "../texts/texts.ts";
import { sourceNames } from "./source-names.ts";
import { withGap } from "./status.ts";
import { totalsOf } from "./totals.ts";
import { traitNotes } from "./trait-notes.ts";

/** Says what a connection's handlers can do, by asking its parts: what they give out is what a call would get. */
export function coverageOfParts(adapter: Adapter, parts: Parts): CoverageReport {
  const ids = [...capabilityIds, ...adapter.ownCapabilities.map(({ id }) => id)];
  const declared = ids.map((id) => cellOf(adapter, parts, capabilityOf(adapter, id)!));
  const cells = [...derivedFor(adapter, declared)];
  const { facts } = adapter;
  return {
    schemaVersion: 1,
    adapter: {
      id: adapter.id,
      name: adapter.name,
      package: { ...adapter.package },
      lineage: lineage(adapter).map(({ id }) => id),
      providerId: facts.providerId,
      maturity: facts.maturity,
      noteFormat: facts.noteFormat,
      passthrough: facts.passthrough ? { ...facts.passthrough } : null,
      prerequisites: [...(facts.prerequisites ?? [])],
      notes: [...(facts.notes ?? []), ...traitNotes(facts.traits)],
    },
    settings: settingsOf(adapter),
    scope: "adapter",
    cells,
    totals: totalsOf(cells),
  };
}

/** Cells with the limitations that follow from them, where the adapter does not explain them itself. */
function derivedFor(adapter: Adapter, cells: readonly CoverageCell[]): readonly CoverageCell[] {
  return withDerivedLimitations(cells, adapter.name, (capability, fact) =>
    adapter.limitations.some(({ capabilities, explains }) => explains === fact && capabilities.includes(capability)),
  );
}

/**
 * A report whose cells were narrowed to what one connection allows, with the limitations that follow from that: a read
 * that the connection lacks leaves the writes that it settles in doubt.
 */
export function derivedAnew(adapter: Adapter, report: CoverageReport): CoverageReport {
  const cells = [...derivedFor(adapter, report.cells)];
  return { ...report, cells, totals: totalsOf(cells) };
}

function cellOf(adapter: Adapter, parts: Parts, capability: AnyCapability): CoverageCell {
  const { id, kind, effect } = capability;
  const cell: CoverageCell = {
    capability: id,
    group: id.slice(0, id.indexOf(".")),
    kind,
    effect,
    summary: textsOf(capability).summary,
    sourceName: (adapter.facts.showsSourceNames && sourceNames[id]) || null,
    status: "supported",
    how: null,
    implementedBy: null,
    lane: null,
    routes: [],
    settledBy: null,
    limitations: [],
    gap: null,
    evidence: null,
    exemptions: [],
  };
  if (!parts.isBound(handlerToken(id))) {
    const gap = gapOf(adapter.missing, id);
    return withGap(cell, {
      reason: gap?.reason ?? "not-known",
      explanation: gap?.explanation ?? "Nothing is registered for it.",
      userMessage: userMessageOf(gap, adapter.name),
      priority: gap?.priority ?? null,
      plan: gap?.plan ?? null,
      workaround: gap?.workaround ?? null,
    });
  }
  const handler = parts.get(handlerToken(id));
  return {
    ...cell,
    ...provenance(adapter, handler, id),
    lane: handler.lane,
    routes: handler.routes.map((route) => ({ ...route })),
    settledBy: settledBy(capability, handler),
    limitations: parts.get(LIMITATIONS).of(id).map(shown),
  };
}

/** What a creating write is settled by; nothing, where the handler does not read it back. */
function settledBy({ effect }: AnyCapability, handler: HandlerFacts): CoverageCell["settledBy"] {
  if (effect !== "creates") return null;
  if (handler.settledBy) return [...handler.settledBy];
  return (handler as Partial<CallHandler<AnyCapability>>).settle ? null : [];
}

function shown({ id, imposedBy, summary, reason, advice, userMessage, certainty, effect, denies }: Limitation) {
  const facts = { id, imposedBy, summary, reason, advice, userMessage: userMessage ?? summary, certainty };
  return { ...facts, effect: effect.kind, denies: [...(denies ?? [])], derived: false };
}

/** Where a handler comes from: who made the very object that a call would get. */
function provenance(adapter: Adapter, handler: HandlerFacts, id: string): Pick<CoverageCell, "how" | "implementedBy"> {
  const owner = ownerOf(handler);
  const registered = lineage(adapter).filter(({ operations }) => Object.hasOwn(operations, id));
  if (!owner)
    return { how: registered.length > 0 ? "override" : "own", implementedBy: { name: "application", version: "" } };
  const implementedBy = { ...owner.package };
  if (owner.id !== adapter.id) return { how: "inherited", implementedBy };
  return { how: registered.length > 1 ? "override" : "own", implementedBy };
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** The settings of all ways to connect; what one way does not require is not required. */
function fieldsIn({ properties = {}, required = [], anyOf, oneOf, allOf }: JsonSchema): CoverageReport["settings"] {
  const found = new Map(
    Object.entries(properties).map(([name, { description = "" }]) => [
      name,
      { name, required: required.includes(name), description },
    ]),
  );
  const ways = (anyOf ?? oneOf ?? allOf ?? []).map(fieldsIn);
  for (const field of ways.flat()) {
    const isRequired = ({ name, required: is }: typeof field) => name === field.name && is;
    const asked = ways.filter((way) => way.some(isRequired)).length;
    const own = found.get(field.name) ?? { ...field, required: false };
    found.set(field.name, { ...own, required: own.required || asked >= (allOf ? 1 : ways.length) });
  }
  return [...found.values()];
}

function settingsOf(adapter: Adapter): CoverageReport["settings"] {
  return fieldsIn(z.toJSONSchema(adapter.settings, { io: "input", unrepresentable: "any" }) as JsonSchema);
}
