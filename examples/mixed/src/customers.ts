import { ashby } from "@anyats/ashby";
import { avionte } from "@anyats/avionte";
import type { Adapter } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { odoo } from "@anyats/odoo";

/** A customer of the app. In a real one the settings come from a secret store. */
export interface Customer {
  readonly id: string;
  readonly adapter: Adapter;
  readonly settings: object;
}

/** Three customers on three emulators: all that differs between them is here. */
export function customers(candidates = 60): readonly Customer[] {
  const size = { candidates, runningClock: true } as const;
  return [
    { id: "acme", adapter: avionte, settings: createEmulator({ tool: "avionte", ...size }).settings() },
    { id: "globex", adapter: ashby, settings: createEmulator({ tool: "ashby", ...size }).settings() },
    { id: "initech", adapter: odoo, settings: createEmulator({ tool: "odoo", ...size }).settings() },
  ];
}
