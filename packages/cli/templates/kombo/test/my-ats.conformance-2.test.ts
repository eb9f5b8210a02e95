import { emulatorWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { myAts } from "../src/index.ts";

testAdapter(myAts, {
  world: emulatorWorld(),
  evidence: new URL("../evidence.json", import.meta.url),
  part: "2 of 2",
});
