import { availableParallelism } from "node:os";
import { join } from "node:path";
import { inWorker } from "./in-worker.ts";
import type { Share } from "./sync-histories/history-worker.ts";
import type { Place } from "./sync-histories/place.ts";
import { planOf, type Plan } from "./sync-histories/plan.ts";
import { noCounts, play, type Played } from "./sync-histories/play.ts";

/** What came out of many histories of the engine. */
export interface SyncHistories extends Readonly<typeof noCounts> {
  readonly histories: number;
  readonly wrong: number;
  /** What was wrong, by seed. */
  readonly wrongs: Readonly<Record<string, readonly string[]>>;
  /** The first that was wrong, made as short as it gets, with what was wrong and the seed that plays it again. */
  readonly firstWrong: { readonly plan: Plan; readonly wrong: readonly string[] } | undefined;
}

/** Leaves steps out for as long as the history stays wrong. */
export async function shrunk(plan: Plan, place: Place, mostTries = 60): Promise<{ plan: Plan; played: Played }> {
  let best = { plan, played: await play(plan, place) };
  let tries = 0;
  for (let size = Math.ceil(plan.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < best.plan.steps.length && tries < mostTries;) {
      tries += 1;
      const steps = best.plan.steps.filter((_step, place) => place < from || place >= from + size);
      const shorter = { ...best.plan, steps };
      const played = await play(shorter, place);
      if (played.wrong.length > 0) best = { plan: shorter, played };
      else from += size;
    }
  return best;
}

export interface PlayOptions {
  readonly seed?: number;
  readonly shrink?: boolean;
  /** When no further one begins, in milliseconds since 1970. */
  readonly until?: number;
  /** After how many histories it is printed how far it is; never unless given. */
  readonly every?: number;
}

const counts = Object.keys(noCounts) as (keyof typeof noCounts)[];

/** Plays histories on one database, one after the other. */
export async function playSyncHistories(
  place: Place,
  histories: number,
  { seed = 1, shrink = true, until = Number.POSITIVE_INFINITY, every = 0 }: PlayOptions = {},
): Promise<SyncHistories> {
  const sum = { histories: 0, wrong: 0, ...noCounts };
  const wrongs: Record<string, readonly string[]> = {};
  let firstWrong: SyncHistories["firstWrong"];
  for (let number = 0; number < histories && Date.now() < until; number += 1) {
    const plan = planOf(seed + number);
    const played = await play(plan, place);
    sum.histories += 1;
    for (const key of counts) sum[key] += played[key];
    if (every > 0 && sum.histories % every === 0)
      console.log(`seeds ${seed} to ${plan.seed}, ${Math.round(performance.now() / 1_000)} s: ${JSON.stringify(sum)}`);
    if (played.wrong.length === 0) continue;
    sum.wrong += 1;
    wrongs[plan.seed] = played.wrong.slice(0, 5);
    if (every > 0) console.log(`wrong: seed ${plan.seed}: ${played.wrong.join("; ")}`);
    if (firstWrong) continue;
    firstWrong = { plan, wrong: played.wrong };
    if (!shrink) continue;
    const least = await shrunk(plan, place);
    if (least.played.wrong.length > 0) firstWrong = { plan: least.plan, wrong: least.played.wrong };
  }
  return { ...sum, wrongs, firstWrong };
}

/** Many histories on all cores, each thread on a server of its own. The same seed gives the same histories. */
export async function syncHistories(
  histories: number,
  {
    seed = 1,
    version = 18,
    until = Number.POSITIVE_INFINITY,
    every = 0,
    most = availableParallelism(),
  }: {
    readonly seed?: number;
    readonly version?: 15 | 18;
    readonly until?: number;
    readonly every?: number;
    /** How many threads at most. */
    readonly most?: number;
  } = {},
): Promise<SyncHistories> {
  const threads = Math.min(most, histories);
  const each = Math.ceil(histories / threads);
  const file = join(import.meta.dirname, "sync-histories", "history-worker.ts");
  const shares = Array.from({ length: threads }, async (_, thread) =>
    inWorker<Share, SyncHistories>(file, {
      version,
      histories: Math.min(each, histories - thread * each),
      seed: seed + thread * each,
      until,
      every,
    }),
  );
  const all = await Promise.all(shares);
  const sum = { histories: 0, wrong: 0, ...noCounts };
  for (const one of all) for (const name of ["histories", "wrong", ...counts] as const) sum[name] += one[name];
  return {
    ...sum,
    wrongs: Object.assign({}, ...all.map(({ wrongs }) => wrongs)) as SyncHistories["wrongs"],
    firstWrong: all.find(({ firstWrong }) => firstWrong)?.firstWrong,
  };
}
