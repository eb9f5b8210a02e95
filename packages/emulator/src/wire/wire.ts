import type { Exchange } from "../faults/exchange.ts";
import type { ListPage, Refusals } from "../faults/refusals.ts";
import type { RequestReading } from "../http/incoming.ts";
import type { SeenRequest } from "../http/request-log.ts";

/** What becomes of a request that is let in. */
export interface Admission {
  /** Whether it counts as an action: `requests.maxActionsInFlight` counts those. */
  readonly action: boolean;
  /** Headers that the answer carries, whatever it is. */
  headers(): Readonly<Record<string, string>>;
  /** The request has ended. */
  end(): void;
}

/** One API over a world: how requests are read, let in, answered and refused. */
export interface Wire extends RequestReading {
  /** Lets a request in, or answers it with what a limit says. */
  admit(seen: SeenRequest): Admission | Response;
  /** Answers a request; a refusal of the API is an answer, too. */
  answer(request: Request, exchange: Exchange): Response | Promise<Response>;
  /** How the API refuses when a fault is injected. */
  readonly refusals: Refusals;
  /** The list in an answer's JSON, for faults that spoil one; undefined where there is none. */
  listPage(body: unknown): ListPage | undefined;
}

/** For APIs without limits that are emulated. */
export const freeAdmission: Admission = { action: false, headers: () => ({}), end: () => undefined };
