import {
  applications,
  candidates,
  handles,
  interviews,
  jobs,
  notes,
  offers,
  ownIdOf,
  page,
  tags,
  users,
  type Candidate,
} from "@anyats/core";
import { addressForms, at, inBatches, readEach } from "@anyats/http";
import { notesOf } from "../candidates.ts";
import { DIRECTORY } from "../directory.ts";
import { asItIs, LISTS, type Single } from "../lists.ts";
import {
  applicationReading,
  candidateReading,
  interviewReading,
  jobReading,
  jobStatuses,
  offerReading,
  tagReading,
  userReading,
} from "../mapping.ts";
import { unlessMissing, withId } from "../results.ts";
import { documented } from "../routes.ts";

/** Drafts come only when every state is named (documented). */
const everyState = { status: Object.keys(jobStatuses), expand: ["location"] };

const jobInfo: Single = { path: "/job.info", idName: "id", kind: "job", parameters: { expand: ["location"] } };
const applicationInfo: Single = { path: "/application.info", idName: "applicationId", kind: "application" };
const candidateInfo: Single = { path: "/candidate.info", idName: "id", kind: "candidate" };

const jobRoutes = ["POST /interviewStage.list", "POST /department.list", "POST /jobPosting.list"] as const;

export const streamJobs = handles(jobs.stream, {
  routes: documented("POST /job.list", "POST /job.info", ...jobRoutes),
  inject: { lists: LISTS, directory: DIRECTORY },
  fetchPage(filter, position, call, { lists, directory }) {
    const { context, prepare } = directory.jobReferences(position === null, call);
    const reading = jobReading(context);
    const listing = { path: "/job.list", reading, prepare, parameters: everyState, incremental: true };
    return lists.stream(listing, filter, position, call, jobInfo);
  },
});

export const getJob = handles(jobs.get, {
  routes: documented("POST /job.info", ...jobRoutes),
  inject: { lists: LISTS, directory: DIRECTORY },
  handle: (lookup, call, { lists, directory }) => {
    const { context, prepare } = directory.jobReferences(true, call);
    return lists.one(jobInfo, ownIdOf(lookup), { reading: jobReading(context), prepare }, call);
  },
});

/** `jobId` is the one filter of the list; several jobs are read one after the other. */
export const streamApplications = handles(applications.stream, {
  routes: documented("POST /application.list", "POST /application.info"),
  inject: { lists: LISTS },
  fetchPage(filter, position, call, { lists }) {
    const listing = { path: "/application.list", reading: applicationReading };
    const { jobIds } = filter;
    if (!jobIds || filter.ids || filter.remoteIds)
      return lists.stream({ ...listing, incremental: true }, filter, position, call, applicationInfo);
    return inBatches(jobIds, 1, position, ([jobId], cursor) =>
      lists.stream({ ...listing, parameters: { jobId } }, filter, cursor, call),
    );
  },
});

export const getApplication = handles(applications.get, {
  routes: documented("POST /application.info"),
  inject: { lists: LISTS },
  handle: (lookup, call, { lists }) =>
    lists.one(applicationInfo, ownIdOf(lookup), { reading: applicationReading }, call),
});

/** With an e-mail address the search is asked, which gives at most 100 people (documented). */
export const streamCandidates = handles(candidates.stream, {
  routes: documented("POST /candidate.list", "POST /candidate.info", "POST /candidate.search"),
  inject: { lists: LISTS },
  async fetchPage(filter, position, call, { lists }) {
    const reading = candidateReading;
    const { email } = filter;
    if (email === undefined || filter.ids || filter.remoteIds) {
      const listing = { path: "/candidate.list", reading, incremental: true };
      return lists.stream(listing, filter, position, call, candidateInfo);
    }
    return inBatches(addressForms(email), 1, position, async ([form]) => {
      const found = await lists.search(
        { path: "/candidate.search", reading, parameters: { email: form } },
        filter,
        call,
      );
      if (form === email) return found;
      // Who has both forms was found by the first.
      const hasFirst = ({ emailAddresses }: Candidate) =>
        emailAddresses.some(({ address }) => address.toLowerCase() === email.toLowerCase());
      const { records, quarantined } = found.decode();
      const others = records.filter((each) => !hasFirst(each));
      return page(others, found.next, quarantined);
    });
  },
});

export const getCandidate = handles(candidates.get, {
  routes: documented("POST /candidate.info"),
  inject: { lists: LISTS },
  handle: (lookup, call, { lists }) => lists.one(candidateInfo, ownIdOf(lookup), { reading: candidateReading }, call),
});

/** The events of a schedule, each with what it needs of the schedule. What is not a schedule is set aside as it is. */
function eventsOf(raw: unknown): readonly unknown[] {
  const events = at(raw, "interviewEvents") as readonly object[] | undefined;
  if (!Array.isArray(events)) return [raw];
  const { applicationId, interviewStageId, status, updatedAt } = raw as Readonly<Record<string, unknown>>;
  return events.map((event) => ({ ...event, schedule: { applicationId, interviewStageId, status, updatedAt } }));
}

/** Each event of a schedule is an interview; a schedule without events has none yet. */
export const streamInterviews = handles(interviews.stream, {
  routes: documented("POST /interviewSchedule.list"),
  inject: { lists: LISTS },
  fetchPage(filter, position, call, { lists }) {
    const listing = {
      path: "/interviewSchedule.list",
      reading: interviewReading,
      flatten: eventsOf,
      incremental: true,
    };
    return lists.stream(listing, filter, position, call);
  },
});

/** An offer says no date of change: with a sync token Ashby tells what changed, without one all are given. */
export const streamOffers = handles(offers.stream, {
  routes: documented("POST /offer.list"),
  inject: { lists: LISTS },
  fetchPage: (filter, position, call, { lists }) =>
    lists.stream(
      { path: "/offer.list", reading: offerReading, incremental: true, undated: true },
      filter,
      position,
      call,
    ),
});

export const streamTags = handles(tags.stream, {
  routes: documented("POST /candidateTag.list"),
  inject: { lists: LISTS },
  fetchPage: (filter, position, call, { lists }) =>
    lists.stream(
      { path: "/candidateTag.list", reading: tagReading, incremental: true, undated: true },
      filter,
      position,
      call,
    ),
});

export const streamUsers = handles(users.stream, {
  routes: documented("POST /user.list"),
  inject: { lists: LISTS },
  fetchPage: (filter, position, call, { lists }) => {
    const parameters = { includeDeactivated: true };
    return lists.stream(
      { path: "/user.list", reading: userReading, parameters, incremental: true },
      filter,
      position,
      call,
    );
  },
});

/** How many candidates' notes are read for one page. */
const candidatesAtOnce = 10;

/** Notes are listed by candidate: without `candidateIds`, those of every candidate are asked for, each in a request. */
export const streamNotes = handles(notes.stream, {
  routes: documented("POST /candidate.listNotes", "POST /candidate.list"),
  inject: { lists: LISTS },
  async fetchPage(filter, position, call, { lists }) {
    const ofCandidates = async (ids: readonly string[]) => {
      // A candidate who does not exist has no notes, and costs the others none.
      const found = await readEach(ids, candidatesAtOnce, (id) => unlessMissing(lists.all(notesOf(id), call)));
      return lists.kept(
        page(
          found.flatMap((notes) => notes ?? []),
          null,
        ),
        filter,
      );
    };
    if (filter.candidateIds) return inBatches(filter.candidateIds, candidatesAtOnce, position, ofCandidates);
    const listing = { path: "/candidate.list", reading: asItIs(withId) };
    const some = await lists.page(listing, position, { ...call, pageSize: candidatesAtOnce });
    const { records, quarantined } = some.decode();
    const notes = (await ofCandidates(records.map(({ id }) => id))).decode();
    return page(notes.records, some.next, [...quarantined, ...notes.quarantined]);
  },
});
