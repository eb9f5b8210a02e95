export * from "./stream-tags.ts";
