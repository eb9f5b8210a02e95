import { z } from "zod/mini";
import type * as records from "./records.generated.ts";

/** Where the fields of a record came from. */
export const Provenance = z.object({
  /** The request that brought it, such as `GET /ats/jobs`; null where the record came in no list. */
  route: z.nullable(z.string()),
  /** The name of the mapping in the adapter's sources. */
  mapping: z.string(),
  /** The places in the wire record that each field follows from; none where the mapping takes nothing from there. */
  fields: z.record(z.string(), z.array(z.string())),
});
export interface Provenance extends records.ProvenanceRecord {}
