export * from "./applicants.ts";
export * from "./connection.ts";
export * from "./custom-fields.ts";
export * from "./files.ts";
export * from "./notes-and-tags.ts";
export * from "./streams.ts";
export * from "./workflow.ts";
