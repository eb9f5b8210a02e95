import { ashbyWorld, emulatorWorld, odooWorld, type World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { komboToolNames, type KomboToolName } from "@anyats/emulator";
import { adapters } from "@anyats/cli/adapters";

/** An adapter with the world that the kit tries it against. */
export interface Subject {
  readonly adapter: Adapter;
  readonly world: World;
}

/** The tool that the emulator's world is about by default. */
const usual = "avionte";
const hasOwnTool = (id: string): id is KomboToolName =>
  id !== usual && (komboToolNames as readonly string[]).includes(id);

/** The worlds of adapters that speak with their ATS themselves. */
const native: Readonly<Record<string, () => World>> = { ashby: ashbyWorld, odoo: odooWorld };

async function subject([id, load]: readonly [string, () => Promise<Adapter>]): Promise<[string, Subject]> {
  // The base itself is tried with an ATS for which Kombo does more than for Avionté, such as tracked applications.
  if (id === "kombo-base") return [id, { adapter: await load(), world: emulatorWorld({ tool: "greenhouse" }) }];
  const world = native[id]?.() ?? (hasOwnTool(id) ? emulatorWorld({ tool: id, coverage: {} }) : emulatorWorld());
  return [id, { adapter: await load(), world }];
}

/** The adapters that the kit is measured on, by id. */
export const subjects: Readonly<Record<string, Subject>> = Object.fromEntries(
  await Promise.all(Object.entries(adapters).map(subject)),
);

/** Whose sources are mutated, and the subject whose kit run must notice. */
export const mutatedPackages: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(adapters).map((id) => [id, id]),
);
