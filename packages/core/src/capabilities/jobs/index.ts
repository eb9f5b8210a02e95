export * from "./fetch-enhanced-job-batch.ts";
export * from "./get-enhanced-job.ts";
export * from "./get-job-custom-field-values.ts";
export * from "./get-job.ts";
export * from "./list-job-custom-fields.ts";
export * from "./stream-jobs.ts";
export * from "./update-job-custom-fields.ts";
