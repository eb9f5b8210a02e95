import { exploreWrites, type Explored, type LedgerTarget } from "@anyats/conformance";
import { memoryLedger, type Clock } from "@anyats/core";

/** What the exploration of writes found. */
export type LedgerHistories = Pick<Explored, "histories" | "doubled" | "lost" | "stuck" | "example">;

const longerThanAnyLease = 1_000_000;

function memoryTarget(): LedgerTarget {
  let now = 0;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  return { ledger: memoryLedger(undefined, clock), endLeases: () => void (now += longerThanAnyLease) };
}

/** Explores writes of two processes, half enumerated and half drawn, and as many drawn ones of three. */
export async function ledgerHistories(histories: number): Promise<LedgerHistories> {
  const half = Math.ceil(histories / 2);
  const explored = [
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
    example: explored.find(({ example }) => example)?.example,
  };
}
