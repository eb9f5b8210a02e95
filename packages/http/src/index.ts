export { mapped } from "./reading/provenance.ts";
export { defaultBounds, oddities, type Bounds, type Oddities } from "./bounds/json-bounds.ts";
export { parseExactly } from "./bounds/parse.ts";
export type { Answer } from "./calls/answer.ts";
export { bindHttp } from "./bind-http.ts";
export type { TokenClient } from "./calls/access-token.ts";
export { clientCredentials } from "./calls/client-credentials.ts";
export {
  refreshToken,
  refreshTokens,
  type CustomerTokens,
  type KeptTokens,
  type RefreshTokens,
} from "./calls/refresh-tokens.ts";
export {
  grantedBy,
  type Grant,
  type GrantedBy,
  type GrantOptions,
  type Granting,
  type GrantRequest,
} from "./calls/grants.ts";
export { HTTP, HttpClient, type Http } from "./calls/http-client.ts";
export { internally, type InternalPurpose } from "./calls/internal-call.ts";
export { afterWriting } from "./errors/after-writing.ts";
export { beforeWriting, notSent } from "./errors/not-sent.ts";
export { path } from "./calls/path.ts";
export {
  defaultPolicy,
  HTTP_POLICY,
  httpPolicy,
  policyWith,
  type HttpPolicy,
  type PolicyChanges,
} from "./quota/policy.ts";
export {
  HTTP_PROFILE,
  type BodyFormat,
  type Destination,
  type HttpProfile,
  type RefusedAnswer,
  type UnsignedRequest,
} from "./calls/profile.ts";
export type { HttpRequest } from "./calls/request.ts";
export {
  generalMeaning,
  meaningOf,
  refusalError,
  type Meaning,
  type Party,
  type Refusal,
  type StatusTable,
} from "./errors/meaning.ts";
export { networkError, unreadableAnswer, unreadableRecord } from "./errors/network.ts";
export { InProcessAllowance } from "./quota/in-process-allowance.ts";
export type { ConcurrencyLimit, QuotaProfile } from "./quota/quota-profile.ts";
export { reportQuotaWait, reportRetry } from "./quota/report-wait.ts";
export { askedWait, backoff, parseRetryAfter } from "./quota/waits.ts";
export {
  checkCustomFieldUpdates,
  checkedAgainstKept,
  type CheckedUpdate,
  type FieldRule,
} from "./custom-fields/check-updates.ts";
export { AddedSince } from "./custom-fields/added-since.ts";
export { findAmong, type FindAmong } from "./reading/find-among.ts";
export { both, inBatches, oneByOne, readEach } from "./reading/in-batches.ts";
export { IncrementalRuns, type FetchRun, type IncrementalRun, type RunPage } from "./reading/incremental-runs.ts";
export { nameKey } from "./reading/name-key.ts";
export { filteredPage, recordFilter } from "./reading/record-filter.ts";
export { shortLists } from "./reading/short-lists.ts";
export { InTurn } from "./writing/in-turn.ts";
export { rejectEach } from "./writing/reject-each-later.ts";
export {
  at,
  cursorList,
  linkList,
  offsetList,
  pageNumberList,
  wholeList,
  type Asked,
  type CursorFormat,
  type LinkFormat,
  type ListedPage,
  type ListFormat,
  type OffsetFormat,
  type PageNumberFormat,
} from "./reading/list-format.ts";
export {
  allByIds,
  HttpListPages,
  LIST_PAGES,
  type IdFilter,
  type List,
  type ListPages,
  type ListRequest,
} from "./reading/list-pages.ts";
export { acceptedAs, mediaTypeOf, type FileClaim } from "./files/check-content.ts";
export { fileError, tooLarge } from "./files/file-error.ts";
export { openFile, type OpenedFile, type Opening } from "./files/open-file.ts";
export { publicAddress } from "./files/public-address.ts";
export { addressForms } from "./reading/address-forms.ts";
export { DriftReports, type Drift } from "./drift/drift-reports.ts";
export { vocabulary } from "./reading/vocabulary.ts";
export { eachOf, entries, orElse, orNull, parsedLeniently } from "./schemas/lenient.ts";
export { SharedAnswers, untilAborted } from "./calls/shared-answers.ts";
export {
  readRecord,
  readRecords,
  Unreadable,
  type Mapping,
  type PageReading,
  type Reading,
} from "./reading/tolerant-reader.ts";
export { baseUrl, customFetch, isSafeBaseUrl } from "./settings.ts";
export { attachFiles, createdBefore, type FollowingFile } from "./settling/attach-files.ts";
export { contentKey } from "./settling/content-key.ts";
export { ReadBack, type Alike, type ReadBackOptions, type Written } from "./settling/read-back.ts";
export { REFERENCES, References } from "./settling/references.ts";
