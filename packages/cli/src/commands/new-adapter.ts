import { Argument, Command, Option } from "commander";
import { relative, resolve } from "node:path";
import { namesOf, providerId } from "../scaffold/names.ts";
import { filesOf, kinds, type Kind } from "../scaffold/template.ts";
import { writePackage } from "../scaffold/write-package.ts";
import { write, type Terminal } from "../terminal.ts";

interface Options {
  readonly kind: Kind;
  readonly directory?: string;
  readonly provider?: string;
}

/** `anyats new adapter <name>`: a package that passes the conformance kit, to go on from. */
export function newCommand(terminal: Terminal): Command {
  const adapter = new Command("adapter")
    .description("Create an adapter package that passes the conformance kit.")
    .addArgument(new Argument("<name>", "the adapter's id, such as acme-hire"))
    .addOption(
      new Option("--kind <kind>", "through Kombo, or through the ATS's own API").choices(kinds).default("kombo"),
    )
    .option("--directory <folder>", "the folder to create; default: the adapter's name")
    .option("--provider <id>", "the ATS's id at Kombo; default: the adapter's name")
    .action((name: string, options: Options) => create(name, options, terminal));
  return new Command("new").description("Create a package from a template.").addCommand(adapter);
}

async function create(name: string, options: Options, terminal: Terminal): Promise<void> {
  const names = namesOf(name);
  const provider = providerId(options.provider ?? names.id);
  const folder = resolve(options.directory ?? names.id);
  const files = await filesOf(options.kind, names, provider);
  await writePackage(folder, files);
  const place = relative(process.cwd(), folder) || ".";
  await write(
    terminal.stdout,
    `${files.length} files of anyats-${names.id} are in ${place}. Next:\n\n` +
      `  cd ${/\s/.test(place) ? JSON.stringify(place) : place} && npm install\n` +
      `  npm test\n` +
      `  npm run coverage\n`,
  );
}
