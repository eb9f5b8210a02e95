import { availableParallelism } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { isWrong, playHistory, type History } from "./histories/play-history.ts";
import { plan, type Plan } from "./histories/plan.ts";
import { inWorker } from "./in-worker.ts";

/** What came out of many histories: sums, and how many of them were wrong. */
export interface Histories extends History {
  readonly histories: number;
  readonly wrong: number;
  /** The plan of the first that was wrong. */
  readonly firstWrong: Plan | undefined;
}

/** Histories that are drawn from one seed: small enough to be shared out. */
const inOneBatch = 250;

/** What one worker plays. */
interface Share {
  readonly histories: number;
  readonly seed: number;
  readonly worker: number;
  readonly workers: number;
}

const none: Histories = {
  histories: 0,
  wrong: 0,
  firstWrong: undefined,
  falseDeletions: 0,
  missedUpdates: 0,
  lost: 0,
  duplicates: 0,
  pages: 0,
  crashes: 0,
  errors: 0,
  changes: 0,
  requests: 0,
};

function sum(one: Histories, other: Histories): Histories {
  return {
    histories: one.histories + other.histories,
    wrong: one.wrong + other.wrong,
    firstWrong: one.firstWrong ?? other.firstWrong,
    falseDeletions: one.falseDeletions + other.falseDeletions,
    missedUpdates: one.missedUpdates + other.missedUpdates,
    lost: one.lost + other.lost,
    duplicates: one.duplicates + other.duplicates,
    pages: one.pages + other.pages,
    crashes: one.crashes + other.crashes,
    errors: one.errors + other.errors,
    changes: one.changes + other.changes,
    requests: one.requests + other.requests,
  };
}

/** Plays every so-manyth batch. */
export async function playShare({ histories, seed, worker, workers }: Share): Promise<Histories> {
  let all = none;
  for (let batch = worker; batch * inOneBatch < histories; batch += workers) {
    const numRuns = Math.min(inOneBatch, histories - batch * inOneBatch);
    for (const drawn of fc.sample(plan, { seed: seed + batch, numRuns })) {
      const history = await playHistory(drawn);
      const wrong = isWrong(history);
      all = sum(all, { ...history, histories: 1, wrong: wrong ? 1 : 0, firstWrong: wrong ? drawn : undefined });
    }
  }
  return all;
}

/** Plays many histories on all cores. The same seed gives the same histories, however many cores there are. */
export async function playHistories(histories: number, seed = 1): Promise<Histories> {
  const workers = Math.min(availableParallelism(), Math.ceil(histories / inOneBatch));
  const file = join(import.meta.dirname, "histories", "history-worker.ts");
  const shares = Array.from({ length: workers }, (_, worker) =>
    inWorker<Share, Histories>(file, { histories, seed, worker, workers }),
  );
  return (await Promise.all(shares)).reduce(sum, none);
}
