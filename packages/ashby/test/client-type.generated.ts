// Generated from the matrix by `npm run update`: a missing capability does not exist on the client's type.
import type { ClientOf } from "@anyats/core";
import type { ashby } from "../src/index.ts";

declare const ats: ClientOf<typeof ashby>;
void ats.jobs.stream;
void ats.jobs.get;
// @ts-expect-error missing
void ats.jobs.getEnhanced;
// @ts-expect-error missing
void ats.jobs.fetchEnhancedBatch;
void ats.jobs.listCustomFields;
void ats.jobs.getCustomFieldValues;
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
void ats.applications.listCustomFields;
void ats.applications.getCustomFieldValues;
void ats.applications.updateCustomFields;
void ats.applications.get;
void ats.applications.listAttachments;
// @ts-expect-error missing
void ats.applications.getAttachmentRestrictions;
// @ts-expect-error missing
void ats.applications.addResultLink;
// @ts-expect-error missing
void ats.applications.importTracked;
void ats.candidates.stream;
void ats.candidates.get;
void ats.candidates.find;
// @ts-expect-error missing
void ats.candidates.getEnhanced;
void ats.candidates.getResume;
void ats.candidates.addNote;
void ats.candidates.addAttachment;
void ats.candidates.listCustomFields;
void ats.candidates.getCustomFieldValues;
void ats.candidates.updateCustomFields;
void ats.candidates.create;
void ats.candidates.listAttachments;
void ats.candidates.addTag;
void ats.candidates.removeTag;
// @ts-expect-error missing
void ats.candidates.addResultLink;
void ats.candidates.erase;
void ats.interviews.stream;
void ats.interviews.create;
void ats.interviews.update;
void ats.offers.stream;
void ats.notes.stream;
// @ts-expect-error missing
void ats.scorecards.stream;
// @ts-expect-error missing
void ats.attachments.stream;
void ats.tags.stream;
void ats.users.stream;
// @ts-expect-error missing
void ats.roles.stream;
// @ts-expect-error missing
void ats.integration.get;
void ats.integration.checkKey;
// @ts-expect-error missing
void ats.integration.forceSync;
// @ts-expect-error missing
void ats.passthrough.send;
void ats.ashby.listSources;
