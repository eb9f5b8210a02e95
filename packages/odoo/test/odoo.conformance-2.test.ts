import { odooWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { odoo } from "../src/index.ts";

testAdapter(odoo, { world: odooWorld(), evidence: new URL("../evidence.json", import.meta.url), part: "2 of 2" });
