// Runs files one after the other in this process, so that what they import is loaded once, and sends how each ended to
// the parent: what it wrote to stderr, what it threw, and what it left open after ten seconds.
import { setTimeout as sleep } from "node:timers/promises";

/** How a snippet ended. */
export interface Outcome {
  readonly file: string;
  readonly stderr: string;
  readonly thrown: string | null;
  readonly leftOpen: readonly string[];
}

let stderr = "";
process.stderr.write = (chunk: string | Uint8Array) => {
  stderr += String(chunk);
  return true;
};
let thrown: string | null = null;
const caught = (error: unknown) => (thrown ??= error instanceof Error ? (error.stack ?? error.message) : String(error));
process.on("uncaughtException", caught);

// Else this process would end where a snippet leaves nothing open.
const alive = setInterval(() => {}, 60_000);
const open = () => process.getActiveResourcesInfo();
const before = new Map(
  Object.entries(Object.groupBy(open(), (name) => name)).map(([name, all]) => [name, all!.length]),
);
/** What keeps this process alive and did not at the start. */
function leftOpen(): string[] {
  const known = new Map(before);
  return open().filter((name) => {
    const count = known.get(name) ?? 0;
    known.set(name, count - 1);
    return count <= 0;
  });
}

for (const file of process.argv.slice(2)) {
  [stderr, thrown] = ["", null];
  await import(file).catch(caught);
  for (let turn = 0; turn < 1_000 && leftOpen().length > 0; turn += 1) await sleep(10);
  await new Promise((resolve) => setImmediate(resolve));
  process.send?.({ file, stderr, thrown, leftOpen: leftOpen() } satisfies Outcome);
}
clearInterval(alive);
process.disconnect?.();
