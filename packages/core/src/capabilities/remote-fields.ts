import { z } from "zod/mini";

/** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
export const remoteFields = z.optional(z.record(z.string(), z.record(z.string(), z.unknown())));
