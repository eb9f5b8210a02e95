import { z } from "zod";

/** A postal address or a part of one. */
export const Location = z
  .object({
    street1: z.string().nullable(),
    street2: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    zipCode: z.string().nullable(),
    /** ISO 3166-1 alpha-2 where it could be mapped, else as the ATS has it. */
    country: z.string().nullable().describe("ISO 3166-1 alpha-2 where it could be mapped, else as the ATS has it."),
    /** The address as one text. */
    raw: z.string().nullable().describe("The address as one text."),
  })
  .describe("A postal address, or the part of it that is known.");
export type Location = Readonly<z.output<typeof Location>>;
