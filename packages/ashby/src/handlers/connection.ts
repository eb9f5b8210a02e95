import { handles, integration } from "@anyats/core";
import { HTTP } from "@anyats/http";
import { KEY } from "../key.ts";
import { documented } from "../routes.ts";

/** A key without `apiKeysRead` is good, too: only its title is not known then (inferred). */
export const checkKey = handles(integration.checkKey, {
  routes: documented("POST /apiKey.info"),
  inject: { key: KEY, http: HTTP },
  async handle(_input, call, { key }) {
    const info = await key.info(call);
    return { environmentId: info?.title ?? "unknown", customerId: null };
  },
});
