import { InstantInput } from "@anyats/core";
import { z } from "zod";

/** Ashby leaves out what it does not know, or says null; a value of another form costs itself and not the record. */
const text = z.string().nullish().catch(null);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish().catch([]);
const instant = InstantInput.nullish().catch(null);
const id = z.string().min(1);

/** What every record carries. Without `updatedAt` a record cannot be synced. */
const dated = { id, createdAt: instant, updatedAt: InstantInput };

export const wireCustomField = z.looseObject({ id, title: text, value: z.unknown() });
export type WireCustomField = z.output<typeof wireCustomField>;
const customFields = list(wireCustomField);

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
  address: z.looseObject({ postalAddress: address.nullish() }).nullish().catch(null),
});

export const wireUser = z.looseObject({ id, firstName: text, lastName: text, email: text });
export type WireUser = z.output<typeof wireUser>;
export const wireListedUser = wireUser.extend({
  globalRole: text,
  isEnabled: z.boolean().nullish().catch(null),
  updatedAt: InstantInput,
});

export const wireJob = z.looseObject({
  ...dated,
  title: text,
  confidential: z.boolean().nullish().catch(null),
  status: text,
  employmentType: text,
  departmentId: text,
  defaultInterviewPlanId: text,
  interviewPlanIds: list(z.string()),
  customRequisitionId: text,
  customFields,
  hiringTeam: list(z.looseObject({ userId: id, email: text, firstName: text, lastName: text, role: text })),
  openedAt: instant,
  closedAt: instant,
  location: place.nullish().catch(null),
});
export type WireJob = z.output<typeof wireJob>;

export const wirePosting = z.looseObject({
  id,
  title: text,
  jobId: text,
  isListed: z.boolean().nullish().catch(null),
  applyLink: text,
  externalLink: text,
});
export type WirePosting = z.output<typeof wirePosting>;

export const wireStage = z.looseObject({
  id,
  title: text,
  type: text,
  orderInInterviewPlan: z.number().nullish().catch(null),
  interviewPlanId: text,
});
export type WireStage = z.output<typeof wireStage>;

export const wireReason = z.looseObject({ id, text, isArchived: z.boolean().nullish() });

const contact = z.looseObject({ value: text, type: text });

export const wireApplication = z.looseObject({
  ...dated,
  status: text,
  archivedAt: instant,
  job: z.looseObject({ id, title: text }).nullish(),
  candidate: z
    .looseObject({ id, name: text, primaryEmailAddress: contact.nullish(), primaryPhoneNumber: contact.nullish() })
    .nullish(),
  currentInterviewStage: wireStage.nullish().catch(null),
  source: z.looseObject({ title: text }).nullish().catch(null),
  archiveReason: z.looseObject({ text }).nullish().catch(null),
  customFields,
});
export type WireApplication = z.output<typeof wireApplication>;

export const wireHandle = z.looseObject({ id, name: text, handle: z.string() });
export type WireHandle = z.output<typeof wireHandle>;

export const wireTag = z.looseObject({ id, title: text, isArchived: z.boolean().nullish() });

export const wireCandidate = z.looseObject({
  ...dated,
  name: text,
  profileUrl: text,
  applicationIds: list(z.string()),
  tags: list(wireTag),
  customFields,
  fileHandles: list(wireHandle),
  resumeFileHandle: wireHandle.nullish().catch(null),
  emailAddresses: list(contact),
  phoneNumbers: list(contact),
  socialLinks: list(z.looseObject({ type: text, url: text })),
  source: z.looseObject({ title: text }).nullish().catch(null),
  position: text,
  company: text,
  location: z
    .looseObject({ locationSummary: text, locationComponents: list(z.looseObject({ type: text, name: text })) })
    .nullish()
    .catch(null),
});
export type WireCandidate = z.output<typeof wireCandidate>;

/** An event of an interview schedule, with what it needs of the schedule. */
export const wireInterviewEvent = z.looseObject({
  ...dated,
  startTime: instant,
  endTime: instant,
  interviewId: text,
  interviewers: list(wireUser),
  location: text,
  meetingLink: text,
  schedule: z.looseObject({ applicationId: text, interviewStageId: text, status: text }),
});
export type WireInterviewEvent = z.output<typeof wireInterviewEvent>;

export const wireSource = z.looseObject({
  id,
  title: text,
  isArchived: z.boolean().nullish(),
  sourceType: z.looseObject({ title: text }).nullish().catch(null),
});
export type WireSource = z.output<typeof wireSource>;

/** A schedule, as it answers the call that made or changed it. */
export const wireSchedule = z.looseObject({
  id,
  status: text,
  interviewEvents: list(z.looseObject({ id, createdAt: instant, startTime: instant, endTime: instant })),
});
export type WireSchedule = z.output<typeof wireSchedule>;

/** An offer has no dates of its own (documented): those of its version, and of the decision, stand for them. */
export const wireOffer = z.looseObject({
  id,
  applicationId: text,
  decidedAt: instant,
  acceptanceStatus: text,
  offerStatus: text,
  latestVersion: z.looseObject({ startDate: text, createdAt: InstantInput, customFields }),
});
export type WireOffer = z.output<typeof wireOffer>;

export const wireNote = z.looseObject({
  id,
  createdAt: InstantInput,
  content: text,
  isPrivate: z.boolean().nullish().catch(null),
  author: wireUser.nullish().catch(null),
});
export type WireNote = z.output<typeof wireNote>;

export const wireFieldDefinition = z.looseObject({
  id,
  title: text,
  objectType: text,
  fieldType: z.string(),
  isArchived: z.boolean().nullish(),
  isRequired: z.boolean().nullish(),
  selectableValues: list(z.looseObject({ label: z.string(), value: z.string(), isArchived: z.boolean().nullish() })),
});
export type WireFieldDefinition = z.output<typeof wireFieldDefinition>;

/** The results of an answer. */
export const results = <T extends z.ZodType>(schema: T) => z.looseObject({ results: schema });
