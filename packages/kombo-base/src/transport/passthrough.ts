import {
  ADAPTER,
  AtsError,
  CLOCK,
  EVENTS,
  maybe,
  steadyNow,
  token,
  type Call,
  type CapabilityEffect,
  type Certainty,
  type Injected,
  type Token,
  type Warning,
} from "@anyats/core";
import { z } from "zod/mini";
import type { WireFile } from "../wire/file.ts";
import { readAnswer } from "./envelope.ts";
import { unreadableAnswer } from "./kombo-error.ts";
import { TRANSPORT } from "./kombo-transport.ts";
import { nativeError } from "./native-error.ts";
import { askedWait, beforeWriting, defaultPolicy, HTTP_POLICY, reportQuotaWait, reportRetry } from "@anyats/http";

/** A field or a file of a form. */
export interface FormPart {
  readonly name: string;
  readonly value: string | WireFile;
}

/** One call of the ATS's own API, through Kombo. */
export interface NativeRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the API's base address, with every id in it encoded: use `path`. */
  readonly path: string;
  /** The path as errors may name it, such as `/candidate/{id}`: an id may look like a word of the path. Default: errors do not name it. */
  readonly route?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A form in place of a body, as Kombo takes it. */
  readonly form?: readonly FormPart[];
  readonly effect: CapabilityEffect;
  /** How sure we are of the route; it decides what "not found" means. */
  readonly certainty: Certainty;
  /** A call that reads or writes many records: the ATS may allow few of those in a second. */
  readonly bulk?: boolean;
  readonly responseAsBase64?: boolean;
  /** Another API than the adapter's, `tool/api`. */
  readonly api?: string;
}

/** What the ATS answered. */
export interface NativeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly data: unknown;
  readonly url: string;
  readonly warnings: readonly Warning[];
}

/** How fast the ATS's own API may be called. */
export interface NativePace {
  /** Bulk calls in a second. */
  readonly bulkCallsPerSecond: number;
  /** The wait after the first refusal for quota, in milliseconds; it doubles. */
  readonly firstWaitMs: number;
  /** How many errors in one call end it. */
  readonly mostErrors: number;
}

/** The way to the ATS's own API. */
export interface Passthrough {
  /** @throws {AtsError} when the ATS answers with anything but success. */
  send(request: NativeRequest, call: Call): Promise<NativeAnswer>;
  /** The same, with the ATS's answer as it is, whatever its status. */
  exchange(request: NativeRequest, call: Call): Promise<NativeAnswer>;
}

export const PASSTHROUGH: Token<Passthrough> = token("kombo/passthrough");
export const NATIVE_PACE: Token<NativePace> = token("kombo/native-pace");

const careful: NativePace = { bulkCallsPerSecond: 10, firstWaitMs: 1_000, mostErrors: 4 };

/** Source: Kombo's API reference, `POST /passthrough/{tool}/{api}`. */
const envelope = z.object({
  url: z._default(z.string(), ""),
  status: z.int(),
  headers: z._default(z.record(z.string(), z.union([z.string(), z.array(z.string())])), {}),
  // Absent where the ATS's answer has no body.
  data: z.optional(z.unknown()),
});

/** A header of the ATS's answer, whatever the case of its name. */
function headerOf({ headers }: NativeAnswer, wanted: string): string | null {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return (typeof found === "string" ? found : found?.[0]) ?? null;
}

function tooManyBulkCalls(waitMs: number): AtsError {
  return new AtsError({
    code: "quota.exceeded",
    fault: "caller",
    retry: { afterMs: Math.ceil(waitMs) },
    message:
      "So many bulk calls wait for the ATS's own API that this one would leave after its deadline: nothing was sent.",
    advice: "Call again after retry.afterMs, raise timeoutMs, or spread the calls.",
  });
}

/** Calls the ATS's own API through Kombo: paced, repeated where that is safe, with typed errors. */
export class KomboPassthrough implements Passthrough {
  static readonly inject = {
    transport: TRANSPORT,
    adapter: ADAPTER,
    clock: CLOCK,
    events: EVENTS,
    pace: maybe(NATIVE_PACE),
    policy: maybe(HTTP_POLICY),
  };
  readonly #collaborators: Injected<typeof KomboPassthrough.inject>;
  /** When the next bulk call may leave, by the steady clock. */
  #nextBulkAt = 0;

  constructor(collaborators: Injected<typeof KomboPassthrough.inject>) {
    this.#collaborators = collaborators;
  }

  async send(request: NativeRequest, call: Call): Promise<NativeAnswer> {
    const { clock, events, pace = careful, policy = defaultPolicy } = this.#collaborators;
    const mostErrors = Math.min(pace.mostErrors, policy.attempts);
    for (let errors = 1; ; errors += 1) {
      const answer = await this.exchange(request, call);
      if (answer.status >= 200 && answer.status < 300) return answer;
      const route = `${request.method} ${request.route ?? "of this path"}`;
      const asked = askedWait({ get: (name) => headerOf(answer, name) }, clock.now(), policy.longestAskedMs);
      const error = nativeError(answer.status, { ...request, route, afterMs: asked });
      const mayRepeat = error.retry === "safe" || typeof error.retry === "object";
      const wait = Math.max(asked ?? 0, pace.firstWaitMs * 2 ** (errors - 1));
      if (!mayRepeat || errors >= mostErrors || steadyNow(clock) + wait >= call.deadline) throw error;
      reportRetry(events, call, error, errors + 1, wait);
      const waiting = clock.sleep(wait, call.signal);
      // Of a write that must not be made twice, only one that certainly did not run is sent again.
      await (request.effect === "creates" ? beforeWriting(() => waiting) : waiting);
    }
  }

  async exchange(request: NativeRequest, call: Call): Promise<NativeAnswer> {
    if (request.bulk) await this.#turn(call);
    const { adapter, transport } = this.#collaborators;
    const answer = await transport.send(
      {
        method: "POST",
        path: `/passthrough/${request.api ?? this.#slug(adapter.facts.passthrough?.slug)}`,
        body: {
          method: request.method,
          path: request.path,
          ...(request.query && { params: request.query }),
          ...(request.headers && { headers: request.headers }),
          ...(request.body !== undefined && { data: request.body }),
          ...(request.form && { multipart_form_data: request.form }),
          ...(request.responseAsBase64 && { response_as_base64: true }),
        },
        effect: request.effect,
        action: true,
      },
      call,
    );
    const { data, warnings } = readAnswer(answer, request.effect);
    const parsed = envelope.safeParse(data);
    if (!parsed.success) throw unreadableAnswer("it does not hold the ATS's answer", request.effect, answer.status);
    return { ...parsed.data, data: parsed.data.data, warnings };
  }

  /** Waits for a turn among the bulk calls. A call whose turn comes after its deadline is skipped, and delays no other call. */
  async #turn(call: Call): Promise<void> {
    const { clock, events, pace = careful } = this.#collaborators;
    const now = steadyNow(clock);
    const at = Math.max(now, this.#nextBulkAt);
    const wait = at - now;
    if (wait > 0 && at >= call.deadline) throw tooManyBulkCalls(wait);
    this.#nextBulkAt = at + 1000 / pace.bulkCallsPerSecond;
    if (wait <= 0) return;
    reportQuotaWait(events, call, wait, "bulk calls of the ATS's own API");
    await beforeWriting(() => clock.sleep(wait, call.signal));
  }

  #slug(slug: string | undefined): string {
    if (slug) return slug;
    const { adapter } = this.#collaborators;
    throw new AtsError({
      code: "adapter.no-passthrough",
      fault: "caller",
      retry: "never",
      message: `${adapter.name} has no passthrough API.`,
      advice: "Name the API in the call, `tool/api`, or use the adapter of the ATS.",
    });
  }
}
