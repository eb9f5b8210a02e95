import { InstantInput } from "@anyats/core";
import { entries, orNull } from "@anyats/http";
import { z } from "zod/mini";

/** Ashby leaves out what it does not know, or says null; a value of another form costs itself and not the record. */
const text = orNull(z.string());
const instant = orNull(InstantInput);
const id = z.string().check(z.minLength(1));

/** What every record carries. Without `updatedAt` a record cannot be synced. */
const dated = { id, createdAt: instant, updatedAt: InstantInput };

export const wireCustomField = z.looseObject({ id, title: text, value: z.unknown() });
export type WireCustomField = z.output<typeof wireCustomField>;
const customFields = entries(wireCustomField);

const address = z.looseObject({
  addressCountry: text,
  addressRegion: text,
  addressLocality: text,
  postalCode: text,
  streetAddress: text,
});
const place = z.looseObject({
  name: text,
  workplaceType: text,
  address: orNull(z.looseObject({ postalAddress: orNull(address) })),
});

export const wireUser = z.looseObject({ id, firstName: text, lastName: text, email: text });
export type WireUser = z.output<typeof wireUser>;
export const wireListedUser = z.extend(wireUser, {
  globalRole: text,
  isEnabled: orNull(z.boolean()),
  updatedAt: InstantInput,
});

export const wireJob = z.looseObject({
  ...dated,
  title: text,
  confidential: orNull(z.boolean()),
  status: text,
  employmentType: text,
  departmentId: text,
  defaultInterviewPlanId: text,
  interviewPlanIds: entries(z.string()),
  customRequisitionId: text,
  customFields,
  hiringTeam: entries(z.looseObject({ userId: id, email: text, firstName: text, lastName: text, role: text })),
  openedAt: instant,
  closedAt: instant,
  location: orNull(place),
});
export type WireJob = z.output<typeof wireJob>;

export const wirePosting = z.looseObject({
  id,
  title: text,
  jobId: text,
  isListed: orNull(z.boolean()),
  applyLink: text,
  externalLink: text,
});
export type WirePosting = z.output<typeof wirePosting>;

export const wireStage = z.looseObject({
  id,
  title: text,
  type: text,
  orderInInterviewPlan: orNull(z.number()),
  interviewPlanId: text,
});
export type WireStage = z.output<typeof wireStage>;

export const wireReason = z.looseObject({ id, text, isArchived: z.nullish(z.boolean()) });

const contact = z.looseObject({ value: text, type: text });

export const wireApplication = z.looseObject({
  ...dated,
  status: text,
  archivedAt: instant,
  job: z.nullish(z.looseObject({ id, title: text })),
  candidate: z.nullish(
    z.looseObject({ id, name: text, primaryEmailAddress: orNull(contact), primaryPhoneNumber: orNull(contact) }),
  ),
  currentInterviewStage: orNull(wireStage),
  source: orNull(z.looseObject({ title: text })),
  archiveReason: orNull(z.looseObject({ text })),
  customFields,
});
export type WireApplication = z.output<typeof wireApplication>;

export const wireHandle = z.looseObject({ id, name: text, handle: z.string() });
export type WireHandle = z.output<typeof wireHandle>;

export const wireTag = z.looseObject({ id, title: text, isArchived: z.nullish(z.boolean()) });

export const wireCandidate = z.looseObject({
  ...dated,
  name: text,
  profileUrl: text,
  applicationIds: entries(z.string()),
  tags: entries(wireTag),
  customFields,
  fileHandles: entries(wireHandle),
  resumeFileHandle: orNull(wireHandle),
  emailAddresses: entries(contact),
  primaryEmailAddress: orNull(contact),
  phoneNumbers: entries(contact),
  primaryPhoneNumber: orNull(contact),
  socialLinks: entries(z.looseObject({ type: text, url: text })),
  source: orNull(z.looseObject({ title: text })),
  position: text,
  company: text,
  location: orNull(
    z.looseObject({ locationSummary: text, locationComponents: entries(z.looseObject({ type: text, name: text })) }),
  ),
});
export type WireCandidate = z.output<typeof wireCandidate>;

/** An event of an interview schedule, with what it needs of the schedule. */
export const wireInterviewEvent = z.looseObject({
  ...dated,
  startTime: instant,
  endTime: instant,
  interviewId: text,
  interviewers: entries(wireUser),
  location: text,
  meetingLink: text,
  schedule: z.looseObject({ applicationId: text, interviewStageId: text, status: text, updatedAt: instant }),
});
export type WireInterviewEvent = z.output<typeof wireInterviewEvent>;

export const wireSource = z.looseObject({
  id,
  title: text,
  isArchived: z.nullish(z.boolean()),
  sourceType: orNull(z.looseObject({ title: text })),
});

/** A schedule, as it answers the call that made or changed it. */
export const wireSchedule = z.looseObject({
  id,
  status: text,
  interviewEvents: entries(z.looseObject({ id, createdAt: instant, startTime: instant, endTime: instant })),
});
export type WireSchedule = z.output<typeof wireSchedule>;

/** An offer has no dates of its own, and may lack a version (documented): the version's and the decision's stand for them. */
export const wireOffer = z.looseObject({
  id,
  applicationId: text,
  decidedAt: instant,
  acceptanceStatus: text,
  offerStatus: text,
  latestVersion: z.nullish(z.looseObject({ startDate: text, createdAt: InstantInput, customFields })),
});
export type WireOffer = z.output<typeof wireOffer>;

export const wireNote = z.looseObject({
  id,
  createdAt: InstantInput,
  content: text,
  isPrivate: orNull(z.boolean()),
  author: orNull(wireUser),
});
export type WireNote = z.output<typeof wireNote>;

export const wireFieldDefinition = z.looseObject({
  id,
  title: text,
  objectType: text,
  fieldType: z.string(),
  isArchived: z.nullish(z.boolean()),
  isRequired: z.nullish(z.boolean()),
  selectableValues: entries(
    z.looseObject({ label: z.string(), value: z.string(), isArchived: z.nullish(z.boolean()) }),
  ),
});
export type WireFieldDefinition = z.output<typeof wireFieldDefinition>;

const resultsOf = <T extends z.core.$ZodType>(schema: T) => z.looseObject({ results: schema });
const made = new WeakMap<z.core.$ZodType, unknown>();

/** The results of an answer. Made once for each schema: making one takes longer than reading a record. */
export function results<T extends z.core.$ZodType>(schema: T): ReturnType<typeof resultsOf<T>> {
  const known = (made.get(schema) as ReturnType<typeof resultsOf<T>> | undefined) ?? resultsOf(schema);
  made.set(schema, known);
  return known;
}
