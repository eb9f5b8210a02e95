import { handles } from "@anyats/core";
import { listSources as capability } from "../capabilities.ts";
import { asItIs, LISTS } from "../lists.ts";
import { documented } from "../routes.ts";
import { wireSource } from "../wire.ts";

/** One answer, without pages (documented). */
export const listSources = handles(capability, {
  routes: documented("POST /source.list"),
  inject: { lists: LISTS },
  async handle({ includeArchived }, call, { lists }) {
    const listing = { path: "/source.list", reading: asItIs(wireSource), parameters: { includeArchived } };
    const found = await lists.all(listing, call, true);
    return found.map(({ id, title, isArchived, sourceType }) => ({
      id,
      name: title ?? null,
      archived: isArchived ?? false,
      type: sourceType?.title ?? null,
    }));
  },
});
