import { placeOf, planOf, plansOf, stageOfNumber } from "./plans.ts";
import type {
  ApplicationRow,
  CandidateRow,
  JobRow,
  Location,
  RejectionReasonRow,
  StageRow,
  UserRow,
} from "../world/rows.ts";
import type { AttachmentRow, InterviewRow, NoteRow, OfferRow } from "../world/smaller-rows.ts";
import type { World } from "../world/world.ts";
import type { AshbyState } from "./state.ts";

/** What is absent when unknown, and not null. */
const known = <T>(name: string, value: T | null | undefined) => (value == null ? {} : { [name]: value });

/** Ashby knows no second date: what changed last is `updatedAt`. */
const dates = (row: { readonly remote_created_at: string | null; readonly changed_at: string }) => ({
  createdAt: row.remote_created_at ?? row.changed_at,
  updatedAt: row.changed_at,
});

export const jobStatuses = { OPEN: "Open", CLOSED: "Closed", DRAFT: "Draft", ARCHIVED: "Archived" } as const;

const employmentTypes: Readonly<Record<string, string>> = {
  FULL_TIME: "FullTime",
  PART_TIME: "PartTime",
  CONTRACT: "Contract",
  SEASONAL: "Temporary",
  INTERNSHIP: "Intern",
};

const workplaces: Readonly<Record<string, string>> = { ON_SITE: "OnSite", HYBRID: "Hybrid", REMOTE: "Remote" };

export const isConfidential = (job: Readonly<JobRow> | undefined) => job?.visibility === "CONFIDENTIAL";

/** A place is another one where people work in another way: the workplace type belongs to the location. */
const placeKey = (job: Readonly<JobRow>) =>
  job.location === null ? null : `location-${JSON.stringify(job.location)}-${job.remote_work_status ?? ""}`;

export function locationId(world: World, job: Readonly<JobRow>): string | null {
  const key = placeKey(job);
  return key === null ? null : world.id(key);
}

export function locationOf(world: World, job: Readonly<JobRow>): object | null {
  const { location } = job;
  if (location === null) return null;
  return {
    id: locationId(world, job),
    name: location.raw ?? location.city ?? "Somewhere",
    externalName: null,
    isArchived: false,
    workplaceType: workplaces[job.remote_work_status ?? ""] ?? null,
    parentLocationId: null,
    type: "Location",
    address: { postalAddress: postalAddress(location) },
  };
}

const postalAddress = (location: Location) => ({
  ...known("addressCountry", location.country),
  ...known("addressRegion", location.state),
  ...known("addressLocality", location.city),
  ...known("postalCode", location.zip_code),
  ...known("streetAddress", location.street_1),
});

export const departmentId = (world: World, name: string | null) =>
  name === null ? null : world.id(`department-${name}`);

export function job(
  row: Readonly<JobRow>,
  { world, fields, key }: AshbyState,
  expand: readonly unknown[] = [],
): object {
  return {
    id: row.id,
    title: row.name,
    confidential: isConfidential(row),
    status: jobStatuses[row.status as keyof typeof jobStatuses] ?? row.status,
    employmentType: employmentTypes[row.employment_type ?? ""] ?? row.employment_type,
    locationId: locationId(world, row),
    departmentId: departmentId(world, row.department),
    defaultInterviewPlanId: world.id(planOf(world, row).number),
    // That the default one comes first is not documented.
    interviewPlanIds: plansOf(world, row)
      .map(({ number }) => world.id(number))
      .toReversed(),
    jobPostingIds: row.job_posting_ids,
    customRequisitionId: row.job_code,
    brandId: null,
    customFields: fields.shown("Job", row.id, key.privateFields),
    hiringTeam: hiringTeam(row, world),
    author: null,
    ...dates(row),
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    ...(expand.includes("location") && { location: locationOf(world, row) }),
  };
}

const roles: Readonly<Record<string, string>> = {
  RECRUITER: "Recruiter",
  HIRING_MANAGER: "Hiring Manager",
  COORDINATOR: "Coordinator",
  SOURCER: "Sourcer",
};

function hiringTeam(row: Readonly<JobRow>, world: World): object[] {
  return row.hiring_team.flatMap(({ user_id, role }) => {
    const found = world.users.get(user_id);
    if (!found) return [];
    return [
      {
        userId: found.id,
        email: found.email,
        firstName: found.first_name,
        lastName: found.last_name,
        role: roles[role] ?? role,
      },
    ];
  });
}

export function posting(world: World, id: string, row: Readonly<JobRow>): object | undefined {
  const found = world.jobPostings.get(id);
  if (!found || found.remote_deleted_at !== null) return undefined;
  return {
    id,
    title: found.title,
    jobId: row.id,
    departmentName: row.department,
    teamName: row.department,
    locationName: row.location?.raw ?? null,
    locationIds: { primaryLocationId: locationId(world, row), secondaryLocationIds: [] },
    workplaceType: workplaces[row.remote_work_status ?? ""] ?? null,
    employmentType: employmentTypes[row.employment_type ?? ""] ?? null,
    isListed: found.visibility === "PUBLIC",
    publishedDate: found.changed_at.slice(0, 10),
    applicationDeadline: null,
    applyLink: found.url,
    externalLink: found.url,
    compensationTierSummary: null,
    updatedAt: found.changed_at,
  };
}

export function stage(row: Readonly<StageRow>, world: World): object {
  const { plan, type, index } = placeOf(world, row);
  return {
    id: row.id,
    title: row.name,
    type,
    orderInInterviewPlan: index,
    interviewPlanId: plan ? world.id(plan.number) : null,
    interviewStageGroupId: null,
  };
}

export const stageType = (world: World, id: string | null) =>
  stageOfNumber(world.stages.get(id)?.remote_id)?.stage.type ?? "Active";

function reasonCalled({ rejectionReasons }: World, name: string): Readonly<RejectionReasonRow> | undefined {
  const rows = rejectionReasons.where("name", name);
  return rows.find((row) => row.remote_deleted_at === null) ?? rows[0];
}

/** @param row The reason of that name; by default the one that is still used. */
export function archiveReason(world: World, name: string, row = reasonCalled(world, name)): object {
  const reasonType = name === "Candidate withdrew" ? "RejectedByCandidate" : "RejectedByOrg";
  return {
    id: row?.id ?? world.id(`reason-${name}`),
    text: name,
    reasonType,
    isArchived: row?.remote_deleted_at != null,
  };
}

const sourceOf = (world: World, title: string | null) =>
  title === null
    ? null
    : {
        id: world.id(`source-${title}`),
        title,
        isArchived: false,
        sourceType: { id: world.id("source-type"), title: "Other", isArchived: false },
      };

export const source = (world: World, title: string) => sourceOf(world, title) as object;

export function application(row: Readonly<ApplicationRow>, state: AshbyState, info = false): object {
  const { world, fields, key } = state;
  const type = stageType(world, row.current_stage_id);
  const status = type === "Lead" || type === "Hired" || type === "Archived" ? type : "Active";
  const person = world.candidates.get(row.candidate_id);
  const of = world.jobs.get(row.job_id);
  const current = world.stages.get(row.current_stage_id);
  return {
    id: row.id,
    ...dates(row),
    status,
    ...(status === "Archived" && { archivedAt: row.rejected_at }),
    job: of && {
      id: of.id,
      title: of.name,
      locationId: locationId(world, of),
      departmentId: departmentId(world, of.department),
    },
    candidate: person && {
      id: person.id,
      name: nameOf(person),
      ...known("primaryEmailAddress", emails(person)[0]),
      ...known("primaryPhoneNumber", phones(person)[0]),
    },
    currentInterviewStage: current && stage(current, world),
    source: sourceOf(world, person?.source ?? null),
    creditedToUser: null,
    archiveReason: row.rejection_reason_name === null ? null : archiveReason(world, row.rejection_reason_name),
    hiringTeam: of ? hiringTeam(of, world) : [],
    customFields: fields.shown("Application", row.id, key.privateFields),
    submitterClientIp: null,
    submitterUserAgent: null,
    ...(info && { applicationHistory: [] }),
  };
}

export const nameOf = ({ first_name, last_name }: Readonly<CandidateRow>) =>
  [first_name, last_name].filter((part) => part !== null && part !== "").join(" ");

const contactTypes: Readonly<Record<string, string>> = { PERSONAL: "Personal", HOME: "Personal", WORK: "Work" };
const emails = ({ email_addresses }: Readonly<CandidateRow>) =>
  (email_addresses ?? []).map(({ email_address: value, type }, index) => ({
    value,
    type: contactTypes[type ?? ""] ?? "Other",
    isPrimary: index === 0,
  }));
const phones = ({ phone_numbers }: Readonly<CandidateRow>) =>
  (phone_numbers ?? []).map(({ phone_number: value, type }, index) => ({
    value,
    type: contactTypes[type ?? ""] ?? "Other",
    isPrimary: index === 0,
  }));

const networks: Readonly<Record<string, string>> = { LINKEDIN: "LinkedIn", GITHUB: "GitHub", TWITTER: "Twitter" };

export function candidate(row: Readonly<CandidateRow>, state: AshbyState): object {
  const { world, fields, key } = state;
  const [email, phone] = [emails(row), phones(row)];
  const files = world.attachments
    .where("candidate_id", row.id)
    .filter(({ remote_deleted_at }) => remote_deleted_at === null);
  const resume = files.findLast(({ type }) => type === "CV");
  const applications = world.applications
    .where("candidate_id", row.id)
    .filter((each) => each.remote_deleted_at === null && isVisible(each, state));
  return {
    id: row.id,
    name: nameOf(row),
    ...dates(row),
    profileUrl: row.remote_url ?? `https://app.ashbyhq.example.com/candidates/${row.id}`,
    applicationIds: applications.map(({ id }) => id),
    tags: row.tag_ids.flatMap((id) => {
      const tag = world.tags.get(id);
      return tag ? [{ id: tag.id, title: tag.name, isArchived: tag.remote_deleted_at !== null }] : [];
    }),
    customFields: fields.shown("Candidate", row.id, key.privateFields),
    fileHandles: files.map(handle),
    emailAddresses: email,
    phoneNumbers: phone,
    socialLinks: (row.social_media ?? []).map(({ link, type }) => ({
      type: networks[type ?? ""] ?? "Website",
      url: link,
    })),
    source: sourceOf(world, row.source),
    creditedToUser: null,
    timezone: null,
    fraudStatus: null,
    ...known("primaryEmailAddress", email[0]),
    ...known("primaryPhoneNumber", phone[0]),
    ...known("position", row.title),
    ...known("company", row.company),
    ...known("location", row.location && candidateLocation(row.location, world)),
    ...known("resumeFileHandle", resume && handle(resume)),
  };
}

function candidateLocation(location: Location, world: World): object {
  const parts = [
    ["Country", location.country],
    ["Region", location.state],
    ["City", location.city],
  ] as const;
  return {
    id: world.id(`place-${JSON.stringify(location)}`),
    locationSummary: location.raw ?? [location.city, location.state, location.country].filter(Boolean).join(", "),
    locationComponents: parts.flatMap(([type, name]) => (name === null ? [] : [{ type, name }])),
  };
}

export const handle = ({ id, file_name }: Readonly<AttachmentRow>) => ({ id, name: file_name, handle: `file.${id}` });

/** Whether the key sees an application: not where its job is confidential and the key may not see those. */
export function isVisible(row: Readonly<ApplicationRow>, { world, key }: AshbyState): boolean {
  return key.confidential || !isConfidential(world.jobs.get(row.job_id));
}

/** A candidate is left out who applied to confidential jobs only. */
export function isCandidateVisible(row: Readonly<CandidateRow>, state: AshbyState): boolean {
  if (state.key.confidential) return true;
  const all = state.world.applications.where("candidate_id", row.id);
  return all.length === 0 || all.some((each) => isVisible(each, state));
}

export function user(row: Readonly<UserRow>, world: World): object {
  const isAdmin = row.role_ids.some((id) => world.roles.get(id)?.unified_type === "ADMIN");
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    globalRole: isAdmin ? "Organization Admin" : "Limited Access",
    isEnabled: row.status === "ACTIVE",
    updatedAt: row.changed_at,
  };
}

export const scheduleId = (row: Readonly<InterviewRow>, { world }: AshbyState): string =>
  world.id(`schedule-${row.remote_id ?? row.id}`);

/** What a schedule may be that is not cancelled. Source: Ashby's API reference, interviewSchedule.list. */
const openSchedules = [
  "Scheduled",
  "Complete",
  "WaitingOnFeedback",
  "OnHold",
  "NeedsScheduling",
  "WaitingOnCandidateBooking",
  "WaitingOnCandidateAvailability",
  "CandidateAvailabilitySubmitted",
  "Unknown",
];

/** By its id, so that it keeps its state. */
const openSchedule = (id: string) => openSchedules[Number.parseInt(id.slice(-4), 16) % openSchedules.length];

export function schedule(row: Readonly<InterviewRow>, state: AshbyState): object {
  const { world } = state;
  const status = row.canceled ? "Cancelled" : openSchedule(row.id);
  return {
    id: scheduleId(row, state),
    applicationId: row.application_id,
    interviewStageId: row.stage_id,
    status,
    scheduledBy: null,
    ...dates(row),
    interviewEvents: [
      {
        id: row.id,
        interviewId: world.id(`interview-${row.title ?? ""}`),
        interviewScheduleId: scheduleId(row, state),
        startTime: row.starting_at,
        endTime: row.ending_at,
        ...dates(row),
        // Who cancels changes the schedule; that the event gets a new date, too, is not documented.
        ...(row.canceled && { updatedAt: dates(row).createdAt }),
        interviewers: row.user_ids.flatMap((id) => {
          const found = world.users.get(id);
          return found ? [{ ...user(found, world), isFeedbackRequired: true }] : [];
        }),
        location: row.location?.raw ?? null,
        meetingLink: row.video_conferencing_url,
        feedbackLink: `https://app.ashbyhq.example.com/feedback/${row.id}`,
        hasSubmittedFeedback: false,
        interviewerCalendarEventId: null,
      },
    ],
  };
}

const offerStates: Readonly<Record<string, readonly [offer: string, acceptance: string]>> = {
  DRAFT: ["WaitingOnApprovalDefinition", "Created"],
  // Ashby has no state of an offer that is approved and was not sent.
  APPROVED: ["WaitingOnOfferApproval", "Pending"],
  SENT: ["WaitingOnCandidateResponse", "WaitingOnResponse"],
  ACCEPTED: ["CandidateAccepted", "Accepted"],
  DECLINED: ["CandidateRejected", "Declined"],
  ABANDONED: ["OfferCancelled", "Cancelled"],
};

const dayMs = 86_400_000;

/** An offer that was given up had been declined before its latest version. */
function decidedAt({ status, remote_created_at, changed_at }: Readonly<OfferRow>): string | null {
  if (status === "ABANDONED") return new Date(Date.parse(remote_created_at ?? changed_at) - dayMs).toISOString();
  return status === "ACCEPTED" || status === "DECLINED" ? changed_at : null;
}

export function offer(row: Readonly<OfferRow>, { world, fields, key }: AshbyState): object {
  const [known, acceptanceStatus] = offerStates[row.status ?? "DRAFT"] ?? [row.status, "Pending"];
  const isBegun = known === "WaitingOnApprovalDefinition" && row.remote_created_at === null;
  return {
    id: row.id,
    applicationId: row.application_id,
    decidedAt: decidedAt(row),
    acceptanceStatus,
    offerStatus: isBegun ? "WaitingOnApprovalStart" : known,
    // One that was begun has no version yet.
    latestVersion: row.remote_created_at && {
      id: world.id(`version-${row.remote_id ?? row.id}`),
      startDate: row.employment_start_date?.slice(0, 10) ?? null,
      salary: { value: 52_000, currencyCode: "USD" },
      createdAt: row.remote_created_at,
      openingId: null,
      customFields: fields.shown("Offer", row.id, key.privateFields),
      fileHandles: [],
      author: null,
      approvalStatus: "Approved",
    },
  };
}

export function note(row: Readonly<NoteRow>, world: World): object {
  const author = world.users.get(row.author_id);
  return {
    id: row.id,
    createdAt: row.remote_created_at ?? row.changed_at,
    isPrivate: row.is_private ?? false,
    content: row.content_html,
    ...(author && {
      author: { id: author.id, firstName: author.first_name, lastName: author.last_name, email: author.email },
    }),
  };
}
