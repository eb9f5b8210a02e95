import { connect, type Client } from "@anyats/core";
import { readFieldCoverage, renderFieldTable, type FieldCoverage, type LostField } from "@anyats/coverage";
import { adapterIds, adapterOf } from "../../adapters.ts";
import { settingsOf, type ConnectionOptions } from "../../connection.ts";
import { UsageError } from "../../failure.ts";
import { write, type Terminal } from "../../terminal.ts";
import { lostSince, lostSinceSync, warnOf } from "./field-history.ts";

interface Options extends ConnectionOptions {
  readonly live?: boolean;
  readonly sample: number;
  readonly format: string;
  readonly baseline?: string;
  readonly history?: string;
}

/**
 * Shows which fields an adapter fills, and from where; with `live`, how many of a customer's records have them, and which
 * field is filled no longer.
 */
export async function showFields(named: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  if (options.format !== "table" && options.format !== "json")
    throw new UsageError("fields are shown as table or json");
  const all: FieldCoverage[] = [];
  for (const id of named.length > 0 ? named : adapterIds) all.push(...(await fieldsOf(id, options, terminal)));
  const lost: LostField[] = [];
  if (options.baseline !== undefined) lost.push(...(await lostSince(options.baseline, all)));
  if (options.history !== undefined) lost.push(...(await lostSinceSync(options.history, all, terminal)));
  await write(terminal.stdout, options.format === "json" ? `${JSON.stringify(all, null, 2)}\n` : renderFieldTable(all));
  warnOf(lost, terminal);
}

async function fieldsOf(id: string, { live, sample, ...options }: Options, terminal: Terminal) {
  const adapter = await adapterOf(id);
  const given = live ? terminal : { ...terminal, env: {} };
  await using ats: Client = await connect(adapter, settingsOf(adapter, live ? options : {}, given) as never);
  const streams = ["jobs.stream", "applications.stream", "candidates.stream"];
  return await readFieldCoverage(adapter, ats, await ats.coverage(), {
    of: live ? "live" : "emulator",
    sample,
    streams,
  });
}
