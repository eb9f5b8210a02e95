import { AtsError } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { foundOnce } from "../../kept-samples.ts";
import { connectedTo, withFetch, withWire } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { inPieces } from "../../worlds/in-pieces.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { performing } from "./calling.ts";
import { listsKeptFor } from "./lasting.ts";
import { ending, isDeclared } from "./striking.ts";

type Fetch = typeof globalThis.fetch;

/** A read that is made again by other ways to the ATS. */
export interface ReadOtherwise {
  /** What it gives as usual. */
  readonly usual: unknown;
  /** What it gives, or how it fails, on a new connection by another way. */
  readonly by: (way: (fetch: Fetch) => Fetch) => Promise<unknown>;
  /** The same on a connection that has read by another way before, so long ago that no list is kept. */
  readonly later: (way: (fetch: Fetch) => Fetch, before: (fetch: Fetch) => Fetch) => Promise<unknown>;
}

/**
 * Performs a read once; undefined where the world has no input for it, or a limitation refuses it.
 * @throws {AtsError} when it fails as usual.
 */
export async function readOtherwise(trial: Trial): Promise<ReadOtherwise | undefined> {
  const fetch = fetchIn(trial.world.settings);
  const run = fetch && (await performing(trial));
  if (!run) return undefined;
  const by: ReadOtherwise["by"] = async (way) => {
    // Over a network, any answer may come in pieces, and a character of several bytes in two of them.
    await using fresh = await connectedTo(withWire(withFetch(trial, way(fetch)), inPieces));
    // Many short pages may take longer than a call usually has.
    return await ending(() => run(fresh, { timeoutMs: 600_000 }));
  };
  const later: ReadOtherwise["later"] = async (way, before) => {
    const clock = new InstantClock(trial.world.now());
    let by = before(fetch);
    const switched: Fetch = (...request) => by(...request);
    await using lasting = await connectedTo(withFetch(trial, switched), [clockOnce(clock)]);
    await ending(() => run(lasting, { timeoutMs: 600_000 }));
    clock.advance(listsKeptFor(trial));
    by = way(fetch);
    return await ending(() => run(lasting, { timeoutMs: 600_000 }));
  };
  const usual = await foundOnce(trial, `what ${trial.capability.id} gives`, () => by((same) => same));
  if (isDeclared(usual)) return undefined;
  if (AtsError.is(usual)) throw usual;
  return { usual, by, later };
}
