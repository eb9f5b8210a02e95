import { ashbyWorld, emulatorWorld, odooWorld, type World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { komboToolNames, type KomboToolName } from "@anyats/emulator";
import { adapterIds, adapters } from "@anyats/cli/adapters";

/** An adapter with the world that the kit tries it against. */
export interface Subject {
  readonly adapter: Adapter;
  readonly world: World;
  /** Other forms of the same ATS, such as a later version: what only those need is tried there. */
  readonly others?: readonly World[];
}

/** The adapters that the kit is measured on. */
export const subjectIds: readonly string[] = adapterIds;

/** The tool that the emulator's world is about by default. */
const usual = "avionte";
const hasOwnTool = (id: string): id is KomboToolName =>
  id !== usual && (komboToolNames as readonly string[]).includes(id);

/** The worlds of adapters that speak with their ATS themselves. */
const native: Readonly<Record<string, () => World>> = { ashby: ashbyWorld };

/** The example of an adapter that speaks HTTP itself. */
async function rowanSubject(): Promise<Subject> {
  // @boundaries-ignore an adapter by the guide
  const { rowan } = await import("../../../examples/custom-adapter/src/index.ts");
  // @boundaries-ignore its world
  const { rowanWorld } = await import("../../../examples/custom-adapter/test/world.ts");
  return { adapter: rowan, world: rowanWorld };
}

/** The same ATS, spoken to by what `@anyats/http` offers and no adapter of ours uses. */
const otherRowans: Readonly<Record<string, () => Promise<Subject>>> = {
  "other-rowan": async () => {
    const { otherRowan, otherRowanWorld } = await import("../worlds/other-rowan.ts");
    return { adapter: otherRowan, world: otherRowanWorld };
  },
  "rotating-rowan": async () => {
    const { rotatingRowan, rotatingRowanWorld } = await import("../worlds/rotating-rowan.ts");
    return { adapter: rotatingRowan, world: rotatingRowanWorld };
  },
  "furnished-rowan": async () => {
    const { furnishedRowan, furnishedRowanWorld } = await import("../worlds/furnished-rowan.ts");
    return { adapter: furnishedRowan, world: furnishedRowanWorld };
  },
  "tagged-rowan": async () => {
    const { taggedRowan, taggedRowanWorld } = await import("../worlds/tagged-rowan.ts");
    return { adapter: taggedRowan, world: taggedRowanWorld };
  },
};

/** An adapter by its id, loaded when it is asked for. */
export async function subjectOf(id: string): Promise<Subject> {
  const other = otherRowans[id];
  if (other) return other();
  if (id === "rowan") return rowanSubject();
  const adapter = await adapters[id]!();
  // The base itself is tried with an ATS for which Kombo does more than for Avionté, such as tracked applications.
  if (id === "kombo-base") return { adapter, world: emulatorWorld({ tool: "greenhouse" }) };
  if (id === "odoo") return { adapter, world: odooWorld(), others: [odooWorld({ version: 19 })] };
  const world = native[id]?.() ?? (hasOwnTool(id) ? emulatorWorld({ tool: id, coverage: {} }) : emulatorWorld());
  return { adapter, world };
}

/** A package whose sources are mutated. */
export interface MutatedPackage {
  /** The subjects of whose runs of the kit one must notice. */
  readonly subjects: readonly string[];
  /** Its handlers and mappings, as globs in `src`: what is only the adapter's own has no list of bugs. */
  readonly sources: readonly string[];
}

const folders = ["{handlers,mapping,custom-fields,records,people}/**/*.ts"];
/** Files of a small native adapter that has few folders. */
const flat = ["{mapping,applicants,candidates,custom-fields,directory,files,results,stages}.ts"];

/** The packages that are mutated, by name. */
export const mutatedPackages: Readonly<Record<string, MutatedPackage>> = {
  ...Object.fromEntries(adapterIds.map((id) => [id, { subjects: [id], sources: [...folders, ...flat] }])),
  // Its lists, retries, limits and bounds, as the adapters use them that ask the most of it.
  http: {
    // The quickest first: what one notices need not be tried on the others.
    subjects: [...Object.keys(otherRowans), "rowan", "ashby", "kombo-base", "odoo", "avionte"],
    sources: ["{calls,errors,quota,reading,schemas,settling,writing,custom-fields,files}/**/*.ts"],
  },
};
