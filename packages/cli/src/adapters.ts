import type { Adapter } from "@anyats/core";
import { adapterAt, isPath } from "./adapter-package.ts";
import { UsageError } from "./failure.ts";

/**
 * The adapters of this repository, each loaded when it is asked for. This is the only list of them: the command, the
 * coverage pages, the README's tables, the soak and the measure of the kit follow from it.
 */
export const adapters: Readonly<Record<string, () => Promise<Adapter>>> = {
  "kombo-base": async () => (await import("@anyats/kombo-base")).komboBase,
  avionte: async () => (await import("@anyats/avionte")).avionte,
  bullhorn: async () => (await import("@anyats/bullhorn")).bullhorn,
  greenhouse: async () => (await import("@anyats/greenhouse")).greenhouse,
  ashby: async () => (await import("@anyats/ashby")).ashby,
  odoo: async () => (await import("@anyats/odoo")).odoo,
};

export const adapterIds: readonly string[] = Object.keys(adapters);

/**
 * An adapter by its id, or by the path of the package that exports it.
 * @throws {UsageError} when there is no such adapter.
 */
export async function adapterOf(id: string): Promise<Adapter> {
  const load = Object.hasOwn(adapters, id) ? adapters[id] : undefined;
  if (load) return load();
  if (isPath(id)) return adapterAt(id);
  throw new UsageError(
    `there is no adapter "${id}"; there are: ${adapterIds.join(", ")}, and those of packages, named by their path`,
  );
}
