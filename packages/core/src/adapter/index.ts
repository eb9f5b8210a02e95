export {
  ADAPTER,
  type Adapter,
  type AdapterFacts,
  type Bindings,
  type CapabilityOf,
  type IdsOf,
  type Maturity,
  type OwnOf,
  type PackageName,
  type SettingsOf,
} from "./adapter.ts";
export type { Call, CallOptions, Priority } from "./call.ts";
export { defineAdapter, type AdapterDefinition, type GapKey } from "./define-adapter.ts";
export { gapOf, userMessageOf, type Gap, type GapPriority, type GapReason } from "./gap.ts";
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
