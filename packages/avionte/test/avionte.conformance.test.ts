import { emulatorWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { avionte } from "../src/index.ts";

testAdapter(avionte, {
  world: emulatorWorld(),
  evidence: new URL("../evidence.json", import.meta.url),
  part: "1 of 2",
});
