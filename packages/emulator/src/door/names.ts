import type { Collection } from "../world/collection.ts";
import type { World } from "../world/world.ts";

/** Where the control door of a served emulator is. */
export const doorPath = "/_emulator";

/** The collections of a world, and the records that they hold. */
export type Records = { [Name in keyof World as World[Name] extends Collection<infer _> ? Name : never]: RowOf<Name> };

type RowOf<Name extends keyof World> = World[Name] extends Collection<infer T> ? T : never;

/** A value as JSON has it. */
export type DoorJson = string | number | boolean | null | readonly DoorJson[] | { readonly [key: string]: DoorJson };
