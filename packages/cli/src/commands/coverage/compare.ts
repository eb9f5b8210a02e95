import { diffCoverage, type CoverageDiff, type CoverageMatrix } from "@anyats/coverage";
import { adapterOf } from "../../adapters.ts";
import { Failed, UsageError } from "../../failure.ts";
import { tell, write, type Terminal } from "../../terminal.ts";
import { packagesMarkedMajor } from "./changesets.ts";
import { diffText } from "./diff-text.ts";
import { reportsOf, sideBySide } from "./reports.ts";
import { readSaved } from "./saved.ts";

/** What is compared with what, and where a loss may be announced. */
export interface Comparison {
  readonly diff: string;
  readonly against?: string;
  readonly changesets: string;
  readonly format: string;
}

/**
 * Says what was gained and lost since a saved state.
 * @throws {Failed} when something was lost of a package that no changeset marks as major.
 */
export async function compare(named: readonly string[], options: Comparison, terminal: Terminal): Promise<void> {
  if (options.format !== "table" && options.format !== "json")
    throw new UsageError("a difference is shown as table or json");
  const diff = await difference(named, options);
  const announced = await packagesMarkedMajor(options.changesets);
  const silent = diff.majorDemandedOf.filter((name) => !announced.has(name));
  const shown = options.format === "json" ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff);
  const written = write(terminal.stdout, shown);
  if (silent.length === 0) return written;
  // A reader who leaves early does not make a loss good.
  await written.catch(() => {});
  tell(
    terminal,
    `anyats: coverage was lost; mark it as major in a changeset of ${options.changesets}: ${silent.join(", ")}\n`,
  );
  throw new Failed();
}

async function difference(named: readonly string[], { diff, against }: Comparison): Promise<CoverageDiff> {
  const before = await readSaved(diff);
  const after = against ? await readSaved(against) : sideBySide(await reportsOf(named));
  // A saved report of one adapter, or adapters that are named, leave the others out of it.
  const adapters = await Promise.all(named.map(adapterOf));
  const wanted = named.length > 0 ? adapters : before.adapters.length === 1 ? before.adapters : undefined;
  try {
    return wanted ? diffCoverage(only(before, wanted), only(after, wanted)) : diffCoverage(before, after);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function only(matrix: CoverageMatrix, adapters: readonly { readonly id: string }[]): CoverageMatrix {
  const wanted = new Set(adapters.map(({ id }) => id));
  return { ...matrix, adapters: matrix.adapters.filter(({ id }) => wanted.has(id)) };
}
