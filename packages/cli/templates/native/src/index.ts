export { myAts, myAts as default } from "./adapter.ts";
export { API, HttpApi, type Api, type ApiRequest } from "./api.ts";
export { getJob } from "./handlers/get-job.ts";
export { streamJobs } from "./handlers/stream-jobs.ts";
export { myAtsSettings, type MyAtsSettings } from "./settings.ts";
