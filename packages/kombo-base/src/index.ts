export { komboBase } from "./adapter.ts";
export * from "./handlers/index.ts";
export { rejecting, type Rejection } from "./handlers/rejection-action.ts";
export { customFieldGaps, notBuiltNatively, notKnownOfKombo, notListedByKombo } from "./gap-reasons.ts";
export { adapterFor, WrongAdapter } from "./integration-tool.ts";
export { applicationReading } from "./mapping/application.ts";
export { candidateReading } from "./mapping/candidate.ts";
export { interviewReading, noteReading, offerReading, syncedAttachmentReading } from "./mapping/activity.ts";
export { roleReading, tagReading, userReading } from "./mapping/directory.ts";
export { jobReading } from "./mapping/job.ts";
export { ATTACHMENTS, type Attachments } from "./reading/attachments.ts";
export { REJECTION_REASONS, type RejectionReasons } from "./reading/rejection-reasons.ts";
export { STAGES, type Stages } from "./reading/stage-directory.ts";
export { INTEGRATION, type Integration } from "./reading/integration.ts";
export { ifUnified } from "./reading/if-unified.ts";
export { LISTS, type Lists } from "./reading/list-reader.ts";
export type { Query } from "./reading/query.ts";
export { listStream, type ListDefinition } from "./reading/list-stream.ts";
export { documented } from "./routes.ts";
export { action, model } from "./coverage/kombo-names.ts";
export { mapped, readRecord, readRecords, type Drift, type Mapping, type Reading } from "@anyats/http";
export { KOMBO_SETTINGS, komboSettings, regions, type KomboSettings, type Region } from "./settings.ts";
export { scorecardReading } from "./mapping/scorecard.ts";
export { readAnswer, type Answered } from "./transport/envelope.ts";
export { internally, type InternalPurpose } from "@anyats/http";
export { DriftReports, orNull, parsedLeniently, path } from "@anyats/http";
export {
  KomboTransport,
  TRANSPORT,
  type KomboAnswer,
  type KomboRequest,
  type Transport,
} from "./transport/kombo-transport.ts";
export {
  NATIVE_PACE,
  PASSTHROUGH,
  type NativeAnswer,
  type NativePace,
  type NativeRequest,
  type Passthrough,
} from "./transport/passthrough.ts";
export { STAGE_TARGETS, type StageTargets } from "./handlers/stage-targets.ts";
