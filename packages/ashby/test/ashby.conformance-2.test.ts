import { ashbyWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { ashby } from "../src/index.ts";

testAdapter(ashby, { world: ashbyWorld(), evidence: new URL("../evidence.json", import.meta.url), part: "2 of 2" });
