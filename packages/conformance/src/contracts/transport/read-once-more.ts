import { ContainerModule, type CoverageCell, type Observer } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { type Counting, counting, type InPlace } from "../../worlds/counting.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { ofTheConnection, performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

/** A clock that does not wait, and notes each pause. */
export class NotingClock extends InstantClock {
  readonly pauses: number[] = [];

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const before = this.waited;
    const slept = super.sleep(milliseconds, signal);
    if (this.waited > before) this.pauses.push(milliseconds);
    return slept;
  }
}

export const hourMs = 3_600_000;

/** Long enough for every wait that an ATS may ask for. */
export const patient = { timeoutMs: 10 * hourMs, pageSize: 20, lookAhead: false };

export interface Reading {
  readonly way: Counting;
  readonly clock: NotingClock;
  /** Counts from now on, and reads everything once more. */
  read(inPlace?: InPlace, options?: object): Promise<unknown>;
  readonly on: Connected;
}

/**
 * Reads a stream on a connection that has read it before: what it learns or opens once is known by then.
 * @returns undefined where the kit cannot see the requests.
 */
export async function reading<T>(
  trial: Trial,
  run: (reading: Reading) => Promise<T>,
  { observers = [], modules = [] }: { readonly observers?: Observer[]; readonly modules?: ContainerModule[] } = {},
): Promise<T | undefined> {
  const [fetch, perform] = [fetchIn(trial.world.settings), await performing(trial)];
  if (!fetch || !perform) return undefined;
  if (asksBehind(trial.cell))
    worldHas(trial.world.passedOn, "the world does not say how its aggregator passes on answers: `passedOn`");
  const way = counting(fetch);
  const clock = new NotingClock(trial.world.now());
  const all = [clockOnce(clock), ...modules];
  await using on = await connectedTo(withFetch(trial, way.fetch), all, { observers });
  const { timeoutMs } = patient;
  const usual = trial.cell.kind === "stream" ? patient : { timeoutMs };
  await perform(on, usual);
  clock.pauses.length = 0;
  return await run({
    way,
    clock,
    on,
    read: (inPlace, options = {}) => {
      way.begin(inPlace && asksBehind(trial.cell) ? behind(trial, inPlace) : inPlace);
      return ending(() => perform(on, { ...usual, ...options }));
    },
  });
}

/** The same in place of what the ATS itself answers, where an aggregator carries requests to it; `nth` counts those. */
function behind({ world }: Trial, inPlace: InPlace): InPlace {
  let carried = 0;
  return async (_nth, request) => {
    const inside = world.passedOn?.(request.url);
    const own = inside && (await inPlace(carried++, request));
    return own && inside(own);
  };
}

/** What the answers of an ATS behind an aggregator mean, these reads show: each asks the ATS itself. */
export const asksBehind = ({ lane, capability }: CoverageCell) =>
  lane === "passthrough" && capability.endsWith(".getEnhanced");

export const ofTheConnectionOrBehind = (cell: CoverageCell) => ofTheConnection(cell) || asksBehind(cell);

export const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
