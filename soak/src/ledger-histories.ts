import { exploreWrites, type Explored, type LedgerTarget } from "@anyats/conformance";
import { memoryLedger, type Clock } from "@anyats/core";

/** What the exploration of writes found. */
export interface LedgerHistories extends Pick<Explored, "histories" | "doubled" | "lost" | "stuck" | "example"> {
  /** All histories of two processes in which no answer is lost; 0 where they were cut off. */
  readonly all: number;
}

const longerThanAnyLease = 1_000_000;

function memoryTarget(): LedgerTarget {
  let now = 0;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  return { ledger: memoryLedger(undefined, clock), endLeases: () => void (now += longerThanAnyLease) };
}

/**
 * Explores writes of two processes: all in which no answer is lost; of those with lost answers, of which there are hundreds
 * of thousands, half enumerated and half drawn. And drawn ones of three.
 * @param histories How many are drawn of three processes; of two with lost answers, as many.
 * @param most At most so many are enumerated in which no answer is lost.
 */
export async function ledgerHistories(histories: number, most: number = Infinity): Promise<LedgerHistories> {
  const half = Math.ceil(histories / 2);
  const all = await exploreWrites(memoryTarget(), { processes: 2, histories: most, losses: 0 });
  const explored = [
    all,
    await exploreWrites(memoryTarget(), { processes: 2, histories: half }),
    await exploreWrites(memoryTarget(), { processes: 2, histories: half, seed: 1 }),
    await exploreWrites(memoryTarget(), { processes: 3, histories, seed: 2 }),
  ];
  const sum = (count: (each: Explored) => number) => explored.reduce((total, each) => total + count(each), 0);
  return {
    histories: sum((each) => each.histories),
    doubled: sum(({ doubled }) => doubled),
    lost: sum(({ lost }) => lost),
    stuck: sum(({ stuck }) => stuck),
    all: all.complete ? all.histories : 0,
    example: explored.find(({ example }) => example)?.example,
  };
}
