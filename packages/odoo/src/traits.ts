import type { AdapterTraits } from "@anyats/core";
import type { usualFields } from "./rpc/usual-fields.ts";

const person = [
  "firstName",
  "lastName",
  "emailAddresses[].address",
  "phoneNumbers[].number",
  "socialProfiles[].url",
  "socialProfiles[].type",
  "tags[].id",
  "tags[].remoteId",
  "tags[].name",
];
const stage = ["stage.id", "stage.remoteId", "stage.name", "stage.index"];
const standing = ["outcome", "rejectionReasonName", "rejectedAt", ...stage, "job.id", "job.remoteId", "job.title"];
const mention = ["id", "remoteId"];
const user = [...mention, "firstName", "lastName", "email"];
const within = (name: string, fields: readonly string[]) => fields.map((field) => `${name}.${field}`);
const address = [
  "location.street1",
  "location.street2",
  "location.city",
  "location.state",
  "location.zipCode",
  "location.country",
];

/** Routes that only a server of version 19 is asked, whose persons are on applicants; the kit's is one of version 18. */
const onApplicants = (...calls: readonly string[]) =>
  Object.fromEntries(
    calls.map((call) => [`POST /${call}`, "asked only of Odoo 19, which keeps persons on applicants"]),
  );

/** What the server has of a model whose usual fields are asked for at once. */
const whereOneIsLacking = (model: keyof typeof usualFields) => ({
  [`POST /${model}/fields_get`]: "asked only of a server that lacks a field which Odoo 17 to 19 have",
});

/** The fields that Odoo has. What the kit does not find in them, it holds the adapter to. */
export const odooTraits: AdapterTraits = {
  deletions: "by-comparison",
  // Odoo enforces no mark of the customer's own fields.
  absentFields: { customFields: ["required"] },
  jointFields: {
    jobs: [["visibility", "postUrl"]],
    applications: [["outcome", "rejectionReasonName"]],
    candidates: [["firstName", "lastName"]],
    users: [["firstName", "lastName"]],
    // What takes whole days has no times.
    interviews: [["startsAt", "endsAt"]],
    notes: [["candidateId", "applicationId"]],
    attachments: [["candidateId", "applicationId", "type"]],
  },
  untriedRoutes: {
    "integration.checkKey": {
      "POST /res.users/context_get": "asked only with `api: json-2`, to sign in",
      "POST /hr.applicant/check_access_rights": "asked only of Odoo 17, which has no has_access",
    },
    "candidates.get": onApplicants("hr.applicant.category/search_read", "hr.applicant.category/fields_get"),
    "candidates.addNote": onApplicants("hr.applicant/message_post"),
    "candidates.addTag": onApplicants("hr.applicant/write"),
    "candidates.removeTag": onApplicants("hr.applicant/write"),
    "candidates.getCustomFieldValues": onApplicants("hr.applicant/search_read"),
    "candidates.updateCustomFields": onApplicants("hr.applicant/write", "hr.applicant/search_read"),
    "applications.listStages": whereOneIsLacking("hr.recruitment.stage"),
    "jobs.get": whereOneIsLacking("res.partner"),
    "jobs.stream": whereOneIsLacking("res.partner"),
  },
  onlyFields: {
    jobs: [
      "title",
      "description.untrustedHtml",
      "status",
      "visibility",
      "employmentType",
      "department",
      "postUrl",
      "openedAt",
      "closedAt",
      ...address,
      ...within("stages[]", [...mention, "name", "index"]),
      ...within("hiringTeam[]", [...user, "roles[].label", "roles[].type", "roles[].scope"]),
    ],
    applications: [
      ...standing,
      "stageId",
      "jobId",
      "candidateId",
      ...within("candidate", [...mention, ...person, "source"]),
      ...within("interviews[]", [...mention, "title", "startsAt", "endsAt", "location.raw", "canceled"]),
    ],
    candidates: [
      ...person,
      ...address,
      ...within("applications[]", [...mention, "createdAt", "updatedAt", "changedAt", ...standing]),
    ],
    interviews: [
      "title",
      "startsAt",
      "endsAt",
      "location.raw",
      "videoConferenceUrl",
      "canceled",
      ...within("interviewers[]", user),
      "applicationId",
      ...within("application", [...mention, "outcome", "rejectionReasonName"]),
      ...within("application.candidate", [...mention, "firstName", "lastName", "emailAddresses[].address"]),
      ...within("application.job", [...mention, "title"]),
    ],
    notes: ["candidateId", "applicationId", "content.untrustedHtml", "private", "authorId", ...within("author", user)],
    attachments: ["candidateId", "applicationId", "type", "fileName"],
    users: ["firstName", "lastName", "email", "status"],
    tags: ["name"],
  },
};
