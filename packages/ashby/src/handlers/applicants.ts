import { applications, candidates, handles, receipt } from "@anyats/core";
import { findAmong, recordFilter } from "@anyats/http";
import { APPLICANTS } from "../applicants.ts";
import { LISTS } from "../lists.ts";
import { candidateReading } from "../mapping.ts";
import { documented } from "../routes.ts";
import { ASHBY_SETTINGS } from "../settings.ts";

const entering = documented(
  "POST /candidate.search",
  "POST /candidate.create",
  "POST /application.create",
  "POST /application.info",
  "POST /file.createFileUploadHandle",
  "POST /candidate.uploadFile",
  "POST /candidate.uploadResume",
);
const parts = {
  routes: entering,
  settledBy: ["candidates.stream"],
  inject: { applicants: APPLICANTS },
} as const;

export const createApplication = handles(applications.create, {
  ...parts,
  async handle(input, call, { applicants }) {
    const { id, candidateId, settledBy } = await applicants.enter(input, call);
    return { applicationId: id, candidateId, remoteId: id, ...receipt(settledBy) };
  },
  settle: (input, call, { applicants }) =>
    applicants.look(input, call, ({ id, candidateId }) => ({
      applicationId: id,
      candidateId,
      remoteId: id,
      ...receipt("read-back"),
    })),
});

export const createCandidate = handles(candidates.create, {
  ...parts,
  async handle(input, call, { applicants }) {
    const { id, candidateId, settledBy } = await applicants.enter(input, call);
    return { applicationId: id, candidateId, remoteId: candidateId, ...receipt(settledBy) };
  },
  settle: (input, call, { applicants }) =>
    applicants.look(input, call, ({ id, candidateId }) => ({
      applicationId: id,
      candidateId,
      remoteId: candidateId,
      ...receipt("read-back"),
    })),
});

/** The search knows e-mail addresses and names, and gives at most 100 people (documented); phone numbers are compared here. */
export const findCandidates = handles(candidates.find, {
  routes: documented("POST /candidate.search", "POST /candidate.list"),
  inject: { lists: LISTS, settings: ASHBY_SETTINGS },
  handle(input, call, { lists, settings }) {
    const { firstName, lastName, email, phone } = input;
    const reading = candidateReading;
    const bySearch = email !== undefined;
    const listing = bySearch
      ? { path: "/candidate.search", reading, parameters: { email } }
      : { path: "/candidate.list", reading };
    const meets = recordFilter({ firstName, lastName, email });
    return findAmong({
      input,
      pages: lists.pagesOf(listing, call, bySearch),
      ...(meets && { meets }),
      comparedHere: phone !== undefined || !bySearch,
      defaultCountry: settings.defaultCountry,
    });
  },
});
