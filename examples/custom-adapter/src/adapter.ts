import { CONNECTION_ID, defineAdapter, toClass } from "@anyats/core";
import { bindHttp } from "@anyats/http";
import { rowanGaps } from "./gaps.ts";
import * as handlers from "./handlers/index.ts";
import { rowanLimitations } from "./limitations.ts";
import { Lists, LISTS } from "./lists.ts";
import { rowanProfile } from "./profile.ts";
import { Reasons, REASONS } from "./reasons.ts";
import { ROWAN_SETTINGS, rowanSettings, type RowanSettings } from "./settings.ts";
import { STAGES, Stages } from "./stages.ts";

/** The fields that Rowan has of a person, and of where an application stands. */
const person = ["firstName", "lastName", "emailAddresses[].address", "phoneNumbers[].number"];
const standing = ["outcome", "rejectedAt", "stage.id", "stage.remoteId", "job.id", "job.remoteId"];

/** Rowan, the ATS that a company has built for itself, through its own API. */
export const rowan = defineAdapter({
  id: "rowan",
  name: "Rowan",
  package: { name: "@anyats-examples/custom-adapter", version: "0.0.0" },
  facts: {
    providerId: "rowan",
    maturity: "beta",
    noteFormat: "plain",
    traits: {
      onlyFields: {
        jobs: ["title", "status", "stages[].id", "stages[].remoteId", "stages[].name", "stages[].index"],
        applications: [
          ...standing,
          "stageId",
          "jobId",
          "candidateId",
          ...person.map((field) => `candidate.${field}`),
          "candidate.id",
          "candidate.remoteId",
        ],
        candidates: [
          ...person,
          ...["id", "remoteId", "createdAt", "updatedAt", "changedAt", ...standing].map(
            (field) => `applications[].${field}`,
          ),
        ],
      },
    },
    prerequisites: ["Ask the operations team for the key of a service account."],
  },
  settings: rowanSettings,
  handlers,
  missing: rowanGaps,
  limitations: rowanLimitations,
  bindings: (options) => {
    const { bind } = options;
    bind(CONNECTION_ID).toResolvedValue(({ baseUrl }: RowanSettings) => baseUrl, [ROWAN_SETTINGS]);
    bindHttp(options, rowanProfile);
    toClass(bind(LISTS), Lists).inSingletonScope();
    toClass(bind(STAGES), Stages).inSingletonScope();
    toClass(bind(REASONS), Reasons).inSingletonScope();
  },
});
