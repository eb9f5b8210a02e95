export * from "./stream-roles.ts";
