import { defineAdapter } from "@anyats/core";
import { bindHttp } from "@anyats/http";
import { myAtsGaps } from "./gaps.ts";
import { getJob } from "./handlers/get-job.ts";
import { streamJobs } from "./handlers/stream-jobs.ts";
import { myAtsLimitations } from "./limitations.ts";
import { myAtsProfile } from "./profile.ts";
import { myAtsSettings } from "./settings.ts";
import { version } from "./version.ts";

/** My ATS, through its own API. What is registered here is what it covers. */
export const myAts = defineAdapter({
  id: "my-ats",
  name: "My ATS",
  package: { name: "anyats-my-ats", version },
  facts: {
    providerId: "my-provider",
    maturity: "in-development",
    noteFormat: "plain",
    // The fields that My ATS has. Add to them what you map; the conformance kit holds you to it.
    traits: { onlyFields: { jobs: ["title", "status"] } },
    prerequisites: ["Create an API key in the administration of My ATS."],
  },
  settings: myAtsSettings,
  handlers: [streamJobs, getJob],
  missing: myAtsGaps,
  limitations: myAtsLimitations,
  bindings: (options) => bindHttp(options, myAtsProfile),
});
