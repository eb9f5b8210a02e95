import { emulatorWorld } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { greenhouse } from "../src/index.ts";

// Only what Kombo's Greenhouse connector is known to cover is there: what the adapter offers beyond that fails.
testAdapter(greenhouse, {
  world: emulatorWorld({ tool: "greenhouse", coverage: {} }),
  evidence: new URL("../evidence.json", import.meta.url),
  part: "1 of 2",
});
