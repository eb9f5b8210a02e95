import { canary } from "./canary/canary.ts";
import { calls, wrongCalls } from "./canary/calls.ts";
import { writtenByCommands } from "./canary/command-line.ts";
import { shownOf } from "./canary/shown.ts";
import { troubles } from "./canary/troubles.ts";
import { errorOf, watched } from "./canary/watched.ts";
import { toldOfWebhooks } from "./canary/webhooks.ts";

/** What was shown of keys and persons that were given to be kept. */
export interface Canaries {
  /** Errors that were provoked. */
  readonly errors: number;
  /** Errors, events, log lines, spans and lines of the command line that were looked at. */
  readonly shown: number;
  /** What was being done wherever the canary was found, with what stood around it. */
  readonly leaks: readonly string[];
}

/** Provokes every error there is in every kind of call, and looks for the canary in whatever is shown. */
export async function canaries(): Promise<Canaries> {
  let [errors, shown] = [0, 0];
  const leaks: string[] = [];
  const look = (doing: string, values: readonly unknown[]) => {
    for (const value of values) {
      const text = shownOf(value);
      const at = text.toLowerCase().indexOf(canary.toLowerCase());
      if (at >= 0) leaks.push(`${doing}: ${text.slice(Math.max(0, at - 80), at + 20)}`);
      shown += 1;
    }
  };

  for (const [name, call] of Object.entries(calls)) {
    const scene = await watched();
    const refused = await errorOf(call(scene));
    // Else none of the troubles would be met.
    if (refused?.code === "input.invalid") throw new Error(`${name}: ${refused.message}`);
    look(name, scene.taken());
    for (const trouble of troubles) {
      scene.emulator.faults.clear();
      scene.emulator.faults.inject({ ...trouble, times: Number.POSITIVE_INFINITY });
      const error = await errorOf(call(scene));
      if (error) errors += 1;
      look(`${name}, ${JSON.stringify(trouble)}`, [...(error ? [error] : []), ...scene.taken()]);
    }
    look("the client", [scene.ats]);
  }
  look("webhooks", await toldOfWebhooks());
  const scene = await watched();
  scene.taken();
  for (const [name, call] of Object.entries(wrongCalls)) {
    const error = await errorOf(call(scene));
    if (error) errors += 1;
    look(name, [error, ...scene.taken()]);
  }
  look("the command line", await writtenByCommands(troubles));
  return { errors, shown, leaks };
}
