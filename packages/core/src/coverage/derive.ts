import { z } from "zod";
import { lineage, ownerOf, type Adapter } from "../adapter/adapter.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import type { Parts } from "../client/parts.ts";
import { gapOf } from "../adapter/gap.ts";
import { handlerToken, type HandlerFacts } from "../adapter/handler.ts";
import { LIMITATIONS } from "../adapter/limitation.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import type { CoverageCell, CoverageReport } from "./report.ts";
import { totalsOf } from "./totals.ts";

/** Says what a connection's handlers can do, by asking its parts: what they give out is what a call would get. */
export function coverageOfParts(adapter: Adapter, parts: Parts): CoverageReport {
  const ids = [...capabilityIds, ...adapter.ownCapabilities.map(({ id }) => id)];
  const cells = ids.map((id) => cellOf(adapter, parts, capabilityOf(adapter, id)!));
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
      notes: [...(facts.notes ?? [])],
    },
    settings: settingsOf(adapter),
    scope: "adapter",
    cells,
    totals: totalsOf(cells),
  };
}

function cellOf(adapter: Adapter, parts: Parts, capability: AnyCapability): CoverageCell {
  const { id, kind, effect, summary } = capability;
  const described = {
    capability: id,
    group: id.slice(0, id.indexOf(".")),
    kind,
    effect,
    summary,
    sourceName: capability.sourceName ?? null,
    evidence: null,
  };
  if (!parts.isBound(handlerToken(id))) {
    const gap = gapOf(adapter.missing, id);
    return {
      ...described,
      status: "unsupported",
      how: null,
      implementedBy: null,
      lane: null,
      routes: [],
      limitations: [],
      gap: {
        reason: gap?.reason ?? "not-known",
        explanation: gap?.explanation ?? "Nothing is registered for it.",
        priority: gap?.priority ?? null,
        plan: gap?.plan ?? null,
        workaround: gap?.workaround ?? null,
      },
    };
  }
  const handler = parts.get(handlerToken(id));
  const limitations = parts.get(LIMITATIONS).of(id);
  return {
    ...described,
    status: limitations.length > 0 ? "limited" : "supported",
    ...provenance(adapter, handler, id),
    lane: handler.lane,
    routes: handler.routes.map((route) => ({ ...route })),
    limitations: limitations.map(({ effect: does, capabilities: _of, source: _source, ...facts }) => ({
      ...facts,
      effect: does.kind,
    })),
    gap: null,
  };
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

function settingsOf(adapter: Adapter): CoverageReport["settings"] {
  const schema = z.toJSONSchema(adapter.settings, { io: "input", unrepresentable: "any" });
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    required: required.has(name),
    description: typeof property === "object" ? (property.description ?? "") : "",
  }));
}
