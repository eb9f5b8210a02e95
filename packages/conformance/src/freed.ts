import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Lets go of everything that nothing refers to. */
function collected(): void {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}

/** How many of some objects something still refers to. What has just run may do so for a moment. */
export async function stillThere(objects: readonly WeakRef<object>[]): Promise<number> {
  const left = () => objects.filter((each) => each.deref() !== undefined).length;
  for (let tries = 0; tries < 4; tries += 1) {
    await setImmediate();
    collected();
    if (left() === 0) return 0;
  }
  return left();
}

/** What a call is made of: what holds one of these holds what was sent, or what came. */
const kinds = ["Request", "Response", "Headers", "AbortController", "FormData", "Blob", "ReadableStream"] as const;

/** Where no note is taken: in the world, which may keep what it has seen. */
const unnoted = new AsyncLocalStorage<true>();

/** Does something of which no note is taken. */
export const withoutNote = <T>(run: () => T): T => unnoted.run(true, run);

/** Notes what is made while something runs. */
export async function notingWhatIsMade(run: () => Promise<unknown>): Promise<readonly WeakRef<object>[]> {
  const made: WeakRef<object>[] = [];
  const all = globalThis as unknown as Record<string, new (...args: unknown[]) => object>;
  const own = kinds.map((name) => [name, all[name]!] as const);
  for (const [name, kind] of own)
    all[name] = new Proxy(kind, {
      construct(target, args, by) {
        const object = Reflect.construct(target, args, by) as object;
        if (!unnoted.getStore()) made.push(new WeakRef(object));
        return object;
      },
    });
  try {
    await run();
  } finally {
    for (const [name, kind] of own) all[name] = kind;
  }
  return made;
}
