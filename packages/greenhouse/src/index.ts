export { greenhouse } from "./adapter.ts";
export * from "./handlers/add-note-with-visibility.ts";
export * from "./handlers/send-to-harvest.ts";
export { limitations } from "./limitations.ts";
export { greenhouseSettings, type GreenhouseSettings } from "./settings.ts";
