import { readFile, writeFile } from "node:fs/promises";
import { connect, type Client } from "@anyats/core";
import { Command } from "commander";
import { adapterIds, adapterOf } from "../adapters.ts";
import { settingsOf, withConnectionOptions, type ConnectionOptions } from "../connection.ts";
import { Failed, UsageError } from "../failure.ts";
import { codeOf } from "../own-file.ts";
import { tell, write, type Terminal } from "../terminal.ts";
import { definitionsOf } from "./types/definitions.ts";
import { driftOf } from "./types/drift.ts";
import { factsIn, factsOf, renderTypes } from "./types/render.ts";

interface Options extends ConnectionOptions {
  readonly adapter: string;
  readonly out?: string;
  readonly name?: string;
  readonly live?: boolean;
  readonly check?: boolean;
}

/** `anyats types`: the types of a tenant's custom fields, and whether they still hold. */
export function typesCommand(terminal: Terminal): Command {
  const command = new Command("types")
    .description("Generate types of a tenant's custom fields, so that a wrong option does not compile.")
    .option("--adapter <adapter>", `the ATS: ${adapterIds.join(", ")}`, "avionte")
    .option("--out <file>", "the file to write; default: stdout")
    .option("--name <name>", "the name of the interface; default: the adapter's, such as AvionteFields")
    .option("--check", "compare the file with the tenant instead of writing it; exit code 1 if they differ")
    .option("--live", "fail without a real account instead of using the embedded emulator");
  return withConnectionOptions(command).action((options: Options) => perform(options, terminal));
}

function nameOf({ name, adapter }: Options): string {
  const words = adapter.split(/[^a-zA-Z0-9]+/).filter(Boolean);
  const found = name ?? `${words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("")}Fields`;
  if (!/^[A-Za-z_$][\w$]*$/.test(found)) throw new UsageError("--name must be the name of a TypeScript interface");
  return found;
}

async function perform(options: Options, terminal: Terminal): Promise<void> {
  const { adapter: id, out, check, live } = options;
  const name = nameOf(options);
  if (check && out === undefined) throw new UsageError("--check requires --out: the file to compare");
  const adapter = await adapterOf(id);
  const settings = settingsOf(adapter, options, terminal);
  // Only the embedded emulator's bring a `fetch`.
  if (live && "fetch" in settings)
    throw new UsageError("--live requires a real account: set its key in the environment");
  await using ats: Client = await connect(adapter, settings as never);
  const definitions = await definitionsOf(ats);
  if (Object.keys(definitions).length === 0)
    throw new UsageError(`${adapter.name} lists no custom fields: there are no types to write`);
  if (check) return compare(out!, factsOf(definitions), terminal);
  const text = renderTypes(name, id, definitions);
  if (out === undefined) return write(terminal.stdout, text);
  await writeFile(out, text).catch((error: unknown) => {
    throw new UsageError(`${out} cannot be written (${codeOf(error)})`);
  });
  const count = Object.values(definitions).reduce((sum, fields) => sum + Object.keys(fields).length, 0);
  tell(terminal, `anyats: ${out}: ${count} custom fields\n`);
}

async function compare(file: string, now: ReturnType<typeof factsOf>, terminal: Terminal): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`${file} cannot be read; write it first, without --check`);
  });
  const before = factsIn(text);
  if (!before) throw new UsageError(`${file} was not written by \`anyats types\``);
  const drift = driftOf(before, now);
  if (drift.length === 0) return;
  await write(terminal.stdout, `${drift.join("\n")}\n`);
  tell(terminal, `anyats: ${drift.length} differences; run \`anyats types --out ${file}\` and compile\n`);
  throw new Failed();
}
