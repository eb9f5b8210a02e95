import { z } from "zod";
import type * as records from "./records.generated.ts";

/** A postal address, or the part of it that is known. */
export const Location = z.object({
  /** The first line of the street. */
  street1: z.string().nullable(),
  /** The second line of the street. */
  street2: z.string().nullable(),
  /** The city. */
  city: z.string().nullable(),
  /** The state or region. */
  state: z.string().nullable(),
  /** The postal code. */
  zipCode: z.string().nullable(),
  /** ISO 3166-1 alpha-2 where it could be mapped, else as the ATS has it. */
  country: z.string().nullable(),
  /** The address as one text. */
  raw: z.string().nullable(),
});
export interface Location extends records.LocationRecord {}
