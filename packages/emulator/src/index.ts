export {
  emulatorDoor,
  EmulatorDoorError,
  type DoorCollection,
  type DoorDelivery,
  type DoorFault,
  type EmulatorDoor,
} from "./door/client.ts";
export { createEmulator, type Emulator, type EmulatorFor, type OptionsFor } from "./emulator.ts";
export { startEmulator, type Running, type RunningEmulator, type ServerOptions } from "./server.ts";
export { toolNames, type ToolName } from "./registry.ts";
export type { AnyEmulator, EmulatorBase } from "./wire/emulator.ts";
export type { WireOptions } from "./wire/options.ts";
export type { WireFace } from "./wire/definition.ts";
export {
  komboToolNames,
  type EmulatorOptions,
  type IntegrationState,
  type KomboToolName,
  type UpdatedAfterRules,
} from "./kombo/options.ts";
export type { AshbyFace, AshbyOptions, AshbySettings } from "./ashby/wire.ts";
export type { AshbyKey, AshbyPermission } from "./ashby/access.ts";
export { signedAshbyWebhook } from "./ashby/webhooks.ts";
export type { ConnectionSettings, KomboFace } from "./kombo/wire.ts";
export type { OdooFace, OdooOptions, OdooSettings, OdooTables } from "./odoo/wire.ts";
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
export { readModelIds, writeActionIds } from "./tools/coverage.ts";
export type { NativeRequest, NativeResponse } from "./http/native-call.ts";
export type { NativeRoutes } from "./tools/profile.ts";
export { signedWebhook, type KomboWebhook, type SignedWebhook } from "./kombo/webhooks/signed-webhook.ts";
export type { Clock } from "./world/clock.ts";
export type { Changes, Collection } from "./world/collection.ts";
export type { WebhookDelivery, WebhookEvent, WebhookSubscription } from "./webhooks/delivery.ts";
export type { WebhookFeed } from "./webhooks/deliveries.ts";
export type { WebhookData } from "./kombo/webhooks/event-data.ts";
export type { Webhooks } from "./kombo/webhooks/webhook-sender.ts";
export type { WorldModel } from "./world/models.ts";
export type { World } from "./world/world.ts";
export type * from "./world/rows.ts";
export type * from "./world/smaller-rows.ts";
