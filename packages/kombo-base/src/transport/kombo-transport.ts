import { token, type Call, type CapabilityEffect, type Injected, type Token } from "@anyats/core";
import { HTTP, type Answer } from "@anyats/http";
import { actions } from "./kombo-profile.ts";

/** One request to Kombo. */
export interface KomboRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the base address, with every id in it encoded: use `path`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly effect: CapabilityEffect;
  /** An action runs live in the ATS and counts for the limit of actions at once. */
  readonly action: boolean;
  /** Whether `X-Integration-Id` is sent. Default true. */
  readonly integration?: boolean;
}

/** An answer of success, not yet parsed. */
export type KomboAnswer = Answer;

/** The way to Kombo, for handlers. */
export interface Transport {
  send(request: KomboRequest, call: Call): Promise<KomboAnswer>;
}

export const TRANSPORT: Token<Transport> = token("kombo/transport");

/** Sends requests to Kombo, as its profile says. */
export class KomboTransport implements Transport {
  static readonly inject = { http: HTTP };
  readonly #collaborators: Injected<typeof KomboTransport.inject>;

  constructor(collaborators: Injected<typeof KomboTransport.inject>) {
    this.#collaborators = collaborators;
  }

  send({ action, integration, ...request }: KomboRequest, call: Call): Promise<KomboAnswer> {
    return this.#collaborators.http.send(
      {
        ...request,
        ...(action && { kind: actions }),
        ...(integration === false && { headers: { "X-Integration-Id": undefined } }),
        parse: "later",
      },
      call,
    );
  }
}
