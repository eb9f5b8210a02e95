export { createEmulator, type ConnectionSettings, type Emulator } from "./emulator.ts";
export { startEmulator, type RunningEmulator, type ServerOptions } from "./server.ts";
export {
  emulatorDoor,
  EmulatorDoorError,
  type DoorCollection,
  type DoorDelivery,
  type DoorFault,
  type EmulatorDoor,
} from "./door/client.ts";
export type { EmulatorOptions, IntegrationState, UpdatedAfterRules } from "./options.ts";
export type { FaultKind, FaultRule, Faults, InjectedFault, Timing } from "./faults/rule.ts";
export type { RequestLog, RequestMatch, SeenRequest } from "./http/request-log.ts";
export { komboErrorCodes, type ErrorStatuses, type KomboErrorCode } from "./kombo/errors.ts";
export type {
  Availability,
  Coverage,
  CoverageId,
  CoverageOverride,
  CoverageOverrides,
  CoverageStatus,
  ReadModelId,
  ScopeSetting,
  WriteActionId,
} from "./tools/coverage.ts";
export type { NativeRoutes } from "./tools/profile.ts";
export { toolNames, type ToolName } from "./tools/registry.ts";
export { signedWebhook, type KomboWebhook, type SignedWebhook } from "./webhooks/signed-webhook.ts";
export type { Clock } from "./world/clock.ts";
export type { Changes, Collection } from "./world/collection.ts";
export type { WebhookDelivery, WebhookSubscription } from "./webhooks/delivery.ts";
export type { WebhookData } from "./webhooks/event-data.ts";
export type { Webhooks } from "./webhooks/webhook-sender.ts";
export type { World } from "./world/world.ts";
export type * from "./world/rows.ts";
export type * from "./world/smaller-rows.ts";
