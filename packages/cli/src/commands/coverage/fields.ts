import { connect, methodOf, type Client } from "@anyats/core";
import { fieldCoverageOf, renderFieldTable, type FieldCoverage } from "@anyats/coverage";
import { adapterIds, adapterOf } from "../../adapters.ts";
import { settingsOf, type ConnectionOptions } from "../../connection.ts";
import { write, type Terminal } from "../../terminal.ts";

interface Options extends ConnectionOptions {
  readonly live?: boolean;
  readonly sample: number;
  readonly format: string;
}

/** Shows which fields an adapter fills, and from where; with `live`, how many of a customer's records have them. */
export async function showFields(named: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  const all: FieldCoverage[] = [];
  for (const id of named.length > 0 ? named : adapterIds) all.push(...(await fieldsOf(id, options, terminal)));
  await write(terminal.stdout, options.format === "json" ? `${JSON.stringify(all, null, 2)}\n` : renderFieldTable(all));
}

async function fieldsOf(id: string, { live, sample, ...options }: Options, terminal: Terminal) {
  const adapter = await adapterOf(id);
  const given = live ? terminal : { ...terminal, env: {} };
  await using ats: Client = await connect(adapter, settingsOf(adapter, live ? options : {}, given) as never);
  const { supports }: { supports(id: string): boolean } = ats;
  const report = await ats.coverage();
  const found: FieldCoverage[] = [];
  for (const group of ["jobs", "applications", "candidates"] as const) {
    const stream = `${group}.stream` as const;
    if (!supports(stream)) continue;
    const records: object[] = [];
    for await (const record of methodOf(ats, stream)({}, { provenance: true, pageSize: sample })) {
      records.push(record);
      if (records.length >= sample) break;
    }
    found.push(fieldCoverageOf(adapter, report, stream, records, live ? "live" : "emulator"));
  }
  return found;
}
