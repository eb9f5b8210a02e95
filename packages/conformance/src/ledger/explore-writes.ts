import {
  AtsError,
  CLOCK,
  CONNECTION_ID,
  DeadlineExceeded,
  LEDGER,
  candidates,
  connect,
  defineAdapter,
  handles,
  type Call,
  type Clock,
  type Ledger,
  type Receipt,
  type Settlement,
  ContainerModule,
} from "@anyats/core";
import { nextChoices, Process, randomFrom, type Choice } from "./scheduler.ts";
import type { LedgerTarget } from "./target.ts";

/** What to explore. */
export interface ExploreOptions {
  /** How many processes make the same write with the same key. */
  readonly processes: 2 | 3;
  /** At most so many histories. */
  readonly histories: number;
  /** How many answers or requests are lost in a history at most. Default 2. */
  readonly losses?: number;
  /** Draws histories at random from this seed; without it they are enumerated in depth-first order. */
  readonly seed?: number;
}

/** What was found. */
export interface Explored {
  readonly histories: number;
  /** Whether every history was explored. */
  readonly complete: boolean;
  /** Histories with more than one write. */
  readonly doubled: number;
  /** Histories in which a call succeeded and nothing was written. */
  readonly lost: number;
  /** Histories after which a calm call with the same key did not end well. */
  readonly stuck: number;
  /** The steps of the first history that went wrong. */
  readonly example: readonly string[] | undefined;
}

const answered: Receipt = { warnings: [], settledBy: "answer" };
const note = { candidate: "c", note: "n" };
const longerThanAnyLease = 600_000;
/** How often a drawn history stays with the process that went last: long runs of one are rare by chance. */
const goesOn = 0.6;

const lost = (): AtsError =>
  new AtsError({
    code: "network.interrupted",
    fault: "network",
    retry: "unknown-outcome",
    message: "No answer.",
    advice: "Look.",
  });

/** What happens in one history besides the processes. */
class World {
  stored = 0;
  underWay = 0;
  crashes = 1;
  passes = 1;
  losses: number;

  constructor(losses: number) {
    this.losses = losses;
  }
}

/** The processes and the ATS: the real client, and a schedule that decides what happens when. */
class Scene {
  readonly losses: number;
  world: World;
  now = Date.parse("2026-01-01T00:00:00Z");
  readonly processes: readonly Process[];
  readonly #target: LedgerTarget;
  readonly #clients: ((key: string) => Promise<unknown>)[] = [];

  constructor(target: LedgerTarget, processes: number, losses: number) {
    this.#target = target;
    this.losses = losses;
    this.world = new World(losses);
    this.processes = Array.from({ length: processes }, (_none, id) => new Process(id));
  }

  async open(): Promise<this> {
    for (const process of this.processes) {
      const client = await connect(this.#adapterOf(process), {}, { modules: [this.#moduleOf(process)] });
      this.#clients.push((idempotencyKey) => client.candidates.addNote(note, { idempotencyKey }));
    }
    return this;
  }

  call(process: Process, key: string): Promise<unknown> {
    return this.#clients[process.id]!(key);
  }

  async pass(): Promise<void> {
    this.world.underWay = 0;
    this.now += longerThanAnyLease;
    await this.#target.endLeases();
  }

  /** A write has four ways to go; the time is looked at in the same moment in which it is sent. */
  #send(process: Process, call: Call): Promise<Receipt> {
    const { world } = this;
    const sending = (way: () => Receipt) => () => {
      if (this.now >= call.deadline) throw new DeadlineExceeded(0);
      return way();
    };
    const stores = () => {
      world.stored += 1;
      return answered;
    };
    const losing = (way: () => unknown, error: () => AtsError) =>
      sending(() => {
        world.losses -= 1;
        way();
        throw error();
      });
    const ways = [sending(stores)];
    if (world.losses > 0)
      ways.push(
        losing(stores, lost),
        losing(() => {}, lost),
        losing(
          () => (world.underWay += 1),
          () => new DeadlineExceeded(0, true),
        ),
      );
    return process.step(ways);
  }

  /** An honest look: what is there, and that nothing else is. */
  #look(process: Process): Promise<Settlement<Receipt>> {
    const { world } = this;
    return process.step([
      () =>
        world.stored > 0
          ? { found: true, output: answered }
          : { found: false, certain: true, because: "it is not there", reconcile: {} },
    ]);
  }

  #adapterOf(process: Process) {
    const operation = handles(candidates.addNote, {
      lane: "native",
      routes: [],
      handle: async (_input, call) => {
        await call.remember({ by: process.id });
        return this.#send(process, call);
      },
      settle: () => this.#look(process),
    });
    return defineAdapter({
      id: "explored",
      name: "Explored",
      package: { name: "@example/explored", version: "1.0.0" },
      facts: { providerId: "explored", maturity: "in-development", noteFormat: "plain" },
      handlers: [operation],
      missing: { "*": { reason: "not-built", explanation: "Only one write is explored." } },
    });
  }

  #moduleOf(process: Process): ContainerModule {
    const { ledger } = this.#target;
    const stepped: Ledger = {
      claim: (...given) => process.step([() => ledger.claim(...given)]),
      remember: (...given) => process.step([() => ledger.remember(...given)]),
      finish: (...given) => process.step([() => ledger.finish(...given)]),
      doubt: (...given) => process.step([() => ledger.doubt(...given)]),
      release: (...given) => process.step([() => ledger.release(...given)]),
      erase: (about) => ledger.erase(about),
    };
    // Pauses end at once. A deadline never strikes on its own: the timer of a process that stood still is late.
    const clock: Clock = {
      now: () => this.now,
      sleep: (milliseconds, signal) =>
        milliseconds <= 2_000
          ? Promise.resolve()
          : new Promise((_resolve, reject) => {
              signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
            }),
    };
    return new ContainerModule(({ bind }) => {
      bind(CLOCK).toConstantValue(clock);
      bind(LEDGER).toConstantValue(stepped);
      bind(CONNECTION_ID).toConstantValue("one");
    });
  }
}

type Wrong = "doubled" | "lost" | "stuck";

interface Played {
  readonly choices: readonly Choice[];
  readonly steps: readonly string[];
  readonly wrong: ReadonlySet<Wrong>;
}

/** Decides what happens next; `likely` is the option in which the process that went last goes on. */
type Choose = (at: number, of: number, likely: number) => number;

/** Plays one history. */
async function play(scene: Scene, key: string, choose: Choose): Promise<Played> {
  const world = (scene.world = new World(scene.losses));
  const wrong = new Set<Wrong>();
  const steps: string[] = [];
  const choices: Choice[] = [];
  for (const process of scene.processes) {
    process.calm = false;
    await process.begin(async () => {
      await process.step([() => undefined]);
      await scene.call(process, key);
      if (world.stored === 0) wrong.add("lost");
    });
  }
  let last: Process | undefined;
  for (;;) {
    let likely = 0;
    const options: [string, () => Promise<void>][] = [];
    for (const process of scene.processes) {
      if (process === last) likely = options.length;
      for (const [index, way] of (process.pending?.ways ?? []).entries())
        options.push([
          `process ${process.id} goes on, way ${index}`,
          () => {
            last = process;
            return process.go(way);
          },
        ]);
    }
    if (options.length === 0) break;
    if (world.underWay > 0)
      options.push([
        "a request arrives late",
        async () => {
          world.underWay -= 1;
          world.stored += 1;
        },
      ]);
    if (world.crashes > 0)
      for (const process of scene.processes)
        if (process.pending)
          options.push([
            `process ${process.id} dies`,
            async () => {
              world.crashes -= 1;
              process.die();
            },
          ]);
    if (world.passes > 0)
      options.push([
        "leases run out",
        async () => {
          world.passes -= 1;
          await scene.pass();
        },
      ]);
    const taken = choose(choices.length, options.length, Math.min(likely, options.length - 1));
    choices.push({ taken, of: options.length });
    const [what, happen] = options[taken]!;
    steps.push(what);
    await happen();
    if (world.stored > 1) wrong.add("doubled");
  }
  await scene.pass();
  const [first] = scene.processes;
  first!.calm = true;
  await scene.call(first!, key).catch(() => wrong.add("stuck"));
  if (world.stored > 1) wrong.add("doubled");
  if (world.stored === 0) wrong.add("lost");
  return { choices, steps, wrong };
}

let explorations = 0;

/**
 * Plays interleavings of processes that make the same write, with the real client over a ledger: every order of their
 * steps, deaths between any two, leases that run out while their owners live, answers that get lost and requests that
 * arrive late.
 */
export async function exploreWrites(target: LedgerTarget, options: ExploreOptions): Promise<Explored> {
  const scene = await new Scene(target, options.processes, options.losses ?? 2).open();
  const random = options.seed === undefined ? undefined : randomFrom(options.seed);
  const found = { doubled: 0, lost: 0, stuck: 0 };
  const exploration = (explorations += 1);
  let example: readonly string[] | undefined;
  let prefix: readonly number[] | undefined = [];
  let histories = 0;
  for (; prefix && histories < options.histories; histories += 1) {
    const given = prefix;
    const choose: Choose = (at, of, likely) => {
      if (!random) return given[at] ?? 0;
      return random() < goesOn ? likely : Math.floor(random() * of);
    };
    const { choices, steps, wrong } = await play(scene, `${exploration}-${histories}`, choose);
    for (const what of wrong) found[what] += 1;
    if (wrong.size > 0) example ??= [...steps, `=> ${[...wrong].join(", ")}`];
    prefix = random ? [] : nextChoices(choices);
  }
  return { histories, complete: prefix === undefined, ...found, example };
}
