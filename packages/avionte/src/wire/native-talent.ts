import { orNull } from "@anyats/http";
import { z } from "zod/mini";

/** A value of another form costs itself, not the record. */
const text = orNull(z.string());
const number = orNull(z.number());

/** A talent as `GET /talent/{id}` gives it. Source: Avionté's developer portal and captured answers. */
export const nativeTalent = z.looseObject({
  id: z.number(),
  status: text,
  frontOfficeId: number,
  officeName: text,
  representativeUser: number,
  availabilityDate: text,
  lastContacted: text,
});
export type NativeTalent = z.output<typeof nativeTalent>;

/** A kind of activity of the tenant, from `GET /talent/activity-types`. */
export const nativeActivityType = z.object({ typeId: z.number(), name: z.string(), show_in: number });
