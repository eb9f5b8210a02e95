import { komboSettings } from "@anyats/kombo-base";

/**
 * What a connection needs to be told: the key, the integration, the region. Where My ATS needs more, add zod to the
 * dependencies, and extend it with `z` of zod/mini:
 * `z.extend(komboSettings, { noteTypeName: z._default(z.string(), "Note") })`.
 */
export const myAtsSettings = komboSettings;
