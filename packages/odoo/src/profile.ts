import type { HttpProfile } from "@anyats/http";
import { addressWrong, keyRefused, permissionMissing, refusalIn } from "./rpc/refusals.ts";
import type { OdooSettings } from "./settings.ts";

/** How an Odoo server is reached: every error comes with HTTP 200, but for those of the web server and of proxies. */
export const odooProfile: HttpProfile<OdooSettings> = {
  name: "Odoo",
  connectionId: ({ baseUrl, database }) => `${baseUrl}/${database}`,
  destination: ({ baseUrl, fetch }) => ({ baseUrl, fetch }),
  refusesWithin200: true,
  refusal: refusalIn,
  errors: { 401: keyRefused, 403: permissionMissing, 404: addressWrong, 405: addressWrong },
  // With more at once, a server of the usual size answers with errors.
  quota: { atOnce: { requests: { first: 4, most: 4 } } },
};
