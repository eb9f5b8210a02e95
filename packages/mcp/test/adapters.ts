import { ashby } from "@anyats/ashby";
import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import type { Adapter } from "@anyats/core";
import { greenhouse } from "@anyats/greenhouse";
import { komboBase } from "@anyats/kombo-base";
import { odoo } from "@anyats/odoo";
import type { AgentTool } from "../src/index.ts";

/** Every adapter, and what the emulator plays for it. */
export const adapters: readonly (readonly [id: string, Adapter, object])[] = [
  ["kombo-base", komboBase, {}],
  ["avionte", avionte, {}],
  ["bullhorn", bullhorn, { tool: "bullhorn" }],
  ["greenhouse", greenhouse, { tool: "greenhouse" }],
  ["ashby", ashby, { tool: "ashby", coverage: undefined }],
  ["odoo", odoo, { tool: "odoo", coverage: undefined }],
];

/** The capabilities of those tools that write: what `allow` may name. */
export const commandsOf = (tools: readonly AgentTool[]): readonly string[] =>
  tools.filter(({ annotations }) => !annotations.readOnlyHint).map(({ capability }) => capability);
