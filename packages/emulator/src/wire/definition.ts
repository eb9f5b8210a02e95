import type { WebhookFeed } from "../webhooks/deliveries.ts";
import type { VirtualClock } from "../world/clock.ts";
import type { World } from "../world/world.ts";
import type { WireOptions } from "./options.ts";
import type { Wire } from "./wire.ts";

/** Where clients reach an emulator. The origin is known only once a server listens. */
export interface Address {
  /** Such as `http://127.0.0.1:4010`, without a path. */
  readonly origin: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What an emulator shows of the API that it speaks, beside what all emulators have. */
export interface WireFace {
  /** The base address that clients are given. */
  readonly url: string;
  /** What a client needs to connect. */
  settings(): object;
  readonly webhooks: WebhookFeed;
}

/** A wire over a world of its own. */
export interface OpenWire<Face extends WireFace> {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly wire: Wire;
  face(): Face;
  /** Nothing is sent any more. */
  close(): void;
}

/** An API that the emulator speaks. To add one: a folder that defines a wire, and a line in the registry. */
export interface WireDefinition<Options extends WireOptions, Face extends WireFace> {
  readonly label: string;
  /** @throws {RangeError} when an option is not valid. */
  open(options: Options, address: Address): OpenWire<Face>;
}
