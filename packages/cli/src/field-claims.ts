import { connect, type Adapter, type Client } from "@anyats/core";
import { readFieldCoverage, type FieldCoverage } from "@anyats/coverage";
import { createEmulator } from "@anyats/emulator";
import { toolOf } from "./connection.ts";

/** The most records that are looked at; fewer where every field has been seen before. */
const sample = 25;

/**
 * Which fields an adapter fills in each kind of record, as its mapping does over the emulator's records. None where the
 * emulator does not speak the ATS's API.
 */
export async function fieldClaimsFor(adapter: Adapter): Promise<readonly FieldCoverage[]> {
  const tool = toolOf(adapter);
  if (!tool) return [];
  await using ats: Client = await connect(adapter, createEmulator({ runningClock: true, tool }).settings() as never);
  return await readFieldCoverage(adapter, ats, await ats.coverage(), { of: "emulator", sample, untilSeen: true });
}
