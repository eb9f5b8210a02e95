export * from "./check-key.ts";
export * from "./force-sync.ts";
export * from "./get-integration.ts";
