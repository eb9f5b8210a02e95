export { ashby } from "./adapter.ts";
export { ashbyLimitations } from "./limitations.ts";
export { ashbySettings, type AshbySettings } from "./settings.ts";
export { ashbyWebhooks } from "./webhooks.ts";
