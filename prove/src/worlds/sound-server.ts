import type { World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";

/** A server that does its part, and the adapter for it. */
export interface SoundServer {
  readonly name: string;
  readonly adapter: Adapter;
  readonly world: World;
  /** The capabilities that the difference concerns; by default all. */
  readonly concerns?: readonly string[];
}
