export { openTelemetry, type OpenTelemetryOptions } from "./module.ts";
