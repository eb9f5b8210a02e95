import type { Hono } from "hono";
import type { Target } from "../http/incoming.ts";
import type { Coverage } from "../tools/coverage.ts";
import type { NativeRequest, NativeResponse } from "../http/native-call.ts";
import type { ToolProfile } from "../tools/profile.ts";
import type { WireDefinition, WireFace } from "../wire/definition.ts";
import type { Wire } from "../wire/wire.ts";
import { isAction, komboApp } from "./app.ts";
import { resolveOptions, type EmulatorOptions, type IntegrationState } from "./options.ts";
import { komboListPage, komboRefusals } from "./refusals.ts";
import { createState, type EmulatorState } from "./state.ts";
import type { Webhooks } from "./webhooks/webhook-sender.ts";

/** What a client of Kombo needs to connect. */
export interface ConnectionSettings {
  readonly apiKey: string;
  readonly integrationId: string;
  /** With `/v1`. */
  readonly baseUrl: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What an emulator of Kombo's API has beside what all have. */
export interface KomboFace extends WireFace {
  settings(): ConnectionSettings;
  /** The integration's state and coverage; both can be changed at any time. */
  readonly integration: { state: IntegrationState; readonly coverage: Coverage };
  /** Tells apps what happens, as Kombo does. */
  readonly webhooks: Webhooks;
  /** Asks the tool's own API from behind: no fault strikes, and `requests` does not show it. */
  native(request: NativeRequest): NativeResponse;
}

/** Kombo's API with an ATS behind it. */
export function komboWire(profile: ToolProfile): WireDefinition<EmulatorOptions, KomboFace> {
  return {
    label: profile.label,
    open(options, address) {
      const state = createState(resolveOptions(options), profile, address);
      return {
        world: state.world,
        clock: state.clock,
        wire: wireOf(state),
        face: () => {
          const url = `${state.address.origin}/v1`;
          const { apiKey, integrationId } = state.options;
          const { fetch } = address;
          return {
            url,
            settings: () => ({ apiKey, integrationId, baseUrl: url, ...(fetch && { fetch }) }),
            integration: state.integration,
            webhooks: state.webhooks,
            native: (request) => state.tool.native(request),
          };
        },
        close: () => state.webhooks.close(),
      };
    },
  };
}

function wireOf(state: EmulatorState): Wire {
  const app: Hono = komboApp(state);
  const { quota } = state;
  const refusals = komboRefusals(state.options);
  return {
    prefix: "/v1",
    cursorOf: ({ query }) => query["cursor"],
    nativeOf: ({ path, body }) => nativeOf(path, body),
    refusals,
    listPage: komboListPage,
    admit({ method, path, number }) {
      if (!quota.admitRequest()) return refusals.rateLimited(Number(quota.rateHeaders()["ratelimit-reset"]), number);
      const action = isAction(method, path);
      if (action && !quota.beginAction()) return refusals.tooManyActions(number);
      return {
        action,
        headers: () => ({ ...quota.rateHeaders(), ...(action && quota.concurrencyHeaders()) }),
        end: () => {
          if (action) quota.endAction();
        },
      };
    },
    answer: (request, exchange) => app.fetch(request, { exchange }),
  };
}

function nativeOf(path: string, body: unknown): Target["native"] {
  if (!path.startsWith("/passthrough/") || typeof body !== "object" || body === null) return undefined;
  const call = body as { method?: unknown; path?: unknown };
  return { method: String(call.method), path: String(call.path) };
}
