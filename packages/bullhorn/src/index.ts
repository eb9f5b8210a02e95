export { bullhorn } from "./adapter.ts";
export * from "./handlers/add-note-with-action.ts";
export * from "./handlers/get-enhanced-candidate.ts";
export { limitations } from "./limitations.ts";
