import { overrides } from "@anyats/core";
import { sendPassthrough } from "@anyats/kombo-base";
import { connectorOf, GREENHOUSE_SETTINGS } from "../settings.ts";

/** As Kombo's, to Harvest v3 of the connector that the customer has, unless the call names another API. */
export const sendToHarvest = overrides(sendPassthrough, {
  inject: { settings: GREENHOUSE_SETTINGS },
  handle(input, call, { settings }, inherited) {
    const api = input.api ?? `${connectorOf(settings)}/harvestv3`;
    return inherited.handle({ ...input, api }, call);
  },
});
