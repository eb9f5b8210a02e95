export * from "./stream-notes.ts";
