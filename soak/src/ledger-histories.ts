import { exploreWrites, type Explored, type LedgerTarget } from "@anyats/conformance";
import { memoryLedger, type Clock } from "@anyats/core";

/** What the exploration of writes found. */
export interface LedgerHistories extends Pick<Explored, "histories" | "doubled" | "lost" | "stuck" | "example"> {
  /** Of the histories, those of two processes that were enumerated and not drawn. */
  readonly enumerated: number;
  /** Whether those are all that there are. */
  readonly complete: boolean;
}

const longerThanAnyLease = 1_000_000;

function memoryTarget(): LedgerTarget {
  let now = 0;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  return { ledger: memoryLedger(undefined, clock), endLeases: () => void (now += longerThanAnyLease) };
}

/**
 * Explores writes of two processes, enumerated and drawn, and drawn ones of three.
 * @param histories How many are drawn of three processes; of two, half as many.
 * @param enumerated At most so many are enumerated.
 */
export async function ledgerHistories(histories: number, enumerated: number): Promise<LedgerHistories> {
  const half = Math.ceil(histories / 2);
  const all = await exploreWrites(memoryTarget(), { processes: 2, histories: enumerated });
  const explored = [
    all,
    await exploreWrites(memoryTarget(), { processes: 2, histories: half, seed: 1 }),
    await exploreWrites(memoryTarget(), { processes: 3, histories, seed: 2 }),
  ];
  const sum = (count: (each: Explored) => number) => explored.reduce((total, each) => total + count(each), 0);
  return {
    histories: sum((each) => each.histories),
    doubled: sum(({ doubled }) => doubled),
    lost: sum(({ lost }) => lost),
    stuck: sum(({ stuck }) => stuck),
    enumerated: all.histories,
    complete: all.complete,
    example: explored.find(({ example }) => example)?.example,
  };
}
