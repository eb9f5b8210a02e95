import { defineAdapter, toClass } from "@anyats/core";
import * as handlers from "./handlers/index.ts";
import { komboGaps } from "./gaps.ts";
import { AttachmentReader, ATTACHMENTS } from "./reading/attachments.ts";
import { ListReader, LISTS } from "./reading/list-reader.ts";
import { komboSettings } from "./settings.ts";
import { KomboTransport, TRANSPORT } from "./transport/kombo-transport.ts";
import { KomboPassthrough, PASSTHROUGH } from "./transport/passthrough.ts";
import { version } from "./version.ts";

/** What every ATS that is connected through Kombo inherits. */
export const komboBase = defineAdapter({
  id: "kombo-base",
  name: "Any ATS through Kombo",
  package: { name: "@anyats/kombo-base", version },
  facts: {
    providerId: "kombo",
    maturity: "in-development",
    noteFormat: "plain",
    prerequisites: [
      "Create an API key in Kombo's dashboard; it belongs to one environment and one region.",
      "Let the customer connect their ATS through Kombo's link; that gives the integration id.",
      "Wait for the first sync to end; before that Kombo answers that it is pending.",
    ],
  },
  settings: komboSettings,
  handlers: {
    "jobs.stream": handlers.StreamJobs,
    "jobs.get": handlers.GetJob,
    "applications.stream": handlers.StreamApplications,
    "applications.listStages": handlers.ListApplicationStages,
    "applications.listRejectionReasons": handlers.ListRejectionReasons,
    "candidates.stream": handlers.StreamCandidates,
    "candidates.get": handlers.GetCandidate,
    "candidates.find": handlers.FindCandidates,
    "candidates.getResume": handlers.GetCandidateResume,
  },
  missing: komboGaps,
  bindings: ({ bind }) => {
    toClass(bind(TRANSPORT), KomboTransport).inSingletonScope();
    toClass(bind(PASSTHROUGH), KomboPassthrough).inSingletonScope();
    toClass(bind(LISTS), ListReader).inSingletonScope();
    toClass(bind(ATTACHMENTS), AttachmentReader).inSingletonScope();
  },
});
