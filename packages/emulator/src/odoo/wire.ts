import { seedAgency } from "../data/agency.ts";
import type { ListPage } from "../faults/refusals.ts";
import { plainAgency } from "../tools/plain-tool.ts";
import { Deliveries, type WebhookFeed } from "../webhooks/deliveries.ts";
import type { WireDefinition, WireFace } from "../wire/definition.ts";
import { resolveWireOptions, type WireOptions } from "../wire/options.ts";
import { freeAdmission } from "../wire/wire.ts";
import { VirtualClock } from "../world/clock.ts";
import { World } from "../world/world.ts";

/** How an emulated Odoo is made. */
export interface OdooOptions extends WireOptions {
  readonly tool?: "odoo";
  /** Default `emulator-key`. */
  readonly apiKey?: string;
}

/** What a client needs to connect. */
export interface OdooSettings {
  readonly baseUrl: string;
  readonly database: string;
  readonly user: string;
  readonly apiKey: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface OdooFace extends WireFace {
  settings(): OdooSettings;
}

/** Odoo Recruitment's own API. */
export const odooWire: WireDefinition<OdooOptions, OdooFace> = {
  label: "Odoo",
  open(options, address) {
    const resolved = resolveWireOptions(options);
    const { apiKey = "emulator-key" } = options;
    const clock = new VirtualClock(resolved.now, resolved.runningClock);
    const deliveries = new Deliveries(clock, resolved.rememberedRequests);
    const world = new World({ clock, identify: (remoteId) => remoteId, changed: () => undefined });
    const agency = {
      stages: [
        { remoteId: "1", name: "New" },
        { remoteId: "2", name: "Hired" },
      ],
      link: () => "",
    };
    seedAgency(world, resolved, plainAgency(world, agency));
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
        cursorOf: () => undefined,
        refusals: {
          status: ({ status }) => new Response(null, { status }),
          rateLimited: () => new Response(null, { status: 429 }),
          tooManyActions: () => new Response(null, { status: 429 }),
          expiredCursor: () => new Response(null, { status: 400 }),
        },
        listPage: (): ListPage | undefined => undefined,
        admit: () => freeAdmission,
        answer: () => new Response("Not Found", { status: 404 }),
      },
      face: () => {
        const { fetch, origin } = address;
        const settings = { baseUrl: origin, database: "agency", user: "admin", apiKey };
        return { url: origin, settings: () => ({ ...settings, ...(fetch && { fetch }) }), webhooks };
      },
      close: () => deliveries.close(),
    };
  },
};
