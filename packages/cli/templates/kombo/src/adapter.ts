import { defineAdapter } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";
import { myAtsGaps } from "./gaps.ts";
import { streamMyAtsJobs } from "./handlers/stream-my-ats-jobs.ts";
import { myAtsLimitations } from "./limitations.ts";
import { myAtsSettings } from "./settings.ts";
import { version } from "./version.ts";

/** My ATS, through Kombo. What is registered here, and what the base registers, is what it covers. */
export const myAts = defineAdapter({
  id: "my-ats",
  name: "My ATS",
  package: { name: "anyats-my-ats", version },
  extends: komboBase,
  facts: {
    providerId: "my-provider",
    maturity: "in-development",
    noteFormat: "plain",
    notes: ["Scaffolded: what is inherited was tried on the emulator, not on a live My ATS."],
  },
  settings: myAtsSettings,
  handlers: [streamMyAtsJobs],
  missing: myAtsGaps,
  limitations: myAtsLimitations,
});
