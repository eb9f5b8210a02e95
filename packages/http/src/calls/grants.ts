import { AtsError, steadyNow, type Call, type Clock } from "@anyats/core";
import type { z } from "zod/mini";
import { generalMeaning, refusalError, type Party } from "../errors/meaning.ts";
import { SharedAnswers } from "../reading/shared-answers.ts";
import type { HttpRequest } from "./request.ts";

/** What a server gives for a key, such as an access token: requests carry it until it expires. */
export interface Grant {
  /** Added to those of the destination, such as `Authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** For how long it is good, in milliseconds. Default: until the server refuses it. */
  readonly expiresInMs?: number | undefined;
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

/** A grant that requests carry. */
export interface Carried {
  readonly headers: Readonly<Record<string, string>>;
  /** Until when it is carried, on the steady clock. */
  readonly until: number;
}

/** A grant is renewed so much of its life before it expires, as requests take a while to arrive; a minute at most. */
const margin = { share: 0.1, mostMs: 60_000 };

/** The grants of a connection, one after the other. */
export class Grants {
  readonly #grants = new SharedAnswers<Carried>(1);
  readonly #clock: Clock;
  readonly #party: Party;
  readonly #ask: (call: Call) => Promise<Grant>;
  /** Which grant is carried: calls that find it ended ask for the next one together. */
  #nth = 0;

  constructor(clock: Clock, party: Party, ask: (call: Call) => Promise<Grant>) {
    this.#clock = clock;
    this.#party = party;
    this.#ask = ask;
  }

  /** What a request carries now. @throws {AtsError} where the server gives nothing. */
  async carried(call: Call): Promise<Carried> {
    const kept = this.#grants.kept(String(this.#nth));
    if (kept && steadyNow(this.#clock) < kept.until) return kept;
    return this.#grants.read(String(this.#nth), call, () => this.#granted(call));
  }

  /** Takes note of a refusal. @returns Whether the request may be sent again, with the next grant. */
  hasEnded(carried: Carried, { code, retry }: AtsError): boolean {
    if (code !== "connection.key-refused" || retry === "unknown-outcome") return false;
    if (this.#grants.kept(String(this.#nth)) === carried) this.#nth += 1;
    return true;
  }

  async #granted(call: Call): Promise<Carried> {
    const asked = steadyNow(this.#clock);
    try {
      const { headers, expiresInMs = Infinity } = await this.#ask(call);
      return { headers, until: asked + expiresInMs - Math.min(margin.mostMs, expiresInMs * margin.share) };
    } catch (error) {
      // Such as "invalid_client" (RFC 6749, section 5.2): the request was made of nothing but the key.
      const isOfTheKey = AtsError.is(error) && error.status === 400 && error.fault === "caller";
      throw isOfTheKey ? refusalError(generalMeaning(401, this.#party), { status: 400, effect: "reads" }) : error;
    }
  }
}
