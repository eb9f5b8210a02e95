export * from "./add-candidate-note.ts";
export * from "./custom-fields.ts";
export * from "./enhanced-jobs.ts";
export * from "./get-enhanced-candidate.ts";
export * from "./select-job.ts";
