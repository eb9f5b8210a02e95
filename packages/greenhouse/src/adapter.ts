import { defineAdapter, toClass } from "@anyats/core";
import { komboBase, TRANSPORT } from "@anyats/kombo-base";
import { ConnectorFields } from "./connector-fields.ts";
import { greenhouseGaps } from "./gaps.ts";
import { addApplicationNote } from "./handlers/add-note-with-visibility.ts";
import { sendToHarvest } from "./handlers/send-to-harvest.ts";
import { limitations } from "./limitations.ts";
import { greenhouseSettings } from "./settings.ts";
import { version } from "./version.ts";

/** Greenhouse, through Kombo. What is registered here is what it does otherwise than Kombo's base. */
export const greenhouse = defineAdapter({
  id: "greenhouse",
  name: "Greenhouse",
  package: { name: "@anyats/greenhouse", version },
  extends: komboBase,
  facts: {
    providerId: "greenhouse",
    tools: ["greenhouse", "greenhousev3"],
    maturity: "in-development",
    showsSourceNames: true,
    noteFormat: "plain",
    passthrough: { slug: "greenhouse/harvestv3", baseUrl: "https://harvest.greenhouse.io/v3" },
    prerequisites: [
      "Create an API key in Kombo's dashboard; it belongs to one environment and one region.",
      "Let the customer connect Greenhouse through Kombo's link; that gives the integration id, `greenhouse:…` or `greenhousev3:…`.",
      "Wait for the first sync to end; before that Kombo answers that it is pending.",
    ],
    notes: [
      "Kombo has two connectors for Greenhouse, `greenhouse` and `greenhousev3`; the integration id tells which, and calls go by it.",
      "Who sees a note, and the e-mail that goes with a rejection, are given in `remoteFields`.",
      "The connector `greenhouse` can be told in whose name something is written: `remoteFields.greenhouse.post_headers`, `On-Behalf-Of`. The other one cannot, and a receipt warns.",
      "What Kombo offers for Greenhouse is taken from lists of its documentation of 2023 to 2026: ask ats.coverage() of the connection.",
    ],
  },
  settings: greenhouseSettings,
  handlers: [addApplicationNote, sendToHarvest],
  missing: greenhouseGaps,
  limitations,
  bindings: ({ rebind }) => void toClass(rebind(TRANSPORT), ConnectorFields).inSingletonScope(),
});
