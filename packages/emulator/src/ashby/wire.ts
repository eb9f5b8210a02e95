import { seedAgency } from "../data/agency.ts";
import type { Refusals } from "../faults/refusals.ts";
import { plainAgency } from "../tools/plain-tool.ts";
import { Deliveries, type WebhookFeed } from "../webhooks/deliveries.ts";
import type { WireDefinition, WireFace } from "../wire/definition.ts";
import { resolveWireOptions, type WireOptions } from "../wire/options.ts";
import { freeAdmission } from "../wire/wire.ts";
import { VirtualClock } from "../world/clock.ts";
import { World } from "../world/world.ts";

/** How an emulated Ashby is made. */
export interface AshbyOptions extends WireOptions {
  readonly tool?: "ashby";
  /** Default `emulator-key`. */
  readonly apiKey?: string;
}

/** What a client needs to connect. */
export interface AshbySettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface AshbyFace extends WireFace {
  settings(): AshbySettings;
}

const stages = [
  { remoteId: "4101", name: "New Lead" },
  { remoteId: "4102", name: "Hired" },
  { remoteId: "4103", name: "Archived" },
];

/** Ashby's own API. */
export const ashbyWire: WireDefinition<AshbyOptions, AshbyFace> = {
  label: "Ashby",
  open(options, address) {
    const resolved = resolveWireOptions(options);
    const { apiKey = "emulator-key" } = options;
    const clock = new VirtualClock(resolved.now, resolved.runningClock);
    const deliveries = new Deliveries(clock, resolved.rememberedRequests);
    const world = new World({ clock, identify: (remoteId) => remoteId, changed: () => undefined });
    seedAgency(world, resolved, plainAgency(world, { stages, link: () => "https://app.ashbyhq.example.com" }));
    const webhooks: WebhookFeed = {
      subscribe: () => () => undefined,
      settled: () => deliveries.settled(),
      deliveries: () => deliveries.all(),
    };
    return {
      world,
      clock,
      wire: {
        prefix: "",
        cursorOf: ({ body }) => (body as { readonly cursor?: string } | undefined)?.cursor,
        refusals,
        listPage: () => undefined,
        admit: () => freeAdmission,
        answer: () => refused(404, "not_found", "There is no such endpoint."),
      },
      face: () => {
        const { fetch, origin } = address;
        return { url: origin, settings: () => ({ apiKey, baseUrl: origin, ...(fetch && { fetch }) }), webhooks };
      },
      close: () => deliveries.close(),
    };
  },
};

function refused(status: number, code: string, message: string): Response {
  return Response.json({ success: false, errors: [code], errorInfo: { code, message } }, { status });
}

const refusals: Refusals = {
  status: ({ status, code, message }) => refused(status, code ?? "generic_internal_error", message),
  rateLimited: () => refused(429, "rate_limited", "Too many requests."),
  tooManyActions: () => refused(429, "rate_limited", "Too many requests."),
  expiredCursor: () => refused(200, "next_cursor_expired", "The cursor has expired."),
};
