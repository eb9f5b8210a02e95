export * from "./adapter/index.ts";
export * from "./capabilities/index.ts";
export * from "./client/index.ts";
export * from "./collaborators/index.ts";
export * from "./coverage/index.ts";
export * from "./errors/index.ts";
export * from "./models/index.ts";
export * from "./stream/index.ts";
