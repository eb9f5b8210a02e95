import { z } from "zod";

/** What only one ATS understands, by the ATS's key, passed on as it is. */
export const remoteFields = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .optional()
  .describe("Fields that only one ATS understands, by the ATS's key; passed on as they are.");
