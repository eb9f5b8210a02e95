import { seedAgency, seedKey, type Agency, type SeedSettings } from "../data/agency.ts";
import { seedOnce } from "../world/seed-once.ts";
import type { World } from "../world/world.ts";

/** Fills the world behind Kombo with an agency that works with a tool. Ids follow from the integration, so it is part of the key. */
export function seedForKombo(tool: string, world: World, settings: SeedSettings, agency: Agency): void {
  const key = seedKey(world, tool, settings);
  seedOnce(key && { ...key, ids: world.id("") }, [world], () => {
    seedAgency(world, settings, agency);
    settings.prepare?.({ world });
  });
}
