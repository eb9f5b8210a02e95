import { attachments, interviews, notes, offers, scorecards } from "@anyats/core";
import { model } from "../coverage/kombo-names.ts";
import { interviewReading, noteReading, offerReading, syncedAttachmentReading } from "../mapping/activity.ts";
import { scorecardReading } from "../mapping/scorecard.ts";
import { listStream } from "../reading/list-stream.ts";

export const streamInterviews = listStream(interviews.stream, {
  path: "/ats/interviews",
  reading: interviewReading,
  needs: [model("interviews?")],
  // An interview is on one application, and so on one job.
  splittable: ["job_ids"],
  query: ({ jobIds }) => ({ job_ids: jobIds }),
});

export const streamOffers = listStream(offers.stream, {
  path: "/ats/offers",
  reading: offerReading,
  needs: [model("offers?")],
});

interface Parents {
  readonly candidateIds?: readonly string[] | undefined;
  readonly applicationIds?: readonly string[] | undefined;
}

/** What belongs to one candidate, and to one application at most. */
const ofOneCandidate = {
  splittable: ["candidate_ids", "application_ids"],
  query: ({ candidateIds, applicationIds }: Parents) => ({
    candidate_ids: candidateIds,
    application_ids: applicationIds,
  }),
} as const;

/** In Kombo since August 2026. */
export const streamNotes = listStream(notes.stream, {
  ...ofOneCandidate,
  path: "/ats/notes",
  reading: noteReading,
  needs: [model("notes?")],
});

/** In Kombo since August 2026. */
export const streamScorecards = listStream(scorecards.stream, {
  ...ofOneCandidate,
  path: "/ats/scorecards",
  reading: scorecardReading,
  needs: [model("scorecards?")],
});

/** A beta of Kombo's for Enterprise plans. */
export const streamAttachments = listStream(attachments.stream, {
  ...ofOneCandidate,
  path: "/ats/attachments",
  reading: syncedAttachmentReading,
  needs: [model("attachments?")],
});
