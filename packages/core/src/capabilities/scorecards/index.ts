export * from "./stream-scorecards.ts";
