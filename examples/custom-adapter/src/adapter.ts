import { defineAdapter } from "@anyats/core";
import { bindHttp } from "@anyats/http";
import { rowanGaps } from "./gaps.ts";
import * as handlers from "./handlers/index.ts";
import { rowanLimitations } from "./limitations.ts";
import { rowanProfile } from "./profile.ts";
import { rowanSettings } from "./settings.ts";

/** The fields that Rowan has of a person, and of where an application stands. */
const person = ["firstName", "lastName", "emailAddresses[].address", "phoneNumbers[].number"];
const ids = ["id", "remoteId"];
const dates = ["createdAt", "updatedAt", "changedAt"];
const standing = ["outcome", "rejectedAt", "stage.id", "stage.remoteId", "job.id", "job.remoteId"];
const within = (name: string, fields: readonly string[]) => fields.map((field) => `${name}.${field}`);

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
        jobs: ["title", "status", ...within("stages[]", [...ids, "name", "index"])],
        applications: [...standing, "stageId", "jobId", "candidateId", ...within("candidate", [...ids, ...person])],
        candidates: [...person, ...within("applications[]", [...ids, ...dates, ...standing])],
      },
    },
    prerequisites: ["Ask the operations team for the key of a service account."],
  },
  settings: rowanSettings,
  handlers,
  missing: rowanGaps,
  limitations: rowanLimitations,
  bindings: (options) => bindHttp(options, rowanProfile),
});
