import { AtsError, steadyNow, withinLimits, type Call, type Clock } from "@anyats/core";
import type { z } from "zod/mini";
import { generalMeaning, refusalError, type Party } from "../errors/meaning.ts";
import { beforeWriting } from "../errors/not-sent.ts";
import { SharedAnswers, untilAborted } from "./shared-answers.ts";
import { serverOf } from "./address.ts";
import type { Answer } from "./answer.ts";
import type { Destination } from "./profile.ts";
import type { HttpRequest } from "./request.ts";

/** An access token or a session, which requests carry until it expires. */
export interface Grant {
  /** Added to those of the destination, such as `Authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The customer's own server, where the login names one: requests go there. It must be under one of `serversUnder`. */
  readonly baseUrl?: string | undefined;
  /** For how long it is good, in milliseconds. Default: until the server refuses it. */
  readonly expiresInMs?: number | undefined;
  /** Whether it was given just now. One that another process had may have ended unnoticed. Default: true. */
  readonly isNew?: boolean;
}

/** A request for a grant. `path` may be a whole address of another server, as the adapter or the settings name it. */
export type GrantRequest = Omit<HttpRequest, "effect" | "foreign" | "parse" | "kind">;

/**
 * Asks for what a grant needs, once or in several steps. It must not take its address from an answer.
 * @param ask Sends a request without a grant, and gives its answer as the schema reads it.
 */
export type GrantedBy<S> = (
  settings: S,
  ask: <T>(schema: z.core.$ZodType<T>, request: GrantRequest) => Promise<T>,
) => Promise<Grant>;

/** What a connection has to ask for grants. */
export interface GrantParts<S> {
  readonly settings: S;
  readonly clock: Clock;
  readonly party: Party;
  readonly destination: Destination;
  readonly send: (request: HttpRequest, call: Call, destination: Destination) => Promise<Answer>;
  readonly parse: <T>(schema: z.core.$ZodType<T>, request: HttpRequest, answer: Answer, call: Call) => T;
}

/** How a profile has its requests sent with a grant: made by `clientCredentials` or `grantedBy`. */
export type Granting<S> = (parts: GrantParts<S>) => { send(request: HttpRequest, call: Call): Promise<Answer> };

/** What is known of grants beforehand. */
export interface GrantOptions {
  /** Domains of the ATS, such as `my-ats.example`, under which a grant may name the customer's server. Default: none. */
  readonly serversUnder?: readonly string[];
  /** Asking goes on where the call that began it is cancelled: what the server gives would be lost. It ends with the time that the call had, or after a minute. Default: false. */
  readonly finishes?: boolean;
}

/** Sends requests with what a function gets, for a profile's `grant`. */
export const grantedBy =
  <S>(ask: GrantedBy<S>, options: GrantOptions = {}): Granting<S> =>
  (parts) =>
    new Grants(parts, ask, options);

/** A grant that requests carry. */
interface Carried {
  readonly destination: Destination;
  /** Until when it is carried, on the steady clock. */
  readonly until: number;
  readonly isNew: boolean;
}

/** A grant is renewed so much of its life before it expires, as requests take a while to arrive; a minute at most. */
const margin = { share: 0.1, mostMs: 60_000 };

/** How long the asking takes at least that is not to be broken off, in milliseconds. */
const leastMs = 60_000;

/** Sends the requests of a connection with its grants, one grant after the other. */
class Grants<S> {
  readonly #kept = new SharedAnswers<Carried>(1);
  readonly #parts: GrantParts<S>;
  readonly #grantedBy: GrantedBy<S>;
  readonly #options: GrantOptions;
  /** Which grant is carried: calls that find it ended ask for the next one together. */
  #nth = 0;

  constructor(parts: GrantParts<S>, by: GrantedBy<S>, options: GrantOptions) {
    this.#parts = parts;
    this.#grantedBy = by;
    this.#options = options;
  }

  /** Sends a request with the grant; once more with the next one where it has ended. @throws {AtsError} also where the server gives none. */
  async send(request: HttpRequest, call: Call): Promise<Answer> {
    for (let ended = 0; ; ended += 1) {
      const carried = await beforeWriting(() => this.#carried(call));
      try {
        return await this.#parts.send(request, call, carried.destination);
      } catch (error) {
        const isRefused =
          AtsError.is(error) && error.code === "connection.key-refused" && error.retry !== "unknown-outcome";
        // One that is new and refused: it is the key. An older one may have ended unnoticed, and so once more.
        if (!isRefused || ended === 2 || (ended === 1 && carried.isNew)) throw error;
      }
      if (this.#kept.kept(String(this.#nth)) === carried) this.#nth += 1;
    }
  }

  async #carried(call: Call): Promise<Carried> {
    const { clock } = this.#parts;
    const key = String(this.#nth);
    const kept = this.#kept.kept(key);
    if (kept && steadyNow(clock) < kept.until) return kept;
    if (!this.#options.finishes) return this.#kept.read(key, call, () => this.#granted(call));
    // Else it would be asked for a call that has ended, and nobody would hear of a failure.
    call.signal.throwIfAborted();
    const limits = {
      timeoutMs: Math.max(leastMs, call.deadline - steadyNow(clock)),
      signals: [],
      mayHaveWritten: false,
    };
    const asking = () =>
      withinLimits(clock, limits, (signal, deadline) => this.#granted({ ...call, signal, deadline }));
    return untilAborted(this.#kept.read(key, call, asking), call.signal);
  }

  async #granted(call: Call): Promise<Carried> {
    const { settings, clock, destination } = this.#parts;
    const asked = steadyNow(clock);
    try {
      const {
        headers,
        baseUrl: named,
        expiresInMs = Infinity,
        isNew = true,
      } = await this.#grantedBy(settings, (schema, wanted) => this.#ask(schema, { ...wanted, effect: "reads" }, call));
      const baseUrl =
        named === undefined
          ? destination.baseUrl
          : serverOf(named, destination.baseUrl, this.#options.serversUnder ?? []);
      return {
        destination: { ...destination, baseUrl, headers: { ...destination.headers, ...headers } },
        until: asked + expiresInMs - Math.min(margin.mostMs, expiresInMs * margin.share),
        isNew,
      };
    } catch (error) {
      // Such as "invalid_client" (RFC 6749, section 5.2): the request was made of nothing but the key.
      const isOfTheKey = AtsError.is(error) && error.status === 400 && error.fault === "caller";
      throw isOfTheKey ? refusalError(generalMeaning(401, this.#parts.party), { status: 400, effect: "reads" }) : error;
    }
  }

  /** Sends a request for a grant. Its address is the adapter's own or of the settings, on whatever server. */
  async #ask<T>(schema: z.core.$ZodType<T>, request: HttpRequest, call: Call): Promise<T> {
    const origin = URL.parse(request.path)?.origin;
    const { destination: own, send, parse } = this.#parts;
    const isElsewhere = origin !== undefined && origin !== URL.parse(own.baseUrl)?.origin;
    const destination = isElsewhere ? { ...own, baseUrl: origin, headers: {} } : own;
    return parse(schema, request, await send(request, call, destination), call);
  }
}
