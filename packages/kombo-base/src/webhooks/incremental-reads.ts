import {
  capabilityIds,
  methodOf,
  type CapabilityOf,
  type Client,
  type OutputOf,
  type RecordStream,
} from "@anyats/core";
import type { ReadId } from "./changed-models.ts";

/** Streams of what changed, by capability. */
export type IncrementalReads = {
  readonly [Id in ReadId]?: RecordStream<Readonly<OutputOf<CapabilityOf<Id, never>>>>;
};

interface Filter {
  readonly updatedAfter: string;
  readonly includeDeleted: boolean;
}

/** The streams of the wanted capabilities, each of which the connection must support; in the catalogue's order. */
export function incrementalReads(ats: Client, wanted: ReadonlySet<ReadId>, filter: Filter): IncrementalReads {
  const ids = (capabilityIds as readonly ReadId[]).filter((id) => wanted.has(id));
  return Object.fromEntries(ids.map((id) => [id, methodOf(ats, id)(filter)])) as IncrementalReads;
}
