export * from "./native-path.ts";
export * from "./send-passthrough.ts";
