export { myAts, myAts as default } from "./adapter.ts";
export { streamMyAtsJobs } from "./handlers/stream-my-ats-jobs.ts";
export { myAtsSettings } from "./settings.ts";
