import { gapOf, InvalidInput, toInstant, type Client } from "@anyats/core";
import { modelReads, type ModelReads, type ReadId } from "./changed-models.ts";
import type { DataChanged, SyncFinished } from "./events.ts";
import { incrementalReads, type IncrementalReads } from "./incremental-reads.ts";

/** A changed model that no stream shows, or not wholly. */
export interface NotStreamed {
  /** Kombo's name, such as `ats_rejection_reasons`. */
  readonly model: string;
  /** The capability that would have shown it; null when no stream does. */
  readonly capability: ReadId | null;
  /** Why not, and what to do instead. */
  readonly reason: string;
}

/** What to read after an event. */
export interface Changes {
  /** Streams of what changed and what was deleted, by capability; no request is sent before one is read. */
  readonly streams: IncrementalReads;
  /** What changed and is not in the streams. */
  readonly notStreamed: readonly NotStreamed[];
}

/**
 * Which incremental reads an event calls for. A `sync-finished`, which names no models, calls for all of them.
 * @param ats The connection that the event is about: `event.integration.id` is the one it was opened with.
 * @param since When your own latest read began (a checkpoint's `startedAt`), not when a sync or an event did: changes
 * in between would be lost.
 * @throws {InvalidInput} when `since` is not a date.
 */
export function changesOf(
  ats: Client,
  event: DataChanged | SyncFinished,
  { since }: { readonly since: Date | string },
): Changes {
  const updatedAfter = toInstant(since);
  if (updatedAfter === undefined)
    throw new InvalidInput("The point to read from", [{ path: "since", message: "must be a date" }]);

  const wanted = new Set<ReadId>();
  const notStreamed: NotStreamed[] = [];
  const models = event.type === "data-changed" ? event.changedModels : Object.keys(modelReads);
  for (const model of models) {
    const { reads, within = [], besides } = readsOf(model);
    for (const capability of within) if (ats.supports(capability)) wanted.add(capability);
    for (const capability of reads)
      if (ats.supports(capability)) wanted.add(capability);
      else notStreamed.push({ model, capability, reason: whyNot(ats, capability) });
    if (besides !== undefined) notStreamed.push({ model, capability: null, reason: besides });
  }
  return { streams: incrementalReads(ats, wanted, { updatedAfter, includeDeleted: true }), notStreamed };
}

function readsOf(model: string): ModelReads {
  return (Object.hasOwn(modelReads, model) ? modelReads[model] : undefined) ?? { reads: [], besides: unknownModel };
}

const unknownModel =
  "This version knows no model of this name, so it cannot tell which read shows it: read what you keep again, and report the name.";

function whyNot({ adapter }: Client, capability: ReadId): string {
  const gap = gapOf(adapter.missing, capability);
  return gap?.explanation ?? `${adapter.name} does not offer ${capability} on this connection.`;
}
