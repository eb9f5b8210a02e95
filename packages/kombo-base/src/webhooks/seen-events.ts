import { checkedBound } from "./webhook-errors.ts";

/**
 * Remembers which events were handled. Put a store of your own here when the app has several processes or restarts.
 * It is asked before an event is handled and told after, never while handling failed, so an event may be handled twice
 * (by two processes at once, or after a crash in between) but is never lost.
 */
export interface SeenEvents {
  has(eventId: string): boolean | Promise<boolean>;
  add(eventId: string): unknown;
}

/**
 * Remembers the latest events in this process's memory.
 * @param capacity How many.
 * @throws {WebhookMisconfigured} when that is not a number above 0.
 */
export function rememberedEvents(capacity = 10_000): SeenEvents {
  checkedBound("capacity", capacity);
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add: (id) => {
      ids.delete(id);
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > capacity && oldest !== undefined) ids.delete(oldest);
    },
  };
}
