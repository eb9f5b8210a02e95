import { candidates, handles, InvalidInput, type Candidate } from "@anyats/core";
import { path } from "@anyats/http";
import { action, model } from "../coverage/kombo-names.ts";
import { candidateReading } from "../mapping/candidate.ts";
import { ATTACHMENTS } from "../reading/attachments.ts";
import { LISTS } from "../reading/list-reader.ts";
import { listStream, type ListDefinition } from "../reading/list-stream.ts";
import { newestResume } from "../reading/newest-resume.ts";
import { documented } from "../routes.ts";
import { type WireCandidate } from "../wire/candidate.ts";
import { readingFiles } from "./reading-files.ts";
import { addsResultLink } from "./result-links.ts";
import { changesTag } from "./tags.ts";

const needs = [model("candidates?")];

/** More jobs make the address too long, and cannot be asked for in parts: a candidate may match in several. */
const mostJobs = 100;

/** Kombo's list of candidates. */
export const candidateList: ListDefinition<typeof candidates.stream, WireCandidate, Candidate> = {
  path: "/ats/candidates",
  reading: candidateReading,
  needs,
  query: ({ email, firstName, lastName, jobIds }) => {
    if ((jobIds?.length ?? 0) > mostJobs)
      throw new InvalidInput("The filter", [
        { path: "jobIds", message: `must name at most ${mostJobs} jobs; stream the applications of more` },
      ]);
    return { email, first_name: firstName, last_name: lastName, job_ids: jobIds };
  },
};

export const streamCandidates = listStream(candidates.stream, candidateList);

/** Kombo has no get-by-id: its list is asked with `ids`. */
export const getCandidate = handles(candidates.get, {
  lane: "unified",
  routes: documented("GET /ats/candidates"),
  needs,
  inject: { lists: LISTS },
  handle: (input, call, { lists }) => lists.one("candidate", "/ats/candidates", candidateReading, input, call),
});

const files = {
  lane: "unified",
  routes: documented("GET /ats/candidates/{candidate_id}/attachments"),
  needs: [readingFiles],
  inject: { attachments: ATTACHMENTS },
} as const;

/** The newest résumé. Runs live in the ATS. */
export const getCandidateResume = handles(candidates.getResume, {
  ...files,
  async handle({ candidate }, call, { attachments }) {
    const all = await attachments.ofCandidate(candidate.id, call);
    const attachment = newestResume(all);
    return { attachment, others: attachment ? all.length - 1 : all.length };
  },
});

/** Runs live in the ATS. */
export const listCandidateAttachments = handles(candidates.listAttachments, {
  ...files,
  handle: async ({ candidate }, call, { attachments }) => [...(await attachments.ofCandidate(candidate.id, call))],
});

export const addCandidateTag = changesTag(candidates.addTag, "POST", action(/^((add|manage)_(candidate_)?tags?)$/));

export const removeCandidateTag = changesTag(
  candidates.removeTag,
  "DELETE",
  action(/^((remove|delete|manage)_(candidate_)?tags?)$/),
);

export const addCandidateResultLink = addsResultLink(candidates.addResultLink, {
  route: "POST /ats/candidates/{candidate_id}/result-links",
  need: action(/^(add|create)_(candidate_)?result_links?$/),
  path: ({ candidate }) => path`/ats/candidates/${candidate.id}/result-links`,
});
