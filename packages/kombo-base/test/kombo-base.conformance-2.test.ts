import { emulatorWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { komboBase } from "../src/index.ts";

testAdapter(komboBase, {
  world: emulatorWorld({ tool: "greenhouse" }),
  evidence: new URL("../evidence.json", import.meta.url),
  part: "2 of 2",
});
