import * as applications from "./applications/index.ts";
import { streamAttachments } from "./attachments/index.ts";
import * as candidates from "./candidates/index.ts";
import type { AnyCapability } from "./capability.ts";
import { checkKey, forceSync, getIntegration } from "./integration/index.ts";
import { streamInterviews } from "./interviews/index.ts";
import * as jobs from "./jobs/index.ts";
import { streamNotes } from "./notes/index.ts";
import { streamOffers } from "./offers/index.ts";
import { sendPassthrough } from "./passthrough/index.ts";
import { streamRoles } from "./roles/index.ts";
import { streamScorecards } from "./scorecards/index.ts";
import { streamTags } from "./tags/index.ts";
import { streamUsers } from "./users/index.ts";

/** Every capability, in the order in which coverage shows them. A new one is added here and nowhere else. */
const all = [
  jobs.streamJobs,
  jobs.getJob,
  jobs.getEnhancedJob,
  jobs.fetchEnhancedJobBatch,
  jobs.listJobCustomFields,
  jobs.getJobCustomFieldValues,
  jobs.updateJobCustomFields,

  applications.streamApplications,
  applications.createApplication,
  applications.moveApplicationToStage,
  applications.listApplicationStages,
  applications.rejectApplication,
  applications.rejectManyApplications,
  applications.listRejectionReasons,
  applications.addApplicationNote,
  applications.addApplicationAttachment,
  applications.listApplicationCustomFields,
  applications.getApplicationCustomFieldValues,
  applications.updateApplicationCustomFields,
  applications.getApplication,
  applications.listApplicationAttachments,
  applications.getAttachmentRestrictions,
  applications.addApplicationResultLink,
  applications.importTrackedApplication,

  candidates.streamCandidates,
  candidates.getCandidate,
  candidates.findCandidates,
  candidates.getEnhancedCandidate,
  candidates.getCandidateResume,
  candidates.addCandidateNote,
  candidates.addCandidateAttachment,
  candidates.listCandidateCustomFields,
  candidates.getCandidateCustomFieldValues,
  candidates.updateCandidateCustomFields,
  candidates.createCandidate,
  candidates.listCandidateAttachments,
  candidates.addCandidateTag,
  candidates.removeCandidateTag,
  candidates.addCandidateResultLink,

  streamInterviews,
  streamOffers,
  streamNotes,
  streamScorecards,
  streamAttachments,
  streamTags,
  streamUsers,
  streamRoles,

  getIntegration,
  checkKey,
  forceSync,
  sendPassthrough,
] as const satisfies readonly AnyCapability[];

type Listed = (typeof all)[number];

/** The catalogue's capabilities by id. */
export type Catalogue = { readonly [C in Listed as C["id"]]: C };
/** The id of a capability of the catalogue. */
export type CapabilityId = keyof Catalogue;

/** All capabilities that adapters may offer, by id. Adapters may bring more under their own prefix. */
export const catalogue: Catalogue = Object.freeze(
  Object.fromEntries(all.map((capability) => [capability.id, capability])),
) as Catalogue;

/** The ids of the catalogue, in the order in which coverage shows them. */
export const capabilityIds: readonly CapabilityId[] = all.map(({ id }) => id);

/** Whether a text is the id of a capability of the catalogue. */
export function isCapabilityId(id: string): id is CapabilityId {
  return Object.hasOwn(catalogue, id);
}
