import { largestClockErrorMs, type Plan, type Step } from "./plan.ts";
import { SourceWorld } from "./source-world.ts";
import { SyncedCopy, type Wrong } from "./synced-copy.ts";
import { SyncingApp } from "./syncing-app.ts";

/** How a history ended. */
export interface History extends Wrong {
  readonly pages: number;
  readonly crashes: number;
  /** Errors that reached the app: the rest was fixed by repeats. */
  readonly errors: number;
  readonly changes: number;
  readonly requests: number;
}

async function happen(step: Step, source: SourceWorld, app: SyncingApp): Promise<void> {
  switch (step.does) {
    case "read":
      return app.read(step.items);
    case "crash":
      return app.crash();
    case "change":
      return source.change(step.which, step.part);
    case "create":
      return source.create(step.which);
    case "remove":
      return source.remove(step.which);
    case "trouble":
      return source.trouble(step.trouble, step.times, step.after);
    case "wait":
      return source.pass(step.milliseconds);
  }
}

/**
 * Plays a history, then lets the app catch up in peace, and compares its copy with the source. The app allows for an
 * error of its clock: Kombo compares `updatedAfter` with its own.
 */
export async function playHistory(plan: Plan, marginMs: number = largestClockErrorMs): Promise<History> {
  const source = new SourceWorld(plan);
  const copy = new SyncedCopy(source);
  const app = new SyncingApp(plan, source, copy, marginMs);
  for (const step of plan.steps) await happen(step, source, app);
  source.emulator.faults.clear();
  await app.finish();
  const { pages, crashes, errors } = app.count;
  return {
    ...copy.compare(),
    pages,
    crashes,
    errors,
    changes: source.changes,
    requests: source.emulator.requests.count(),
  };
}

/** Whether anything of it was wrong. */
export function isWrong({ falseDeletions, missedUpdates, lost, duplicates }: Wrong): boolean {
  return falseDeletions + missedUpdates + lost + duplicates > 0;
}
