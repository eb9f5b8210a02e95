import type { Container } from "inversify";
import type { Adapter } from "../adapter/adapter.ts";
import { handlerToken, type HandlerFacts } from "../adapter/handler.ts";
import type { Token } from "../adapter/injection.ts";
import { LIMITATIONS, type Limitations } from "../adapter/limitation.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import { CLOCK, type Clock } from "../collaborators/clock.ts";
import { EVENTS, type EventHub } from "../collaborators/events.ts";
import { FINGERPRINT_SECRET, LEDGER, type Ledger } from "../collaborators/ledger.ts";
import { OBSERVER, type Observer } from "../collaborators/observer.ts";
import { CONNECTION_ID } from "../collaborators/settings.ts";
import { AdapterDefinitionError, AtsError, UnexpectedFailure } from "../errors/index.ts";

/** What the calls of a connection are made with. */
export interface Wiring {
  readonly handlers: ReadonlyMap<string, HandlerFacts>;
  readonly connectionId: string;
  readonly clock: Clock;
  readonly events: EventHub;
  readonly ledger: Ledger;
  /** Keys the fingerprints of inputs and filters. */
  readonly fingerprintSecret: string | undefined;
  readonly limitations: Limitations;
  readonly observers: readonly Observer[];
}

/**
 * Takes everything out of the container once, when the connection is made: what is missing shows then and not at the
 * first call, and a connection that was closed still knows what it was.
 * @throws {AdapterDefinitionError} when a class asks for something that is not bound, or bound twice.
 */
export function wiringOf(adapter: Adapter, container: Container): Wiring {
  const get = <T>(token: Token<T>, what: string): T => resolved(adapter, what, () => container.get(token));
  const ids = [...capabilityIds, ...adapter.ownCapabilities.map(({ id }) => id)];
  const handled = ids.filter((id) => container.isBound(handlerToken(id)));
  return {
    handlers: new Map(handled.map((id) => [id, get(handlerToken(id), `the handler of "${id}"`)])),
    connectionId: get(CONNECTION_ID, "the connection's id"),
    clock: get(CLOCK, "the clock"),
    events: get(EVENTS, "the events"),
    ledger: get(LEDGER, "the ledger"),
    fingerprintSecret: resolved(adapter, "the fingerprint secret", () =>
      container.get(FINGERPRINT_SECRET, { optional: true })?.reveal(),
    ),
    limitations: get(LIMITATIONS, "the limitations"),
    observers: resolved(adapter, "the observers", () => container.getAll(OBSERVER, { optional: true })),
  };
}

function resolved<T>(adapter: Adapter, what: string, resolve: () => T): T {
  try {
    return resolve();
  } catch (thrown) {
    if (AtsError.is(thrown)) throw thrown;
    // The container names tokens only; what a constructor threw may hold anything.
    const said = /^(No|Ambiguous) bindings found for service: "(?:Symbol\()?(?:anyats\/)?([^")\n]+)/.exec(
      (thrown as Error).message,
    );
    if (!said) throw new UnexpectedFailure(thrown, false).within({ capability: "connect", adapter: adapter.id });
    const [, how, token] = said;
    throw how === "No"
      ? new AdapterDefinitionError(
          adapter.id,
          `${what} needs "${token}", which nothing is bound to`,
          "Bind it in `bindings`, or ask for it with `maybe`.",
        )
      : new AdapterDefinitionError(
          adapter.id,
          `${what} needs "${token}", which is bound twice`,
          "Replace what is bound with `rebind`.",
        );
  }
}
