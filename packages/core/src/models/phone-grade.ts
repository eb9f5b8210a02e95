import { z } from "zod/mini";

/**
 * How surely two phone numbers are one. `same`: country and number agree. `perhaps`: the numbers agree, but one of them
 * leaves out its country or its extension. `different`: they do not agree.
 */
export const PhoneGrade = z.enum(["same", "perhaps", "different"]);
export type PhoneGrade = z.output<typeof PhoneGrade>;
