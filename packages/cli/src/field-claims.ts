import { connect, type Adapter, type Client } from "@anyats/core";
import { readFieldCoverage, type FieldCoverage } from "@anyats/coverage";
import { Writable } from "node:stream";
import { settingsOf } from "./connection.ts";
import { UsageError } from "./failure.ts";

/** The most records that are looked at; fewer where every field has been seen before. */
const sample = 25;

/**
 * Which fields an adapter fills in each kind of record, as its mapping does over the emulator's records. None where the
 * emulator does not speak the ATS's API.
 */
export async function fieldClaimsFor(adapter: Adapter): Promise<readonly FieldCoverage[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  let settings: object;
  try {
    settings = settingsOf(adapter, {}, { env: {}, stdout: silent, stderr: silent });
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
  await using ats: Client = await connect(adapter, settings as never);
  return await readFieldCoverage(adapter, ats, await ats.coverage(), { of: "emulator", sample, untilSeen: true });
}
