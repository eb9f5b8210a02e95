import { defineAdapter, toClass } from "@anyats/core";
import { komboBase, NATIVE_PACE } from "@anyats/kombo-base";
import { CUSTOM_FIELDS, TenantCustomFields } from "./custom-fields/custom-fields.ts";
import { avionteGaps } from "./gaps.ts";
import * as handlers from "./handlers/index.ts";
import { limitations } from "./limitations.ts";
import { NATIVE, NativeApi } from "./native/native-api.ts";
import { KnownRemoteIds, REMOTE_IDS } from "./native/remote-ids.ts";
import { ConfiguredRoutes, ROUTES } from "./routes/route-table.ts";
import { avionteSettings } from "./settings.ts";
import { version } from "./version.ts";

/** Avionté BOLD, through Kombo. What is registered here is what it covers. */
export const avionte = defineAdapter({
  id: "avionte",
  name: "Avionté",
  package: { name: "@anyats/avionte", version },
  extends: komboBase,
  facts: {
    providerId: "avionte",
    tools: ["avionte"],
    maturity: "in-development",
    showsSourceNames: true,
    noteFormat: "html",
    passthrough: { slug: "avionte/front-office-v1", baseUrl: "https://api.avionte.com/front-office/v1" },
    prerequisites: [
      "Become a certified integration partner of Avionté; Kombo asks for it.",
      "Create an API key in Kombo's dashboard; it belongs to one environment and one region.",
      "Let the customer connect Avionté through Kombo's link; that gives the integration id, `avionte:…`.",
      "Select the jobs to be synced with avionte.selectJob; Kombo syncs each once, with its applicants.",
      "Wait for the first sync to end; before that Kombo answers that it is pending.",
    ],
    notes: [
      "An application's remoteId has the form `candidate:job`, and stays while the application travels through the stages.",
      "Avionté bills the use of its API: definitions of custom fields are kept for the connection's life, batches take up to 100 jobs in one call.",
      "Bulk calls of Avionté's own API are held to three in a second, as its portal asks.",
    ],
  },
  settings: avionteSettings,
  handlers,
  missing: avionteGaps,
  limitations,
  bindings: ({ bind }) => {
    bind(NATIVE_PACE).toConstantValue({ bulkCallsPerSecond: 3, firstWaitMs: 5_000, mostErrors: 5 });
    toClass(bind(ROUTES), ConfiguredRoutes).inSingletonScope();
    toClass(bind(NATIVE), NativeApi).inSingletonScope();
    toClass(bind(REMOTE_IDS), KnownRemoteIds).inSingletonScope();
    toClass(bind(CUSTOM_FIELDS), TenantCustomFields).inSingletonScope();
  },
});
