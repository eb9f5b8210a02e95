import { z } from "zod/mini";
import { Offer } from "../models/offer.ts";
import { streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Offers to candidates. */
export const offers = resource("offers", {
  /**
   * Stream the offers.
   *
   * `updatedAfter` gives offers whose own fields changed, or whose application changed. Changes of that application's
   * candidate or job do not count. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({ ...streamFilterFields }),
    output: Offer,
  },
});
