import { AtsError, type Adapter } from "@anyats/core";
import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "./failure.ts";

/** Whether an argument names a place in the file system rather than an adapter that the command knows. */
export function isPath(argument: string): boolean {
  return argument.startsWith(".") || isAbsolute(argument) || existsSync(argument);
}

/**
 * Loads the adapter of a package on this machine: its default export, or the only adapter that it exports. Sources in
 * TypeScript are loaded as they are.
 * @throws {UsageError} when there is no package, no adapter in it, or more than one.
 */
export async function adapterAt(place: string): Promise<Adapter> {
  const entry = entryOf(place);
  const exported = await load(place, entry);
  if (isAdapter(exported["default"])) return exported["default"];
  const found = Object.entries(exported).filter(([, value]) => isAdapter(value));
  const adapters = [...new Set(found.map(([, value]) => value as Adapter))];
  if (adapters.length === 1) return adapters[0]!;
  if (adapters.length === 0)
    throw new UsageError(`${place} exports no adapter: export what defineAdapter gives, best as default`);
  throw new UsageError(
    `${place} exports several adapters (${found.map(([name]) => name).join(", ")}): export the one that is meant as default`,
  );
}

async function load(place: string, entry: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(entry).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (AtsError.is(error)) throw error; // A definition that does not hold says so best itself.
    const said = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new UsageError(`${place} cannot be loaded: ${said} (are its dependencies installed?)`);
  }
}

function isAdapter(value: unknown): value is Adapter {
  const { id, operations, missing, limitations } = (value ?? {}) as Partial<Record<keyof Adapter, unknown>>;
  const parts = [operations, missing, limitations].every((part) => typeof part === "object" && part !== null);
  return typeof id === "string" && parts;
}

/** The file to load: the one that is named, or what the package in the folder says. */
function entryOf(place: string): string {
  const folder = resolve(place);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats) throw new UsageError(`there is nothing at ${place}`);
  if (stats.isFile()) return folder;
  const targets = targetsOf(place, folder).flatMap((target) => [sourceOf(target), target]);
  const entry = targets.map((target) => join(folder, target)).find((file) => existsSync(file));
  if (entry) return entry;
  throw new UsageError(`${place} has no ${targets.at(-1)}: build the package, or correct its exports`);
}

/** A built file's source, where it lies beside it: what is built may be out of date. */
function sourceOf(target: string): string {
  return target.replace(/^(\.\/)?(dist|lib|build)\//, "./src/").replace(/\.m?js$/, ".ts");
}

/** The entry points that a package.json names, the best first. */
function targetsOf(place: string, folder: string): readonly string[] {
  const file = join(folder, "package.json");
  if (!existsSync(file)) throw new UsageError(`${place} is not a package: it has no package.json`);
  let manifest: { readonly exports?: unknown; readonly main?: unknown };
  try {
    manifest = JSON.parse(readFileSync(file, "utf8")) as typeof manifest;
  } catch {
    throw new UsageError(`${place} has a package.json that is not JSON`);
  }
  const targets = [...targetsIn(manifest.exports), ...targetsIn(manifest.main)];
  return targets.length > 0 ? targets : ["./index.js"];
}

/** The targets in `exports`, as far as a file on this machine may be one. */
function targetsIn(exports: unknown): readonly string[] {
  if (typeof exports === "string") return [exports];
  if (Array.isArray(exports)) return exports.flatMap(targetsIn);
  if (typeof exports !== "object" || exports === null) return [];
  const conditions = exports as Readonly<Record<string, unknown>>;
  if ("." in conditions) return targetsIn(conditions["."]);
  return ["@anyats/source", "source", "node", "import", "default"].flatMap((name) => targetsIn(conditions[name]));
}
