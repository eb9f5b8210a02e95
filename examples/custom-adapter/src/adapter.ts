import { CONNECTION_ID, defineAdapter, SETTINGS, toClass } from "@anyats/core";
import { API, HttpApi } from "./api.ts";
import { rowanGaps } from "./gaps.ts";
import { AddApplicationNote } from "./handlers/add-application-note.ts";
import { GetApplication, GetCandidate, GetJob } from "./handlers/single-records.ts";
import { StreamApplications, StreamCandidates, StreamJobs } from "./handlers/streams.ts";
import {
  ListApplicationStages,
  ListRejectionReasons,
  MoveApplicationToStage,
  RejectApplication,
} from "./handlers/workflow.ts";
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
  handlers: {
    "jobs.stream": StreamJobs,
    "jobs.get": GetJob,
    "applications.stream": StreamApplications,
    "applications.get": GetApplication,
    "applications.listStages": ListApplicationStages,
    "applications.moveToStage": MoveApplicationToStage,
    "applications.listRejectionReasons": ListRejectionReasons,
    "applications.reject": RejectApplication,
    "applications.addNote": AddApplicationNote,
    "candidates.stream": StreamCandidates,
    "candidates.get": GetCandidate,
  },
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
