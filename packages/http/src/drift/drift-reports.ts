import type { Call, EVENTS, Injected } from "@anyats/core";

type Events = Pick<Injected<{ readonly events: typeof EVENTS }>["events"], "emit">;

/** Tells that something came in a form that is not known, and was passed through or left out. */
export type Drift = (path: string, kind: string) => void;

/** The `drift` events of a connection: each place once for a capability, not once for each of a million records. */
export class DriftReports {
  readonly #events: Events;
  readonly #told = new Set<string>();

  constructor(events: Events) {
    this.#events = events;
  }

  of({ capability }: Pick<Call, "capability">): Drift {
    return (path, kind) => {
      const key = `${capability} ${path} ${kind}`;
      if (this.#told.has(key)) return;
      this.#told.add(key);
      this.#events.emit("drift", { capability, path, kind });
    };
  }
}
