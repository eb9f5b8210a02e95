import { applications, candidates, handles, receipt } from "@anyats/core";
import { addressForms, findAmong, recordFilter } from "@anyats/http";
import { APPLICANTS, type Entered } from "../applicants.ts";
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
  "POST /candidate.info",
  "POST /file.info",
);
const parts = {
  routes: entering,
  settledBy: ["candidates.stream"],
  inject: { applicants: APPLICANTS },
} as const;

const application = ({ id, candidateId, settledBy }: Entered) => ({
  applicationId: id,
  candidateId,
  remoteId: id,
  ...receipt(settledBy),
});

export const createApplication = handles(applications.create, {
  ...parts,
  handle: async (input, call, { applicants }) => application(await applicants.enter(input, call)),
  async settle(input, call, { applicants }) {
    const settled = await applicants.look(input, call);
    return settled.found ? { found: true, output: application(settled.output) } : settled;
  },
});

const candidate = (entered: Entered) => ({ ...application(entered), remoteId: entered.candidateId });

export const createCandidate = handles(candidates.create, {
  ...parts,
  handle: async (input, call, { applicants }) => candidate(await applicants.enter(input, call)),
  async settle(input, call, { applicants }) {
    const settled = await applicants.look(input, call);
    return settled.found ? { found: true, output: candidate(settled.output) } : settled;
  },
});

async function* pagesOfEach<Of, Page>(all: readonly Of[], pagesOf: (one: Of) => AsyncIterable<Page>) {
  for (const one of all) yield* pagesOf(one);
}

/** The search is asked for e-mail addresses, and gives at most 100 people (documented); all else is compared here. */
export const findCandidates = handles(candidates.find, {
  routes: documented("POST /candidate.search", "POST /candidate.list"),
  inject: { lists: LISTS, settings: ASHBY_SETTINGS },
  handle(input, call, { lists, settings }) {
    const { firstName, lastName, email, phone } = input;
    const reading = candidateReading;
    const bySearch = email !== undefined;
    const listings = bySearch
      ? addressForms(email).map((form) => ({ path: "/candidate.search", reading, parameters: { email: form } }))
      : [{ path: "/candidate.list", reading }];
    const meets = recordFilter({ firstName, lastName, email });
    return findAmong({
      input,
      pages: pagesOfEach(listings, (listing) => lists.pagesOf(listing, call, bySearch)),
      ...(meets && { meets }),
      comparedHere: !bySearch || [firstName, lastName, phone].some((detail) => detail !== undefined),
      defaultCountry: settings.defaultCountry,
    });
  },
});
