export { myAts, myAts as default } from "./adapter.ts";
export { API, HttpApi, type Api, type ApiRequest } from "./api.ts";
export { GetJob } from "./handlers/get-job.ts";
export { StreamJobs } from "./handlers/stream-jobs.ts";
export { myAtsSettings, type MyAtsSettings } from "./settings.ts";
