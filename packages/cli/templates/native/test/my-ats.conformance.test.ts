import { testAdapter } from "@anyats/conformance/vitest";
import { myAts } from "../src/index.ts";
import { serverWorld } from "./world.ts";

testAdapter(myAts, { world: serverWorld, evidence: new URL("../evidence.json", import.meta.url) });
