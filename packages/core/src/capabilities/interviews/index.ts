export * from "./stream-interviews.ts";
