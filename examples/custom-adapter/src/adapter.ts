import { CONNECTION_ID, defineAdapter, SETTINGS, toClass } from "@anyats/core";
import { API, HttpApi } from "./api.ts";
import { rowanGaps } from "./gaps.ts";
import { addApplicationNote } from "./handlers/add-application-note.ts";
import * as singleRecords from "./handlers/single-records.ts";
import * as streams from "./handlers/streams.ts";
import * as workflow from "./handlers/workflow.ts";
import { rowanLimitations } from "./limitations.ts";
import { ListPages, LISTS } from "./list-pages.ts";
import { Reasons, REASONS } from "./reasons.ts";
import { rowanSettings, type RowanSettings } from "./settings.ts";
import { STAGES, Stages } from "./stages.ts";

/** Rowan, the ATS that a company has built for itself, through its own API. */
export const rowan = defineAdapter({
  id: "rowan",
  name: "Rowan",
  package: { name: "@anyats-examples/custom-adapter", version: "0.0.0" },
  facts: {
    providerId: "rowan",
    maturity: "beta",
    noteFormat: "plain",
    prerequisites: ["Ask the operations team for the key of a service account."],
  },
  settings: rowanSettings,
  handlers: { ...streams, ...singleRecords, ...workflow, addApplicationNote },
  missing: rowanGaps,
  limitations: rowanLimitations,
  bindings: ({ bind }) => {
    bind(CONNECTION_ID).toResolvedValue((settings) => (settings as unknown as RowanSettings).baseUrl, [SETTINGS]);
    toClass(bind(API), HttpApi).inSingletonScope();
    toClass(bind(LISTS), ListPages).inSingletonScope();
    toClass(bind(STAGES), Stages).inSingletonScope();
    toClass(bind(REASONS), Reasons).inSingletonScope();
  },
});
