export { internally, type InternalPurpose } from "./calls/internal-call.ts";
export { beforeWriting, notSent } from "./calls/not-sent.ts";
export { path } from "./calls/path.ts";
export { BodyTooLarge, maxBodyBytes, readText } from "./bounds/body.ts";
export { holdsTooMuch, isTooDeep } from "./bounds/json-bounds.ts";
export { reportQuotaWait, reportRetry } from "./quota/report-wait.ts";
export { askedWait, backoff, maxRepeats, untilReset } from "./quota/waits.ts";
export { SharedAnswers } from "./reading/shared-answers.ts";
export {
  readRecord,
  readRecords,
  Unreadable,
  type Drift,
  type Mapping,
  type Reading,
} from "./reading/tolerant-reader.ts";
export { contentKey } from "./settling/content-key.ts";
export { ReadBack, type Alike, type Written } from "./settling/read-back.ts";
