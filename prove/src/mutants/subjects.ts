import type { Adapter } from "@anyats/core";
import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import { emulatorWorld, type World } from "@anyats/conformance";
import { greenhouse } from "@anyats/greenhouse";
import { komboBase } from "@anyats/kombo-base";

/** An adapter with the world that the kit tries it against. */
export interface Subject {
  readonly adapter: Adapter;
  readonly world: World;
}

const onCoverage = (tool: "bullhorn" | "greenhouse") => emulatorWorld({ tool, coverage: {} });

/** The adapters that the kit is measured on, by id. */
export const subjects: Readonly<Record<string, Subject>> = {
  "kombo-base": { adapter: komboBase, world: emulatorWorld() },
  avionte: { adapter: avionte, world: emulatorWorld() },
  bullhorn: { adapter: bullhorn, world: onCoverage("bullhorn") },
  greenhouse: { adapter: greenhouse, world: onCoverage("greenhouse") },
};

/** Whose sources are mutated, and the subject whose kit run must notice. */
export const mutatedPackages: Readonly<Record<string, string>> = {
  "kombo-base": "avionte",
  avionte: "avionte",
  bullhorn: "bullhorn",
  greenhouse: "greenhouse",
};
