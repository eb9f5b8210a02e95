export { myAts, myAts as default } from "./adapter.ts";
export { getJob } from "./handlers/get-job.ts";
export { streamJobs } from "./handlers/stream-jobs.ts";
export { myAtsProfile } from "./profile.ts";
export { myAtsSettings, type MyAtsSettings } from "./settings.ts";
