import { token, type Token } from "../adapter/injection.ts";
import type { QuarantinedRecord } from "../stream/page.ts";

/** What happens on a connection that an app may want to count or show. Nothing in it names a person. */
export interface ConnectionEvents {
  /** A request is made again. */
  retry: { readonly capability: string; readonly attempt: number; readonly waitMs: number; readonly because: string };
  /**
   * A request waits because of a limit of the aggregator or the ATS. Told when the wait begins; of one whose length is
   * not known before, when it is over.
   */
  quota: { readonly capability: string; readonly waitMs: number; readonly limit: string };
  /** A record could not be read and was set aside. */
  quarantine: { readonly capability: string } & QuarantinedRecord;
  /** Something came in a form that the schemas do not know. It was passed through, or left out where it has no place. */
  drift: { readonly capability: string; readonly path: string; readonly kind: string };
  /** A write whose outcome nothing could settle. */
  "unknown-outcome": { readonly capability: string; readonly code: string };
}

export type EventName = keyof ConnectionEvents;
export type Listener<Name extends EventName> = (event: ConnectionEvents[Name]) => void;

/** Tells those who listen. A listener that throws disturbs no call. */
export class EventHub {
  readonly #listeners = new Map<EventName, Set<Listener<never>>>();

  /** @returns A function that ends the listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<Name extends EventName>(name: Name, event: ConnectionEvents[Name]): void {
    // A copy: one that leaves and listens again while it is told would be told again, without end.
    for (const listener of Array.from(this.#listeners.get(name) ?? [])) {
      // The listener is the app's; its failure is not the call's, also where it is an async function.
      void (async () => (listener as Listener<Name>)(event))().catch(() => {});
    }
  }
}

export const EVENTS: Token<EventHub> = token("events");
