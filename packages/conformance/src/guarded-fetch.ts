import type { Trouble } from "./world.ts";
import { WorldFailed } from "./world-failed.ts";
import { namedRequest } from "./worlds/request-of.ts";
import { fetchIn } from "./worlds/tapped.ts";

type Fetch = typeof globalThis.fetch;
type Sent = Parameters<Fetch>;

/** How many seconds of real time a request may be under way. */
const patience = 3;

const isAnswer = (value: unknown): value is Response =>
  typeof value === "object" && value !== null && "status" in value && "headers" in value && "text" in value;

/** Whether `fetch` fails so where there is no connection, or where the caller gave up. */
function isOfTheNetwork(error: unknown, [input, init]: Sent): boolean {
  if (init?.signal?.aborted || (input instanceof Request && input.signal.aborted)) return true;
  return (
    error instanceof DOMException || (error instanceof TypeError && /fetch|network|terminated/i.test(error.message))
  );
}

/** Where in the author's code an error was thrown; empty where its stack does not say so. */
const placeOf = ({ stack = "" }: Error): string =>
  stack.split("\n").find((line) => /^\s+at /.test(line) && !line.includes("node:")) ?? "";

const nameOf = (sent: Sent): string => `fetch(${namedRequest(...sent)})`;

/** Watches the `fetch` of a world's settings: an adapter turns whatever it throws into an error of the network. */
export class GuardedFetch {
  /** What goes wrong in the world, as a contract asked for it: it may have ways of its own to make it. */
  trouble: Trouble = "none";
  readonly #guarded = new WeakMap<Fetch, Fetch>();
  readonly #underWay = new Map<Promise<unknown>, { readonly sent: Sent; seconds: number }>();
  #failed: WorldFailed | undefined;

  /** The same settings, of which the `fetch` is watched. */
  in<Settings>(settings: Settings): Settings {
    const fetch = fetchIn(settings);
    return fetch ? { ...settings, fetch: this.#watched(fetch) } : settings;
  }

  /** What `fetch` did wrong first. */
  get failed(): WorldFailed | undefined {
    return this.#failed;
  }

  /** Ends when every request that is under way has its answer. */
  settled(): Promise<unknown> {
    return Promise.allSettled(this.#underWay.keys());
  }

  /** Notes that a second has passed; while the machine has too much to do, none does. @returns What has no answer by now. */
  tick(): WorldFailed | undefined {
    for (const asked of this.#underWay.values()) {
      asked.seconds += 1;
      if (asked.seconds > patience) return new WorldFailed(nameOf(asked.sent), `gave no answer within ${patience} s`);
    }
    return undefined;
  }

  #watched(fetch: Fetch): Fetch {
    const known = this.#guarded.get(fetch);
    if (known) return known;
    const made: Fetch = (...sent) => this.#ask(fetch, sent);
    this.#guarded.set(fetch, made);
    return made;
  }

  async #ask(fetch: Fetch, sent: Sent): Promise<Response> {
    const isTroubled = this.trouble !== "none";
    const fail = (what: string, cause?: unknown) => (this.#failed ??= new WorldFailed(nameOf(sent), what, cause));
    let asking: Promise<Response> | undefined;
    try {
      asking = fetch(...sent);
      if (this.trouble !== "hanging") this.#underWay.set(asking, { sent, seconds: 0 });
      const answer: unknown = await asking;
      if (isAnswer(answer)) return answer;
      throw fail(`gave ${JSON.stringify(answer) ?? String(answer)}, and not a Response`);
    } catch (error) {
      // By a plain error a world of an author may make a trouble; any other is a slip.
      const isMeant = isTroubled && error instanceof Error && error.name === "Error";
      if (!isMeant && !(error instanceof WorldFailed) && !isOfTheNetwork(error, sent))
        fail(`failed: ${error instanceof Error ? `${String(error)}\n${placeOf(error)}` : String(error)}`, error);
      throw error;
    } finally {
      if (asking) this.#underWay.delete(asking);
    }
  }
}

/** Watches the worlds of one test, which need not go on where the `fetch` of one gives no answer. */
export class FetchWatch implements Disposable {
  readonly #hanging = Promise.withResolvers<never>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #fetches: () => readonly GuardedFetch[];

  constructor(fetches: () => readonly GuardedFetch[]) {
    this.#fetches = fetches;
    this.#hanging.promise.catch(() => {});
    this.#timer = setInterval(() => {
      for (const fetch of fetches()) {
        const failed = fetch.tick();
        if (failed) this.#hanging.reject(failed);
      }
    }, 1_000);
  }

  /** Fails when one of them gives no answer. */
  get hanging(): Promise<never> {
    return this.#hanging.promise;
  }

  /** Why a test has failed: what one of them did wrong, or else the error that is given. */
  async reasonOf(thrown: unknown): Promise<unknown> {
    try {
      await Promise.race([Promise.all(this.#fetches().map((fetch) => fetch.settled())), this.#hanging.promise]);
    } catch (hung) {
      return hung;
    }
    return this.#fetches().find(({ failed }) => failed)?.failed ?? thrown;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
