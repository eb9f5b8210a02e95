import { lineage, type Adapter } from "@anyats/core";
import { modelOf } from "../model.ts";

/** Whether an adapter, or the nearest of those that it extends, offers a capability. */
function offers(adapter: Adapter, capability: string): boolean {
  for (const each of lineage(adapter).toReversed()) {
    if (Object.hasOwn(each.operations, capability)) return true;
    // Each adapter copies its own gaps.
    const gap = each.missing[capability];
    if (gap !== undefined && gap !== each.extends?.missing[capability]) return false;
  }
  return false;
}

/**
 * What a process with these adapters can do, as `avionte/jobs.stream`: a worker of an earlier deployment, or of another app,
 * lacks some of it and leaves that to others.
 */
export function offeredBy(adapters: readonly Adapter[]): {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
} {
  const offered = adapters.flatMap((adapter) => {
    const ids = new Set(lineage(adapter).flatMap(({ operations }) => Object.keys(operations)));
    return [...ids].filter((id) => offers(adapter, id)).map((id) => [`${adapter.id}/${id}`, modelOf(id)] as const);
  });
  return {
    readable: offered.flatMap(([key, model]) => (model ? [key] : [])),
    writable: offered.flatMap(([key, model]) => (model ? [] : [key])),
  };
}
