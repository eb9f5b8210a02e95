import { z } from "zod";

/** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
export const remoteFields = z.record(z.string(), z.record(z.string(), z.unknown())).optional();
