import type { rejectEach as Rejecting } from "./reject-each.ts";

/** `rejectEach`, loaded when an app rejects several for the first time: most never do. */
export const rejectEach: typeof Rejecting = async (...given) => (await import("./reject-each.ts")).rejectEach(...given);
