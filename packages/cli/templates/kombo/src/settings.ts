import { komboSettings } from "@anyats/kombo-base";

/**
 * What a connection needs to be told: the key, the integration, the region. Where My ATS needs more, extend it:
 * `komboSettings.extend({ noteTypeName: z.string().default("Note") })`.
 */
export const myAtsSettings = komboSettings;
