import { Random } from "./random.ts";

export const kinds = ["jobs", "applications", "candidates"] as const;
export type Kind = (typeof kinds)[number];

export const troubles = [
  "unavailable",
  "broken-after",
  "request-lost",
  "answer-lost",
  "truncated",
  "html-page",
  "unreadable-record",
  "record-without-id",
  "expired-cursor",
] as const;
export type Trouble = (typeof troubles)[number];

/** One thing that happens. `which` is a place in a list, taken modulo its length. */
export type Step =
  /** Lets so many statements and requests of the processes through, in an order that the seed draws. */
  | { readonly does: "work"; readonly moves: number }
  | { readonly does: "start"; readonly process: number }
  | { readonly does: "crash"; readonly process: number; readonly when: "before" | "after" }
  /** As SIGSTOP: the process does nothing until it is thawed, and then goes on as if nothing had been. */
  | { readonly does: "freeze"; readonly process: number }
  | { readonly does: "thaw"; readonly process: number }
  /** The server ends all database connections of a process. */
  | { readonly does: "cut"; readonly process: number }
  /** The server is killed as by a crash, and started again. */
  | { readonly does: "kill-database" }
  | {
      readonly does: "change" | "create" | "delete" | "vanish" | "revive" | "late";
      readonly kind: Kind;
      readonly which: number;
    }
  | { readonly does: "rekey" | "merge" | "move" | "erase"; readonly which: number }
  | { readonly does: "trouble"; readonly trouble: Trouble; readonly times: number; readonly after: number }
  /** One list fails for a while, and webhooks about it keep coming. */
  | { readonly does: "storm"; readonly kind: Kind; readonly times: number; readonly process: number }
  /** The server rejects the next statements of a process. */
  | { readonly does: "reject"; readonly process: number; readonly times: number }
  /** The source says that it is not complete, and lacks a record until it is. */
  | { readonly does: "conceal"; readonly kind: Kind; readonly which: number }
  /** The connection's data is deleted, and its id is given to another customer. */
  | { readonly does: "replace" }
  | { readonly does: "clock"; readonly ms: number }
  | { readonly does: "webhook"; readonly process: number; readonly kind: Kind }
  | {
      readonly does: "ask";
      readonly command: "verify" | "refresh" | "pause" | "resume" | "retry" | "dismiss" | "confirm";
      readonly kind: Kind;
    }
  | { readonly does: "pending"; readonly on: boolean }
  | { readonly does: "consume"; readonly process: number }
  | { readonly does: "write"; readonly which: number };

/** A history before it is played. The same plan is the same history. */
export interface Plan {
  readonly seed: number;
  readonly processes: number;
  readonly candidates: number;
  readonly pageSize: number;
  readonly slicePages: number;
  /** How far the clocks of the processes are ahead of the source's, in milliseconds. */
  readonly skewMs: number;
  readonly brake: boolean;
  readonly raw: boolean;
  /** The last process has another adapter only: it must leave the connection to the others. */
  readonly lacking: boolean;
  /** Each process that starts has settings of its own, as after another deployment. */
  readonly redeployed: boolean;
  /** Another customer's connection, to whose source nothing happens. */
  readonly neighbour: boolean;
  readonly steps: readonly Step[];
}

type Draw = (random: Random, processes: number) => Step;
const process = (random: Random, processes: number) => random.below(processes);
const which = (random: Random) => random.below(1_000);

const draws: readonly (readonly [weight: number, draw: Draw])[] = [
  [30, (random) => ({ does: "work", moves: 1 + random.below(60) })],
  [12, (random, all) => ({ does: "start", process: process(random, all) })],
  [4, (random, all) => ({ does: "crash", process: process(random, all), when: random.one(["before", "after"]) })],
  [3, (random, all) => ({ does: "freeze", process: process(random, all) })],
  [4, (random, all) => ({ does: "thaw", process: process(random, all) })],
  [2, (random, all) => ({ does: "cut", process: process(random, all) })],
  [8, (random) => ({ does: "change", kind: random.one(kinds), which: which(random) })],
  [3, (random) => ({ does: "create", kind: random.one(kinds), which: which(random) })],
  [4, (random) => ({ does: "delete", kind: random.one(kinds), which: which(random) })],
  [2, (random) => ({ does: "vanish", kind: random.one(kinds), which: which(random) })],
  [2, (random) => ({ does: "revive", kind: random.one(kinds), which: which(random) })],
  [2, (random) => ({ does: "late", kind: random.one(kinds), which: which(random) })],
  [2, (random) => ({ does: "rekey", which: which(random) })],
  [1, (random) => ({ does: "merge", which: which(random) })],
  [2, (random) => ({ does: "move", which: which(random) })],
  [1, (random) => ({ does: "erase", which: which(random) })],
  [
    6,
    (random) => ({
      does: "trouble",
      trouble: random.one(troubles),
      times: 1 + random.below(4),
      after: random.below(4),
    }),
  ],
  [9, (random) => ({ does: "clock", ms: random.one([0, 1_000, 31_000, 5 * 60_000, 16 * 60_000, 25 * 3_600_000]) })],
  [3, (random, all) => ({ does: "webhook", process: process(random, all), kind: random.one(kinds) })],
  [
    4,
    (random) => ({
      does: "ask",
      command: random.one(["verify", "verify", "refresh", "refresh", "pause", "resume", "retry", "dismiss", "confirm"]),
      kind: random.one(kinds),
    }),
  ],
  [1, (random) => ({ does: "pending", on: random.next() < 0.4 })],
  [4, (random, all) => ({ does: "consume", process: process(random, all) })],
  [2, (random) => ({ does: "write", which: which(random) })],
  [
    1,
    (random, all) => ({
      does: "storm",
      kind: random.one(kinds),
      times: 2 + random.below(8),
      process: process(random, all),
    }),
  ],
  [3, (random, all) => ({ does: "reject", process: process(random, all), times: 1 + random.below(3) })],
  [2, (random) => ({ does: "conceal", kind: random.one(kinds), which: which(random) })],
  [1, () => ({ does: "replace" })],
];
const total = draws.reduce((sum, [weight]) => sum + weight, 0);

/** Draws a history. */
export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const processes = 2 + random.below(2);
  const step = (): Step => {
    let place = random.below(total);
    for (const [weight, draw] of draws) {
      place -= weight;
      if (place < 0) return draw(random, processes);
    }
    throw new Error("unreachable");
  };
  const length = 15 + random.below(35);
  const plan: Plan = {
    seed,
    processes,
    candidates: 4 + random.below(5),
    pageSize: 2 + random.below(4),
    slicePages: 1 + random.below(4),
    skewMs: random.one([0, 0, 0, -300_000, 300_000, -60_000, 60_000]),
    brake: random.next() < 0.3,
    raw: random.next() < 0.3,
    lacking: random.next() < 0.25,
    redeployed: random.next() < 0.25,
    neighbour: random.next() < 0.15,
    steps: [
      { does: "start", process: 0 },
      { does: "start", process: 1 },
      { does: "work", moves: random.below(200) },
      ...Array.from({ length }, step),
    ],
  };
  // It costs as much as half a history.
  const rare = new Random(seed ^ 0x0d8);
  const killed =
    rare.next() < 0.1
      ? { ...plan, steps: plan.steps.toSpliced(3 + rare.below(length), 0, { does: "kill-database" as const }) }
      : plan;
  // Persons who were erased stay away from the next connection of the id: whether its source has the same is not asked.
  const isReplaced = killed.steps.some(({ does }) => does === "replace");
  return isReplaced ? { ...killed, steps: killed.steps.filter(({ does }) => does !== "erase") } : killed;
}
