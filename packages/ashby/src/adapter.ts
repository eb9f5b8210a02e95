import { COVERAGE_NARROWER, defineAdapter, toClass } from "@anyats/core";
import { bindHttp } from "@anyats/http";
import { Applicants, APPLICANTS } from "./applicants.ts";
import { CustomFields, CUSTOM_FIELDS } from "./custom-fields.ts";
import { Directory, DIRECTORY } from "./directory.ts";
import { Files, FILES } from "./files.ts";
import { ashbyGaps } from "./gaps.ts";
import * as handlers from "./handlers/index.ts";
import { Key, KEY } from "./key.ts";
import { ashbyLimitations } from "./limitations.ts";
import { Lists, LISTS } from "./lists.ts";
import { ashbyProfile } from "./profile.ts";
import { Stages, STAGES } from "./stages.ts";
import { ashbySettings } from "./settings.ts";
import { version } from "./version.ts";
import { ashbyWebhooks } from "./webhooks.ts";

const lookedFor = "asked only after the answer of a file's upload was lost, to compare what is there";

/** Ashby, through its own public API. */
export const ashby = defineAdapter({
  id: "ashby",
  name: "Ashby",
  package: { name: "@anyats/ashby", version },
  facts: {
    providerId: "ashby",
    maturity: "beta",
    noteFormat: "plain",
    traits: {
      untriedRoutes: {
        "applications.create": { "POST /file.info": lookedFor },
        "candidates.create": { "POST /file.info": lookedFor },
      },
      absentFields: {
        jobs: [
          "remoteUrl",
          "description",
          "category",
          "experienceLevel",
          "weeklyHours",
          "salary",
          "location.street2",
          "stages[].status",
          "stages[].customFields",
          "screeningQuestions",
          "postings[].description",
          "hiringTeam[].roles[].remoteId",
        ],
        applications: [
          "remoteUrl",
          "stage.status",
          "stage.customFields",
          "candidate.remoteUrl",
          "candidate.socialProfiles",
          "candidate.tags",
          "screeningAnswers",
          "interviews",
          "offers",
        ],
        candidates: [
          "confidential",
          "location.street1",
          "location.street2",
          "location.zipCode",
          "socialProfiles[].username",
          ...[
            "outcome",
            "rejectionReasonName",
            "rejectedAt",
            "stage",
            "job",
            "remoteUrl",
            "createdAt",
            "updatedAt",
            "changedAt",
          ].map((field) => `applications[].${field}`),
        ],
        interviews: [
          "title",
          "application",
          ...["street1", "street2", "city", "state", "zipCode", "country"].map((field) => `location.${field}`),
        ],
        offers: ["candidate", "job"],
        notes: ["applicationId", "title"],
        users: ["roles[].remoteId"],
      },
      jointFields: { candidates: [["firstName", "lastName"]] },
      deletions: "by-comparison",
      ignoredFilters: { "offers.stream": ["updatedAfter"], "tags.stream": ["updatedAfter"] },
    },
    prerequisites: [
      "Let an administrator of the customer create an API key in Ashby's admin pages; it belongs to one organization.",
      "Grant it candidatesRead, jobsRead, interviewsRead, offersRead, organizationRead and hiringProcessMetadataRead to read, candidatesWrite, interviewsWrite and hiringProcessMetadataWrite to write, and apiKeysRead so that coverage can tell what is missing.",
      "Agree with the customer whether the key may see confidential jobs and private fields; Ashby reports what it may not see as not found.",
    ],
    notes: [
      "Every call asks for version 2026-01-01 of the API.",
      "Ashby has no sandbox; nothing here was tried against a live account.",
      "When candidates are merged, one id disappears and its applications stay.",
    ],
  },
  settings: ashbySettings,
  handlers,
  missing: ashbyGaps,
  limitations: ashbyLimitations,
  webhooks: ashbyWebhooks,
  bindings: (options) => {
    const { bind } = options;
    bindHttp(options, ashbyProfile);
    toClass(bind(LISTS), Lists).inSingletonScope();
    toClass(bind(DIRECTORY), Directory).inSingletonScope();
    toClass(bind(CUSTOM_FIELDS), CustomFields).inSingletonScope();
    toClass(bind(FILES), Files).inSingletonScope();
    toClass(bind(STAGES), Stages).inSingletonScope();
    toClass(bind(APPLICANTS), Applicants).inSingletonScope();
    toClass(bind(KEY), Key).inSingletonScope();
    toClass(bind(COVERAGE_NARROWER), Key).inSingletonScope();
  },
});
