import { lostFields, type FieldCoverage, type FieldShares, type LostField } from "@anyats/coverage";
import { z } from "zod";
import { UsageError } from "../../failure.ts";
import { readOwnFile, writeOwnFile } from "../../own-file.ts";
import { tell, type Terminal } from "../../terminal.ts";
import { within } from "../sync.ts";

const share = z.object({ share: z.number().min(0).max(1), at: z.iso.datetime() });
const kept = z.strictObject({
  adapter: z.string(),
  /** By stream and field: the last share above 0, and when it was measured. */
  streams: z.record(z.string(), z.record(z.string(), share)),
});
type Kept = Readonly<z.output<typeof kept>>;

/** Which fields were filled the last time, from a file that this command wrote. @throws {UsageError} */
async function read(file: string, adapter: string): Promise<Kept> {
  const content = await readOwnFile("baseline", file, kept, { adapter, streams: {} });
  if (content.adapter === adapter) return content;
  throw new UsageError(`${file} is of ${JSON.stringify(content.adapter)}, not of ${adapter}; name another file`);
}

/**
 * Compares with the last run and keeps this one for the next.
 * @throws {UsageError} when the file cannot be read, is of another adapter, or cannot be written.
 */
export async function lostSince(file: string, all: readonly FieldCoverage[]): Promise<readonly LostField[]> {
  const adapter = all[0]?.adapterId ?? "";
  const { streams } = await read(file, adapter);
  const at = new Date().toISOString();
  const next: Record<string, FieldShares> = { ...streams };
  for (const { stream, records, fields } of all) {
    const now = fields
      .filter(({ filled }) => filled > 0)
      .map(({ field, filled }) => [field, { share: filled / records, at }]);
    next[stream] = { ...streams[stream], ...(Object.fromEntries(now) as FieldShares) };
  }
  const lost = lostFields(all, streams);
  await writeOwnFile("baseline", file, { adapter, streams: next });
  return lost;
}

/** Compares with what synchronisation has kept of a connection. */
export async function lostSinceSync(
  connection: string,
  all: readonly FieldCoverage[],
  terminal: Terminal,
): Promise<readonly LostField[]> {
  const measured = await within(terminal, {}, (sync) => sync.fields(connection));
  const shares = measured.map(({ stream, fields }) => {
    const last = fields.flatMap(({ field, last: seen }) => (seen ? [[field, seen] as const] : []));
    return [stream, Object.fromEntries(last)] as const;
  });
  return lostFields(all, Object.fromEntries(shares));
}

/** Warns of each field that used to be filled. */
export function warnOf(lost: readonly LostField[], terminal: Terminal): void {
  for (const { stream, field, last, records } of lost)
    tell(
      terminal,
      `anyats: ${stream} ${field}: none of ${records} records has a value; ${Math.round(last.share * 100)} % had one on ${last.at.slice(0, 10)}\n`,
    );
  if (lost.length > 0)
    tell(terminal, "anyats: ask the customer whether a permission, a field's name or the mapping was changed\n");
}
