export * from "./stream-users.ts";
