export type { ReadId } from "./changed-models.ts";
export { changesOf, type Changes, type NotStreamed } from "./changes.ts";
export type * from "./events.ts";
export type { IncrementalReads } from "./incremental-reads.ts";
export { rememberedEvents, type SeenEvents } from "./seen-events.ts";
export type { WebhookHeaders, WebhookSecrets } from "./signature.ts";
export { verifyKomboWebhook } from "./verify-webhook.ts";
export { WebhookMisconfigured, WebhookRefused, type RefusalCode, type RefusalStatus } from "./webhook-errors.ts";
export {
  createWebhookHandler,
  type WebhookAnswer,
  type WebhookHandler,
  type WebhookOptions,
} from "./webhook-handler.ts";
