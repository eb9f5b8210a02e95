import { beforeWriting } from "../errors/not-sent.ts";
import type { rejectEach as Rejecting } from "./reject-each.ts";

/** `rejectEach`, loaded when an app rejects several for the first time: most never do. */
export const rejectEach: typeof Rejecting = async (input, call, ...rest) => {
  const loaded = await beforeWriting(() => import("./reject-each.ts"), call);
  return loaded.rejectEach(input, call, ...rest);
};
