import { emulatorWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { myAts } from "../src/index.ts";

// In two files, which run at the same time: they test what is inherited, too.
testAdapter(myAts, {
  world: emulatorWorld(),
  evidence: new URL("../evidence.json", import.meta.url),
  part: "1 of 2",
});
