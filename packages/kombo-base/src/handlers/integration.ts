import { handles, integration as capabilities } from "@anyats/core";
import { INTEGRATION } from "../reading/integration.ts";
import { readData, receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { wireKey, wireSync } from "../wire/connection.ts";

/** Reads it again each time. */
export const getIntegration = handles(capabilities.get, {
  lane: "unified",
  routes: documented("GET /integrations/{integration_id}"),
  inject: { integration: INTEGRATION },
  handle: (_input, call, { integration }) => integration.details(call),
});

/** Says nothing of the integration. */
export const checkKey = handles(capabilities.checkKey, {
  lane: "unified",
  routes: documented("GET /check-api-key"),
  inject: { transport: TRANSPORT },
  async handle(_input, call, { transport }) {
    const request = {
      method: "GET",
      path: "/check-api-key",
      effect: "reads",
      action: false,
      integration: false,
    } as const;
    const { data } = readData(wireKey, await transport.send(request, call), "reads");
    return { environmentId: data.environment_id, customerId: data.customer_id ?? null };
  },
});

/** Kombo keeps at most one sync of a type. */
export const forceSync = handles(capabilities.forceSync, {
  lane: "unified",
  routes: documented("POST /force-sync"),
  inject: { transport: TRANSPORT },
  async handle({ type }, call, { transport }) {
    const request = {
      method: "POST",
      path: "/force-sync",
      body: { type },
      effect: "idempotent",
      action: false,
    } as const;
    const { data, warnings } = readData(wireSync, await transport.send(request, call), "idempotent");
    return { syncId: data.sync_id, type: data.type, alreadyQueued: data.already_queued, ...receiptOf(warnings) };
  },
});
