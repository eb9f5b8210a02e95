import { z } from "zod/mini";
import type * as records from "./records.generated.ts";

/** A postal address, or the part of it that is known. */
export const Location = z.object({
  /** The first line of the street. */
  street1: z.nullable(z.string()),
  /** The second line of the street. */
  street2: z.nullable(z.string()),
  /** The city. */
  city: z.nullable(z.string()),
  /** The state or region. */
  state: z.nullable(z.string()),
  /** The postal code. */
  zipCode: z.nullable(z.string()),
  /** ISO 3166-1 alpha-2 where it could be mapped, else as the ATS has it. */
  country: z.nullable(z.string()),
  /** The address as one text. */
  raw: z.nullable(z.string()),
});
export interface Location extends records.LocationRecord {}
