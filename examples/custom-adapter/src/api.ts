import {
  AtsError,
  CLOCK,
  SETTINGS,
  token,
  type Call,
  type CapabilityEffect,
  type Injected,
  type Token,
} from "@anyats/core";
import { noAnswer, refusal, unreadableAnswer } from "./api-errors.ts";
import type { RowanSettings } from "./settings.ts";

/** One request to Rowan. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the base address; put ids in with `encodeURIComponent`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** That of the capability: what creates is never repeated blindly. */
  readonly effect: CapabilityEffect;
}

/** The way to Rowan, for handlers. */
export interface Api {
  /** Sends a request, again where that is safe, and gives the parsed answer. @throws {AtsError} */
  send(request: ApiRequest, call: Call): Promise<unknown>;
}

export const API: Token<Api> = token("rowan/api");

const mostAttempts = 4;

/** The one place of this package where the network is touched. */
export class HttpApi implements Api {
  static readonly inject = { settings: SETTINGS, clock: CLOCK };
  readonly #collaborators: Injected<typeof HttpApi.inject>;

  constructor(collaborators: Injected<typeof HttpApi.inject>) {
    this.#collaborators = collaborators;
  }

  async send(request: ApiRequest, call: Call): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(request, call);
      } catch (error) {
        await this.#beforeRepeat(error, attempt, call);
      }
    }
  }

  /** Waits before a repeat. @throws the error itself when it must not or need not be repeated. */
  async #beforeRepeat(error: unknown, attempt: number, call: Call): Promise<void> {
    if (!AtsError.is(error)) throw error;
    const { retry } = error;
    if (retry === "never" || retry === "unknown-outcome" || attempt >= mostAttempts) throw error;
    const { clock } = this.#collaborators;
    const wait = typeof retry === "object" ? retry.afterMs : 300 * 2 ** (attempt - 1);
    if (clock.now() + wait >= call.deadline) throw error;
    await clock.sleep(wait, call.signal);
  }

  async #attempt({ method, path, query, body, effect }: ApiRequest, call: Call): Promise<unknown> {
    const settings = this.#collaborators.settings as unknown as RowanSettings;
    const url = new URL(settings.baseUrl.replace(/\/$/, "") + path);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    call.note("attempts", 1);
    let response: Response;
    let text: string;
    try {
      response = await (settings.fetch ?? globalThis.fetch)(url, {
        method,
        headers: { Authorization: `Bearer ${settings.apiKey.reveal()}`, "Content-Type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
        redirect: "manual", // Following one could hand the key to someone else.
        signal: call.signal,
      });
      text = await response.text();
    } catch {
      call.signal.throwIfAborted();
      throw noAnswer(effect);
    }
    if (!response.ok) throw refusal(response.status, response.headers, effect);
    try {
      return JSON.parse(text);
    } catch {
      throw unreadableAnswer(effect, response.status);
    }
  }
}
