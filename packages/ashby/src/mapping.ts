import {
  Application,
  Candidate,
  Interview,
  Job,
  Note,
  Offer,
  ownIds,
  ownRecord,
  record,
  Tag,
  toDay,
  toInstant,
  UntrustedHtml,
  User,
  type OwnDates,
  type Stage,
} from "@anyats/core";
import { vocabulary, type Reading } from "@anyats/http";
import * as wire from "./wire.ts";

/** What Ashby says no date of. */
const noDate = new Date(0).toISOString();

/** Ashby says one date of change. */
const dates = (dated: { readonly id: string } & OwnDates) => ownRecord(dated.id, dated);

/** By the field's id: titles may change, and may be the same. */
const customFields = (fields: readonly wire.WireCustomField[] | null | undefined) =>
  Object.fromEntries((fields ?? []).map(({ id, value }) => [id, value]));

/** Ashby has one name: the first word counts as the first name (see the limitation `ashby.one-name`). */
export function splitName(name: string | null | undefined): { firstName: string | null; lastName: string | null } {
  const [first, ...rest] = (name ?? "").trim().split(/\s+/);
  return { firstName: first || null, lastName: rest.join(" ") || null };
}

export const jobStatuses = { Open: "OPEN", Closed: "CLOSED", Draft: "DRAFT", Archived: "ARCHIVED" } as const;
const statuses = vocabulary(jobStatuses);
const employmentTypes = vocabulary({
  FullTime: "FULL_TIME",
  PartTime: "PART_TIME",
  Intern: "INTERNSHIP",
  Contract: "CONTRACT",
  Temporary: "SEASONAL",
});
const workplaces = vocabulary({ OnSite: "ON_SITE", Hybrid: "HYBRID", Remote: "REMOTE" });
/** Customers may have roles of their own besides these. */
const teamRoles = vocabulary({
  Recruiter: "RECRUITER",
  "Hiring Manager": "HIRING_MANAGER",
  Coordinator: "COORDINATOR",
  Sourcer: "SOURCER",
});
/** `Lead` is sourced and has not applied; both of the first are open. */
const outcomes = vocabulary({ Lead: "PENDING", Active: "PENDING", Hired: "HIRED", Archived: "DECLINED" });
/** Whether an application has not ended. */
export const isOpen = ({ status }: Pick<wire.WireApplication, "status">): boolean =>
  outcomes.read(status) === "PENDING";
const offerStatuses = vocabulary({
  WaitingOnApprovalStart: "DRAFT",
  WaitingOnApprovalDefinition: "DRAFT",
  // Nobody has approved it yet; from its approval on, it waits for the candidate.
  WaitingOnOfferApproval: "DRAFT",
  WaitingOnCandidateResponse: "SENT",
  CandidateAccepted: "ACCEPTED",
  CandidateRejected: "DECLINED",
  OfferCancelled: "ABANDONED",
});

export function stageOf({ id, title, orderInInterviewPlan }: wire.WireStage): Stage {
  return { ...ownIds(id), name: title ?? null, status: null, index: orderInInterviewPlan ?? null, customFields: {} };
}

/** What a job needs that is in other lists. */
export interface JobContext {
  readonly stages: (planIds: readonly string[]) => readonly Stage[];
  readonly department: (id: string) => string | null;
  readonly postings: (jobId: string) => readonly wire.WirePosting[];
}

/** The plans of a job: the default one first, which a new application begins in. */
export function plansOf({
  defaultInterviewPlanId,
  interviewPlanIds,
}: Pick<wire.WireJob, "defaultInterviewPlanId" | "interviewPlanIds">) {
  return [...new Set([defaultInterviewPlanId, ...(interviewPlanIds ?? [])])].filter((id) => id != null);
}

export const jobReading = (context: JobContext): Reading<wire.WireJob, Job> => ({
  schema: wire.wireJob,
  map: function toJob(job, drift) {
    const postings = context.postings(job.id);
    const { location } = job;
    const address = location?.address?.postalAddress;
    return record(Job, {
      ...dates(job),
      title: job.title,
      requisitionCode: job.customRequisitionId,
      status: statuses.read(job.status, drift, "$.status"),
      visibility: job.confidential ? "CONFIDENTIAL" : null,
      employmentType: employmentTypes.read(job.employmentType, drift, "$.employmentType"),
      remoteWorkStatus: workplaces.read(location?.workplaceType, drift, "$.location.workplaceType"),
      department: job.departmentId ? context.department(job.departmentId) : null,
      location: location
        ? {
            street1: address?.streetAddress ?? null,
            street2: null,
            city: address?.addressLocality ?? null,
            state: address?.addressRegion ?? null,
            zipCode: address?.postalCode ?? null,
            country: address?.addressCountry ?? null,
            raw: location.name ?? null,
          }
        : null,
      postUrl: linkOf(postings.find(({ isListed }) => isListed)),
      openedAt: job.openedAt,
      closedAt: job.closedAt,
      stages: [...context.stages(plansOf(job))],
      postings: postings.map((posting) => ({
        ...ownIds(posting.id),
        title: posting.title ?? null,
        description: null,
        status: "ACTIVE",
        visibility: posting.isListed == null ? null : posting.isListed ? "PUBLIC" : "UNLISTED",
        url: linkOf(posting),
      })),
      // Ashby has an entry for each role of a person.
      hiringTeam: [...Map.groupBy(job.hiringTeam ?? [], ({ userId }) => userId)].map(([userId, entries]) => ({
        ...ownIds(userId),
        ...names(entries[0]!),
        roles: entries.map(({ role }) => ({
          remoteId: null,
          label: role ?? null,
          type: teamRoles.read(role),
          scope: "JOB",
        })),
      })),
      customFields: customFields(job.customFields),
    });
  },
});

const linkOf = (posting: wire.WirePosting | undefined) => posting?.externalLink ?? posting?.applyLink ?? null;
const names = ({ firstName, lastName, email }: Omit<wire.WireUser, "id">) => ({
  firstName: (firstName as string | null | undefined) ?? null,
  lastName: (lastName as string | null | undefined) ?? null,
  email: (email as string | null | undefined) ?? null,
});

interface Contact {
  readonly value?: string | null | undefined;
  readonly type?: string | null | undefined;
}
const typed = ({ type }: Contact) => type?.toUpperCase() ?? null;
const emails = (all: readonly (Contact | null | undefined)[] | null | undefined) =>
  (all ?? []).flatMap((each) => (each?.value ? [{ address: each.value, type: typed(each) }] : []));
const phones = (all: readonly (Contact | null | undefined)[] | null | undefined) =>
  (all ?? []).flatMap((each) => (each?.value ? [{ number: each.value, type: typed(each) }] : []));

/** The primary one is among the others and comes first, unless those cannot be read. */
function withPrimary(all: readonly Contact[] | null | undefined, primary: Contact | null | undefined) {
  const others = all ?? [];
  return primary?.value && !others.some(({ value }) => value === primary.value) ? [primary, ...others] : others;
}

export const applicationReading: Reading<wire.WireApplication, Application> = {
  schema: wire.wireApplication,
  map: function toApplication(application, drift) {
    const { job, candidate, currentInterviewStage: stage } = application;
    return record(Application, {
      ...dates(application),
      outcome: outcomes.read(application.status, drift, "$.status"),
      rejectionReasonName: application.archiveReason?.text,
      rejectedAt: application.archivedAt,
      stage: stage ? stageOf(stage) : null,
      stageId: stage?.id,
      job: job ? { ...ownIds(job.id), title: job.title ?? null } : null,
      jobId: job?.id,
      candidateId: candidate?.id,
      candidate: candidate
        ? {
            ...ownIds(candidate.id),
            remoteUrl: null,
            ...splitName(candidate.name),
            emailAddresses: emails([candidate.primaryEmailAddress]),
            phoneNumbers: phones([candidate.primaryPhoneNumber]),
            socialProfiles: [],
            source: application.source?.title ?? null,
            tags: [],
          }
        : null,
      customFields: customFields(application.customFields),
    });
  },
};

export const candidateReading: Reading<wire.WireCandidate, Candidate> = {
  schema: wire.wireCandidate,
  map: function toCandidate(candidate) {
    const part = (type: string) =>
      candidate.location?.locationComponents?.find((each) => each.type === type)?.name ?? null;
    return record(Candidate, {
      ...dates(candidate),
      ...splitName(candidate.name),
      remoteUrl: candidate.profileUrl,
      emailAddresses: emails(withPrimary(candidate.emailAddresses, candidate.primaryEmailAddress)),
      phoneNumbers: phones(withPrimary(candidate.phoneNumbers, candidate.primaryPhoneNumber)),
      socialProfiles: (candidate.socialLinks ?? []).map(({ type, url }) => ({
        url: url ?? null,
        type: type?.toUpperCase() ?? null,
        username: null,
      })),
      source: candidate.source?.title,
      tags: (candidate.tags ?? []).map(({ id, title }) => ({ ...ownIds(id), name: title ?? null })),
      company: candidate.company,
      title: candidate.position,
      location: candidate.location
        ? {
            street1: null,
            street2: null,
            city: part("City"),
            state: part("Region"),
            zipCode: null,
            country: part("Country"),
            raw: candidate.location.locationSummary ?? null,
          }
        : null,
      applications: (candidate.applicationIds ?? []).map((id) => ({
        ...ownIds(id),
        outcome: null,
        rejectionReasonName: null,
        rejectedAt: null,
        stage: null,
        job: null,
        remoteUrl: null,
        createdAt: null,
        updatedAt: null,
        changedAt: null,
      })),
      customFields: customFields(candidate.customFields),
    });
  },
};

export const interviewReading: Reading<wire.WireInterviewEvent, Interview> = {
  schema: wire.wireInterviewEvent,
  map: function toInterview({ schedule, ...event }) {
    // A cancellation is one of the schedule, and need not change the date of the event.
    const updatedAt = schedule.updatedAt && schedule.updatedAt > event.updatedAt ? schedule.updatedAt : event.updatedAt;
    return record(Interview, {
      ...dates({ ...event, updatedAt }),
      startsAt: event.startTime,
      endsAt: event.endTime,
      location: event.location
        ? { street1: null, street2: null, city: null, state: null, zipCode: null, country: null, raw: event.location }
        : null,
      videoConferenceUrl: event.meetingLink,
      canceled: schedule.status === "Cancelled",
      stageId: schedule.interviewStageId,
      interviewers: (event.interviewers ?? []).map(({ id, ...person }) => ({ ...ownIds(id), ...names(person) })),
      applicationId: schedule.applicationId,
    });
  },
};

export const offerReading: Reading<wire.WireOffer, Offer> = {
  schema: wire.wireOffer,
  map: function toOffer({ id, decidedAt, latestVersion, offerStatus, applicationId }, drift) {
    const { createdAt = null, startDate, customFields: fields } = latestVersion ?? {};
    const updatedAt =
      [createdAt, decidedAt]
        .filter((at) => at != null)
        .toSorted()
        .at(-1) ?? null;
    const startsOn = startDate && toInstant(startDate) ? toDay(startDate) : null;
    if (startDate && !startsOn) drift("$.latestVersion.startDate", "unreadable-value");
    return record(Offer, {
      ...ownIds(id),
      createdAt,
      updatedAt,
      changedAt: updatedAt ?? noDate,
      status: offerStatuses.read(offerStatus, drift, "$.offerStatus"),
      employmentStartsOn: startsOn,
      applicationId,
      customFields: customFields(fields),
    });
  },
};

/** Notes belong to candidates in Ashby, and do not change. */
export const noteReading = (candidateId: string): Reading<wire.WireNote, Note> => ({
  schema: wire.wireNote,
  map: function toNote({ id, createdAt, content, isPrivate, author }) {
    return record(Note, {
      ...dates({ id, createdAt, updatedAt: createdAt }),
      candidateId,
      content: content == null ? null : UntrustedHtml.parse({ untrustedHtml: content }),
      private: isPrivate ?? null,
      authorId: author?.id,
      author: author ? { ...ownIds(author.id), ...names(author) } : null,
    });
  },
});

export const tagReading: Reading<{ id: string; title?: string | null | undefined }, Tag> = {
  schema: wire.wireTag,
  map: function toTag({ id, title }) {
    return record(Tag, { ...ownIds(id), name: title, changedAt: noDate });
  },
};

export const userReading: Reading<ReturnType<typeof wire.wireListedUser.parse>, User> = {
  schema: wire.wireListedUser,
  map: function toUser({ id, updatedAt, isEnabled, globalRole, ...person }) {
    return record(User, {
      ...ownIds(id),
      changedAt: updatedAt,
      ...names(person),
      status: isEnabled == null ? null : isEnabled ? "ACTIVE" : "INACTIVE",
      roles: globalRole
        ? [
            {
              remoteId: null,
              label: globalRole,
              type: globalRole === "Organization Admin" ? "ADMIN" : null,
              scope: "SYSTEM",
            },
          ]
        : [],
    });
  },
};

export const reasonRecord = ({ id, text }: { readonly id: string; readonly text?: string | null | undefined }) => ({
  ...ownIds(id),
  name: text ?? null,
  changedAt: noDate,
  deletedAt: null,
});
