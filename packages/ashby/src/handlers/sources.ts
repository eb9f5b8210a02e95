import { handles } from "@anyats/core";
import { listSources as capability } from "../capabilities.ts";
import { LISTS } from "../lists.ts";
import { documented } from "../routes.ts";
import { wireSource, type WireSource } from "../wire.ts";

/** One answer, without pages (documented). */
export const listSources = handles(capability, {
  lane: "native",
  routes: documented("POST /source.list"),
  inject: { lists: LISTS },
  async handle({ includeArchived }, call, { lists }) {
    const reading = { schema: wireSource, map: (wire: WireSource) => wire };
    const found = await lists.all("/source.list", reading, call, { includeArchived }, true);
    return found.map(({ id, title, isArchived, sourceType }) => ({
      id,
      name: title ?? null,
      archived: isArchived ?? false,
      type: sourceType?.title ?? null,
    }));
  },
});
