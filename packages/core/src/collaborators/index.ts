export * from "./allowance.ts";
export * from "./clock.ts";
export * from "./events.ts";
export * from "./ledger.ts";
export * from "./logger.ts";
export * from "./observer.ts";
export * from "./secret.ts";
export * from "./settings.ts";
export { CONNECTION_MEMORY, type ConnectionMemory } from "./memory.ts";
