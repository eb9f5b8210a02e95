import { defineAdapter } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";
import { bullhornGaps } from "./gaps.ts";
import { addApplicationNote } from "./handlers/add-note-with-action.ts";
import { getEnhancedCandidate } from "./handlers/get-enhanced-candidate.ts";
import { limitations } from "./limitations.ts";
import { version } from "./version.ts";

/** Bullhorn, through Kombo. What is registered here is what it covers beyond Kombo's base. */
export const bullhorn = defineAdapter({
  id: "bullhorn",
  name: "Bullhorn",
  package: { name: "@anyats/bullhorn", version },
  extends: komboBase,
  facts: {
    providerId: "bullhorn",
    tools: ["bullhorn"],
    maturity: "in-development",
    showsSourceNames: true,
    noteFormat: "plain",
    passthrough: {
      slug: "bullhorn/default",
      baseUrl: "https://rest{swimlane}.bullhornstaffing.com/rest-services/{corpToken}",
    },
    prerequisites: [
      "Create an API key in Kombo's dashboard; it belongs to one environment and one region.",
      "Let the customer connect Bullhorn through Kombo's link; that gives the integration id, `bullhorn:…`.",
      "Wait for the first sync to end; before that Kombo answers that it is pending.",
    ],
    notes: [
      "What Kombo offers for Bullhorn is taken from its documentation of 2023 to 2026: ask ats.coverage() of the connection.",
      "A note has an action in Bullhorn: give it as `actionType`.",
      "The address of Bullhorn's own API differs from customer to customer; Kombo fills it in.",
    ],
  },
  handlers: [addApplicationNote, getEnhancedCandidate],
  missing: bullhornGaps,
  limitations,
});
