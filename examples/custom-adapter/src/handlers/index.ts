export * from "./add-application-note.ts";
export * from "./single-records.ts";
export * from "./streams.ts";
export * from "./workflow.ts";
