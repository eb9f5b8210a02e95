import {
  AtsError,
  catalogue,
  type Checkpoint,
  type QuarantinedRecord,
  type RecordStream,
  type StreamOptions,
} from "@anyats/core";
import { redacted } from "@anyats/core/redaction";
import { Argument, Command } from "commander";
import { adapterOf } from "../adapters.ts";
import {
  beginning,
  lockCheckpointFile,
  readCheckpointFile,
  writeCheckpointFile,
  type Kept,
} from "../checkpoint-file.ts";
import { connection, withConnectionOptions, type ConnectionOptions } from "../connection.ts";
import { Interrupted, UsageError } from "../failure.ts";
import { oneLine, tell, write, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../whole-number.ts";

const kinds = ["jobs", "applications", "candidates"] as const;
type Kind = (typeof kinds)[number];
/** A person at a terminal, or what ends a service or a container. */
const signals = ["SIGINT", "SIGTERM"] as const;

interface Options extends ConnectionOptions {
  readonly adapter: string;
  readonly updatedAfter?: string;
  readonly limit?: number;
  readonly checkpoint?: string;
  readonly includeDeleted?: boolean;
  readonly raw?: boolean;
  readonly provenance?: boolean;
  readonly redacted?: boolean;
}

/** `anyats stream <what>`: records as NDJSON, one line each. */
export function streamCommand(terminal: Terminal): Command {
  const command = new Command("stream")
    .description("Print records as JSON lines.")
    .addArgument(new Argument("<what>", "what to stream").choices(kinds))
    .option("--adapter <adapter>", "the ATS", "avionte")
    .option("--updated-after <date>", "only records changed at or after this time")
    .option("--include-deleted", "also deleted records")
    .option("--limit <number>", "stop after this number of records", wholeNumber("--limit", undefined, 1))
    .option("--checkpoint <file>", "resume from this file, and save the position to it")
    .option("--raw", "include the ATS's own record as `raw`")
    .option("--provenance", "include the source of each field as `provenance`")
    .option("--redacted", "hide personal data, such as for a support ticket");
  return withConnectionOptions(command).action((what: Kind, options: Options) => stream(what, options, terminal));
}

async function stream(what: Kind, options: Options, terminal: Terminal): Promise<void> {
  const adapter = await adapterOf(options.adapter);
  await using _lock = options.checkpoint ? await lockCheckpointFile(options.checkpoint) : null;
  const place: Kept = options.checkpoint ? await readCheckpointFile(options.checkpoint) : beginning;
  // Before the first record is out: what cannot be kept would be written again.
  if (options.checkpoint) await writeCheckpointFile(options.checkpoint, place);
  const stop = new AbortController();
  let ended: Interrupted | undefined;
  const interrupted = (signal: NodeJS.Signals) => {
    ended = new Interrupted(signal);
    stop.abort();
  };
  for (const signal of signals) process.once(signal, interrupted);
  try {
    await using ats = await connection(adapter, options, terminal);
    const filter = {
      ...(options.updatedAfter && { updatedAfter: options.updatedAfter }),
      ...(options.includeDeleted && { includeDeleted: true }),
    };
    const how: StreamOptions = {
      signal: stop.signal,
      ...(place.checkpoint && { checkpoint: place.checkpoint }),
      ...(options.raw && { raw: true }),
      ...(options.provenance && { provenance: true }),
    };
    const lineOf = (record: unknown) =>
      `${JSON.stringify(options.redacted ? redacted(catalogue[`${what}.stream`].output, record) : record)}\n`;
    // Only now it is known that the file belongs to this stream and filter.
    const records = open(ats, what, filter, how);
    if (place.checkpoint?.done) return tellDone(options.checkpoint!, place.checkpoint, terminal);
    const aside: QuarantinedRecord[] = [];
    ats.on("quarantine", (record) => void aside.push(record));
    await writeRecords(records, lineOf, place, options, terminal);
    tellSetAside(aside, terminal);
  } catch (error) {
    // What is out is noted in the checkpoint.
    throw ended && AtsError.is(error) ? ended : error;
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
  }
}

function tellDone(file: string, { startedAt }: Checkpoint, terminal: Terminal): void {
  tell(
    terminal,
    `anyats: everything was written; delete ${file} to start over, or give another file and --updated-after ${startedAt} --include-deleted\n`,
  );
}

type Client = Awaited<ReturnType<typeof connection>>;

function open(ats: Client, what: Kind, filter: object, how: StreamOptions): RecordStream<unknown> {
  if (what === "jobs" && ats.supports("jobs.stream")) return ats.jobs.stream(filter, how);
  if (what === "applications" && ats.supports("applications.stream")) return ats.applications.stream(filter, how);
  if (what === "candidates" && ats.supports("candidates.stream")) return ats.candidates.stream(filter, how);
  throw new UsageError(`${ats.adapter.name} offers no stream of ${what}`);
}

async function writeRecords(
  records: RecordStream<unknown>,
  lineOf: (record: unknown) => string,
  from: Kept,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  let place = from;
  let written = 0;
  for await (const page of records.pages()) {
    // By id, not by count: a record that was deleted since the last run has moved the others.
    const before = new Set(place.writtenIds);
    const rest = page.records.filter((record) => !before.has(idOf(record)));
    const wanted = rest.slice(0, options.limit === undefined ? undefined : options.limit - written);
    for (const record of wanted) await write(terminal.stdout, lineOf(record));
    written += wanted.length;
    place =
      wanted.length === rest.length
        ? { checkpoint: page.checkpoint, writtenIds: [] }
        : { checkpoint: place.checkpoint, writtenIds: [...before, ...wanted.map(idOf)] };
    if (options.checkpoint) await writeCheckpointFile(options.checkpoint, place);
    progress(written, records.progress.quarantined, terminal);
    if (written === options.limit) break;
  }
  if (terminal.stderr.isTTY) terminal.stderr.write("\n");
}

const idOf = (record: unknown) => (record as { readonly id: string }).id;

/** Lists the records that were set aside, so that somebody can look for them in the ATS. */
function tellSetAside(aside: readonly QuarantinedRecord[], terminal: Terminal): void {
  if (aside.length === 0) return;
  const lines = aside.map(({ id, path, problem }) => `${oneLine(`  ${id ?? "(no id)"}: ${path} ${problem}`)}\n`);
  tell(
    terminal,
    `anyats: ${aside.length} ${aside.length === 1 ? "record" : "records"} could not be read, set aside:\n${lines.join("")}`,
  );
}

function progress(written: number, quarantined: number, { stderr }: Terminal): void {
  if (stderr.isTTY) stderr.write(`\r${written} records${quarantined > 0 ? `, ${quarantined} set aside` : ""}`);
}
