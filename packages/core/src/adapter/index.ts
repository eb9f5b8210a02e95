export {
  ADAPTER,
  needsOf,
  lineage,
  type Adapter,
  type AdapterFacts,
  type AdapterTraits,
  type Bindings,
  type CapabilityOf,
  type IdsOf,
  type Maturity,
  type OwnOf,
  type PackageName,
  type SettingsOf,
} from "./adapter.ts";
export type { Call, CallOptions, Priority } from "./call.ts";
export { defineAdapter, type AdapterDefinition, type GapKey, type Operations } from "./define-adapter.ts";
export { gapOf, userMessageOf, type Gap, type GapPriority, type GapReason } from "./gap.ts";
export {
  IncomingRefused,
  mostHeldBytes,
  readIncoming,
  type IncomingLimits,
  type IncomingProblem,
} from "./incoming-body.ts";
export {
  handlerToken,
  type CallHandler,
  type Certainty,
  type Deprecation,
  type Handler,
  type HandlerClass,
  type HandlerFacts,
  type Lane,
  type Route,
  type Settlement,
  type StreamHandler,
  type WithCheckedCollaborators,
} from "./handler.ts";
export {
  all,
  maybe,
  toClass,
  token,
  type Dependency,
  type Inject,
  type Injected,
  type RegisteredClass,
  type Token,
} from "./injection.ts";
export {
  LIMITATIONS,
  type ImposedBy,
  type Limitation,
  type LimitationContext,
  type LimitationEffect,
  type Limitations,
  type Verdict,
} from "./limitation.ts";
export {
  handles,
  overrides,
  type Need,
  type Operation,
  type OperationDefinition,
  type OverrideDefinition,
} from "./operation.ts";
export { ContainerModule, type Module, type ModuleOptions } from "./module.ts";
export { toNoteContent, type NoteFacts, type NoteText } from "./note-content.ts";
export type { WebhookNotice, WebhookReader } from "./webhooks.ts";
export { routesFrom, type RouteText } from "./routes.ts";
export { givenFields, notSent, refusesFilters, warnsOfFields } from "./verdicts.ts";
export { oneOfThese, ownIdOf, ownIds, ownRecord, receipt, type OwnDates } from "./own-records.ts";
