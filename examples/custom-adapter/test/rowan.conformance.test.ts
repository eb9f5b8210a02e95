import { testAdapter } from "@anyats/conformance/vitest";
import { rowan } from "../src/index.ts";
import { rowanWorld } from "./world.ts";

testAdapter(rowan, { world: rowanWorld, evidence: new URL("../evidence.json", import.meta.url) });
