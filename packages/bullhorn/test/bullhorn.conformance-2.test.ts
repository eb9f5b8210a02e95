import { emulatorWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { bullhorn } from "../src/index.ts";

// Only what Kombo's Bullhorn connector is known to cover is there: what the adapter offers beyond that fails.
testAdapter(bullhorn, {
  world: emulatorWorld({ tool: "bullhorn", coverage: {} }),
  evidence: new URL("../evidence.json", import.meta.url),
  part: "2 of 2",
});
