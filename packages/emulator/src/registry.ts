import { ashbyWire } from "./ashby/wire.ts";
import { avionteProfile } from "./avionte/profile.ts";
import { bullhornProfile } from "./bullhorn/profile.ts";
import { greenhouseProfile } from "./greenhouse/profile.ts";
import { komboWire } from "./kombo/wire.ts";
import { odooWire } from "./odoo/wire.ts";

/** What the emulator speaks, by the name of the ATS: Kombo's API with an ATS behind it, or an ATS's own. */
export const wires = {
  avionte: komboWire(avionteProfile),
  bullhorn: komboWire(bullhornProfile),
  greenhouse: komboWire(greenhouseProfile),
  ashby: ashbyWire,
  odoo: odooWire,
} as const;

export type Wires = typeof wires;
export type ToolName = keyof Wires;

/** The names of the tools, for a choice. */
export const toolNames = Object.keys(wires) as readonly ToolName[];
