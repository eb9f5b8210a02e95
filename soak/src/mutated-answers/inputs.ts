import type { Application, CapabilityId, Job } from "@anyats/core";

/** What there is to ask for and to write to. */
export interface Scene {
  readonly application: Application;
  readonly job: Job;
  readonly reasonId: string;
  /** A custom field of applications that takes text; null where there is none. */
  readonly fieldId: string | null;
  readonly stageId: string;
}

const file = { name: "note.txt", base64: Buffer.from("Interviewed.").toString("base64") };

/** What each capability is called with, as an app would. */
export function inputsOf(scene: Scene): Readonly<Partial<Record<CapabilityId, object>>> {
  const { application, job, reasonId, fieldId, stageId } = scene;
  const candidate = { id: application.candidateId! };
  const person = { firstName: "Ada", lastName: "Byron", email: "ada@example.com" };
  const link = { label: "Score: 93 %", url: "https://example.com/result" };
  const updates = { [fieldId ?? "none"]: "yes" };
  return {
    "jobs.get": { id: job.id },
    "jobs.getEnhanced": { id: job.id },
    "jobs.fetchEnhancedBatch": { limit: 3 },
    "jobs.listCustomFields": {},
    "jobs.getCustomFieldValues": { job },
    "applications.get": { id: application.id },
    "applications.listStages": { jobIds: [job.id] },
    "applications.listRejectionReasons": {},
    "applications.listCustomFields": {},
    "applications.getCustomFieldValues": { application },
    "applications.listAttachments": { application },
    "applications.getAttachmentRestrictions": {},
    "applications.create": { job, candidate: person },
    "applications.moveToStage": { application, stage: stageId },
    "applications.reject": { application, reasonId },
    "applications.rejectMany": { applications: [application], reasonId },
    "applications.addNote": { application, note: "Interviewed." },
    "applications.addAttachment": { application, file },
    "applications.addResultLink": { application, ...link },
    "applications.updateCustomFields": { application, updates },
    "candidates.get": { id: candidate.id },
    "candidates.find": { lastName: "Byron" },
    "candidates.getEnhanced": { id: candidate.id },
    "candidates.getResume": { candidate },
    "candidates.listCustomFields": {},
    "candidates.getCustomFieldValues": { candidate },
    "candidates.listAttachments": { candidate },
    "candidates.create": { job, candidate: person },
    "candidates.addNote": { candidate, note: "Interviewed." },
    "candidates.addAttachment": { candidate, file },
    "candidates.addResultLink": { candidate, ...link },
    "integration.get": {},
    "integration.checkKey": {},
    "integration.forceSync": {},
    "passthrough.send": { method: "GET", path: "/branch" },
  };
}
