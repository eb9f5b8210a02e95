import {
  AtsError,
  CLOCK,
  DeadlineExceeded,
  EVENTS,
  SETTINGS,
  token,
  type Call,
  type CapabilityEffect,
  type Injected,
  type Token,
} from "@anyats/core";
import {
  askedWait,
  backoff,
  beforeWriting,
  BodyTooLarge,
  holdsTooMuch,
  maxRepeats,
  notSent,
  readText,
  reportRetry,
  untilReset,
} from "@anyats/http";
import type { KyInstance } from "ky";
import { regions, type KomboSettings } from "../settings.ts";
import { whyCutOff } from "./envelope.ts";
import { Governor } from "./governor.ts";
import { komboError, networkError, readRefusal, unreadableAnswer, type KomboRefusal } from "./kombo-error.ts";

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
export interface KomboAnswer {
  readonly text: string;
  readonly headers: Headers;
  readonly status: number;
}

/** The way to Kombo, for handlers; the one place of this package where the network is touched. */
export interface Transport {
  send(request: KomboRequest, call: Call): Promise<KomboAnswer>;
}

export const TRANSPORT: Token<Transport> = token("kombo/transport");

/** How much of a creating call's time its answer may take; the rest is for reading back. */
const shareForTheAnswer = 0.7;

/** Codes of a connection that was never made: the request cannot have arrived. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
]);

/** Why the connection was never made; `undefined` where it may have been. */
function whyUnreachable(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code, errors } = at as { code?: unknown; errors?: readonly unknown[] };
    if (typeof code === "string") return neverSent.has(code) ? code : undefined;
    if (errors?.[0] instanceof Error) return whyUnreachable(errors[0]);
  }
  return undefined;
}

/** Sends requests to Kombo: key, integration, quota, repeats that are safe, typed errors. */
export class KomboTransport implements Transport {
  static readonly inject = { settings: SETTINGS, clock: CLOCK, events: EVENTS };
  readonly #collaborators: Injected<typeof KomboTransport.inject>;
  readonly #governor: Governor;
  #ky: KyInstance | undefined;

  constructor(collaborators: Injected<typeof KomboTransport.inject>) {
    this.#collaborators = collaborators;
    this.#governor = new Governor(collaborators.clock, collaborators.events);
  }

  async send(request: KomboRequest, call: Call): Promise<KomboAnswer> {
    for (let repeat = 0; ; repeat += 1) {
      const outcome = request.action
        ? await this.#governor.act(call, () => this.#attempt(request, call))
        : await this.#attempt(request, call);
      if (!AtsError.is(outcome)) return outcome;
      // Of a write that must not be made twice, only an attempt that certainly did not run comes this far.
      const waiting = this.#beforeRepeat(outcome, repeat + 1, call);
      await (request.effect === "creates" ? beforeWriting(() => waiting) : waiting);
    }
  }

  /** Waits before a repeat. @throws the error itself when it must not or need not be repeated. */
  async #beforeRepeat(error: AtsError, repeat: number, call: Call): Promise<void> {
    const { retry } = error;
    if (retry === "never" || retry === "unknown-outcome" || repeat > maxRepeats) throw error;
    const { clock, events } = this.#collaborators;
    const asked = typeof retry === "object" ? retry.afterMs : 0;
    const least = error.code === "quota.concurrency-exceeded" ? 1_000 : 0;
    const wait = Math.max(asked, least, backoff(repeat));
    if (clock.now() + wait >= call.deadline) throw error;
    reportRetry(events, call, error, repeat + 1, wait);
    await clock.sleep(wait, call.signal);
  }

  /** @returns The answer, or the error that it was. */
  async #attempt(request: KomboRequest, call: Call): Promise<KomboAnswer | AtsError> {
    await this.#governor.pass(call);
    if (call.signal.aborted) throw notSent(call.signal.reason);
    call.note("attempts", 1);
    if (request.effect !== "creates") return this.#exchange(request, call, call.signal);
    // Of a write that must not be made twice, the answer is awaited only so long that it can still be read back.
    const { clock } = this.#collaborators;
    const patience = new AbortController();
    const answered = new AbortController();
    const patienceMs = Math.floor((call.deadline - clock.now()) * shareForTheAnswer);
    clock.sleep(patienceMs, answered.signal).then(
      () => patience.abort(new DeadlineExceeded(patienceMs, true)),
      () => {},
    );
    try {
      return await this.#exchange(request, call, AbortSignal.any([call.signal, patience.signal]));
    } finally {
      answered.abort();
    }
  }

  async #exchange(request: KomboRequest, call: Call, signal: AbortSignal): Promise<KomboAnswer | AtsError> {
    let response: Response;
    try {
      response = await (
        await this.#client()
      )(request.path.replace(/^\//, ""), {
        method: request.method,
        signal,
        ...(request.query && { searchParams: new URLSearchParams(request.query) }),
        ...(request.body !== undefined && { json: request.body }),
        ...(request.integration === false && { headers: { "X-Integration-Id": undefined } }),
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      return networkError(whyUnreachable(error), request.effect);
    }
    this.#governor.heard(response.headers, response.status, request.action);
    return this.#read(request, response, call, signal);
  }

  async #read(
    request: KomboRequest,
    response: Response,
    call: Call,
    signal: AbortSignal,
  ): Promise<KomboAnswer | AtsError> {
    const { status, headers } = response;
    let text: string;
    try {
      text = await readText(response);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const what = error instanceof BodyTooLarge ? "it is larger than an answer may be" : "it broke off";
      return unreadableAnswer(what, request.effect, status);
    }
    call.note("bytes", Buffer.byteLength(text));
    if (response.ok) {
      const problem = whyCutOff(text) ?? (holdsTooMuch(text) ? "it holds more than an answer may" : undefined);
      return problem === undefined ? { text, headers, status } : unreadableAnswer(problem, request.effect, status);
    }
    if (status >= 300 && status < 400)
      return unreadableAnswer("it points to another address, which is not followed", request.effect, status);
    return this.#refused(readRefusal(status, parsed(text)), request, headers);
  }

  #refused(refusal: KomboRefusal, request: KomboRequest, headers: Headers): AtsError {
    const { code } = refusal.meaning;
    if (code === "quota.concurrency-exceeded") this.#governor.refusedForConcurrency();
    const reset = code === "quota.exceeded" ? untilReset(headers) : undefined;
    const wait = askedWait(headers, this.#collaborators.clock.now()) ?? reset;
    if (code === "quota.exceeded" && wait !== undefined) this.#governor.pause(wait);
    return komboError(refusal, request.effect, wait);
  }

  async #client(): Promise<KyInstance> {
    if (this.#ky) return this.#ky;
    // Looking at what `fetch` can do, as it does when loaded, costs a fifth of a whole cold start.
    const { default: ky } = await import("ky");
    const settings = this.#collaborators.settings as unknown as KomboSettings;
    this.#ky = ky.create({
      prefix: settings.baseUrl ?? regions[settings.region],
      headers: {
        Authorization: `Bearer ${settings.apiKey.reveal()}`,
        "X-Integration-Id": settings.integrationId,
        Accept: "application/json",
      },
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      // Kombo never redirects; following one could hand the key to someone else.
      redirect: "manual",
      ...(settings.fetch && { fetch: settings.fetch }),
    });
    return this.#ky;
  }
}

function parsed(text: string): unknown {
  try {
    return holdsTooMuch(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined; // An HTML page of a proxy: the status must do.
  }
}
