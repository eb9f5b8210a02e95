import { AtsError, UnexpectedFailure } from "@anyats/core";
import { DatabaseUnavailable } from "@anyats/postgres";
import { sliceNotEnded } from "../errors.ts";
import { claim, LeaseLost } from "./claim.ts";
import { endSlice, type SliceEnd } from "./end-slice.ts";
import { fail, failureOf } from "./failure.ts";
import type { EngineSettings } from "./settings.ts";
import { holdLease, Slice } from "./slice.ts";
import type { OpenSource } from "./source.ts";

/** After so many claims that lapsed without a page between, the next one waits as after a failure. */
const mostLapses = 3;

/** Which stream of which connection a worker should look at. */
export interface Target {
  readonly connection: string;
  readonly stream: string;
}

/**
 * Does one slice of a stream, if it is due. Anybody may call it at any time, for any stream, twice or not at all: what
 * there is to do stands in the stream's row.
 * @throws {DatabaseUnavailable} when the database is away; nothing else.
 */
export async function workOnce(
  settings: EngineSettings,
  open: OpenSource,
  target: Target,
  worker: string,
  signal: AbortSignal,
): Promise<SliceEnd | undefined> {
  const { database, schema, leaseMs, clock, readable } = settings;
  const taken = await claim(database, schema, { ...target, worker, now: clock.now(), leaseMs, readable });
  if (!taken) return undefined;
  // A worker that reads it may die of it, with everything else in the process: it waits, longer each time.
  if (taken.lapses >= mostLapses) return recover(settings, taken, undefined, sliceNotEnded(taken.stream));
  const stop = new AbortController();
  const stopped = () => stop.abort();
  signal.addEventListener("abort", stopped, { once: true });
  if (signal.aborted) stopped(); // During the claim.
  const release = holdLease(settings, taken, stopped);
  let slice: Slice | undefined;
  try {
    const { connection: id, adapter, integration, addedAt } = taken;
    const source = await open({ id, adapter, integration, addedAt });
    slice = new Slice(settings, taken, source, stop.signal);
    return await slice.run();
  } catch (error) {
    return await recover(settings, taken, slice, error);
  } finally {
    release();
    signal.removeEventListener("abort", stopped);
  }
}

async function recover(
  settings: EngineSettings,
  taken: NonNullable<Awaited<ReturnType<typeof claim>>>,
  slice: Slice | undefined,
  error: unknown,
): Promise<SliceEnd | undefined> {
  const { connection, stream } = taken;
  if (error instanceof DatabaseUnavailable) throw error;
  if (error instanceof LeaseLost) {
    settings.tell({ type: "lease-lost", connection, stream });
    return undefined;
  }
  const known = AtsError.is(error) ? error : new UnexpectedFailure(error, false);
  if (known.code === "call.aborted") return endSlice(settings, taken);
  try {
    if ((await slice?.restart(known)) === "restarted") return await endSlice(settings, taken);
  } catch (again) {
    if (again instanceof LeaseLost) return undefined;
    throw again;
  }
  await fail(settings, taken, failureOf(known, taken, settings.clock.now()));
  return undefined;
}
