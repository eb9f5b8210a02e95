export { Checkpoint } from "./checkpoint.ts";
export * from "./page.ts";
export type { RecordPage, RecordStream, StreamOptions, StreamProgress } from "./record-stream.ts";
