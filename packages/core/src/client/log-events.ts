import type { ConnectionEvents, EventHub, EventName } from "../collaborators/events.ts";
import type { Logger } from "../collaborators/logger.ts";

/** How each event is logged: how grave it is, and in which words. */
const entries: Readonly<Record<EventName, readonly [keyof Logger, string]>> = {
  retry: ["info", "a request is made again"],
  quota: ["info", "a request waits for a limit"],
  drift: ["warn", "something came in a form that is not known, and was passed through"],
  quarantine: ["warn", "a record could not be read and was set aside"],
  "unknown-outcome": ["error", "it is not known whether a write was made"],
};

/** Writes what happens on a connection to its logger, with the adapter that it happened on. */
export function logEvents(events: EventHub, logger: Logger, adapter: string): void {
  for (const name of Object.keys(entries) as EventName[]) {
    const [level, message] = entries[name];
    events.on(name, (event: ConnectionEvents[typeof name]) =>
      logger[level](message, { event: name, adapter, ...event }),
    );
  }
}
