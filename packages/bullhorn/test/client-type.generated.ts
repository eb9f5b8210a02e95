// Generated from the matrix by `npm run update`: a missing capability does not exist on the client's type.
import type { ClientOf } from "@anyats/core";
import type { bullhorn } from "../src/index.ts";

declare const ats: ClientOf<typeof bullhorn>;
void ats.jobs.stream;
void ats.jobs.get;
// @ts-expect-error missing
void ats.jobs.getEnhanced;
// @ts-expect-error missing
void ats.jobs.fetchEnhancedBatch;
// @ts-expect-error missing
void ats.jobs.listCustomFields;
// @ts-expect-error missing
void ats.jobs.getCustomFieldValues;
// @ts-expect-error missing
void ats.jobs.updateCustomFields;
void ats.applications.stream;
void ats.applications.create;
void ats.applications.moveToStage;
void ats.applications.listStages;
void ats.applications.reject;
void ats.applications.rejectMany;
void ats.applications.listRejectionReasons;
void ats.applications.addNote;
void ats.applications.addAttachment;
// @ts-expect-error missing
void ats.applications.listCustomFields;
// @ts-expect-error missing
void ats.applications.getCustomFieldValues;
// @ts-expect-error missing
void ats.applications.updateCustomFields;
void ats.applications.get;
// @ts-expect-error missing
void ats.applications.listAttachments;
// @ts-expect-error missing
void ats.applications.getAttachmentRestrictions;
void ats.applications.addResultLink;
// @ts-expect-error missing
void ats.applications.importTracked;
void ats.candidates.stream;
void ats.candidates.get;
void ats.candidates.find;
void ats.candidates.getEnhanced;
// @ts-expect-error missing
void ats.candidates.getResume;
// @ts-expect-error missing
void ats.candidates.addNote;
void ats.candidates.addAttachment;
// @ts-expect-error missing
void ats.candidates.listCustomFields;
// @ts-expect-error missing
void ats.candidates.getCustomFieldValues;
// @ts-expect-error missing
void ats.candidates.updateCustomFields;
void ats.candidates.create;
// @ts-expect-error missing
void ats.candidates.listAttachments;
// @ts-expect-error missing
void ats.candidates.addTag;
// @ts-expect-error missing
void ats.candidates.removeTag;
void ats.candidates.addResultLink;
// @ts-expect-error missing
void ats.candidates.erase;
// @ts-expect-error missing
void ats.interviews.stream;
// @ts-expect-error missing
void ats.interviews.create;
// @ts-expect-error missing
void ats.interviews.update;
// @ts-expect-error missing
void ats.offers.stream;
// @ts-expect-error missing
void ats.notes.stream;
// @ts-expect-error missing
void ats.scorecards.stream;
// @ts-expect-error missing
void ats.attachments.stream;
// @ts-expect-error missing
void ats.tags.stream;
void ats.users.stream;
// @ts-expect-error missing
void ats.roles.stream;
void ats.integration.get;
void ats.integration.checkKey;
void ats.integration.forceSync;
void ats.passthrough.send;
