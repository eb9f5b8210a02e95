export { getApplication, streamApplications } from "./applications.ts";
export { findCandidates, getCandidate, streamCandidates } from "./candidates.ts";
export { checkKey } from "./check-key.ts";
export { createApplication, createCandidate } from "./create-application.ts";
export * from "./custom-fields.ts";
export { streamInterviews, streamUsers } from "./directory.ts";
export {
  addApplicationAttachment,
  addCandidateAttachment,
  getResume,
  listApplicationAttachments,
  listCandidateAttachments,
  streamAttachments,
} from "./files.ts";
export { getJob, streamJobs } from "./jobs.ts";
export { addApplicationNote, addCandidateNote, streamNotes } from "./notes.ts";
export { listRejectionReasons, rejectApplication, rejectManyApplications } from "./rejections.ts";
export { listApplicationStages, moveApplicationToStage } from "./stages.ts";
export { addTag, removeTag, streamTags } from "./tags.ts";
