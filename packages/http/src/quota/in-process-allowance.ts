import {
  AtsError,
  steadyNow,
  type Allowance,
  type AllowanceFacts,
  type AllowanceRequest,
  type Clock,
  type Permit,
} from "@anyats/core";
import { defaultPolicy, type HttpPolicy } from "./policy.ts";
import { notSent } from "../errors/not-sent.ts";
import { Concurrency } from "./concurrency.ts";
import { Gate } from "./gate.ts";
import type { QuotaProfile } from "./quota-profile.ts";

/** A limit that the app sets where the server's profile has none. */
const unlimited = { first: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** Keeps one connection within its server's limits. It learns them from the answers, and lives in the process. */
export class InProcessAllowance implements Allowance {
  readonly #clock: Clock;
  readonly #longestMs: number;
  readonly #gates = new Map<string, Gate>();
  /** Until when no request of a kind may leave, by the steady clock. */
  readonly #pausedUntil = new Map<string, number>();

  constructor(
    clock: Clock,
    { atOnce = {} }: Pick<QuotaProfile, "atOnce"> = {},
    policy: Pick<HttpPolicy, "atOnce" | "longestAskedMs"> = defaultPolicy,
  ) {
    this.#clock = clock;
    this.#longestMs = policy.longestAskedMs;
    for (const kind of new Set([...Object.keys(atOnce), ...Object.keys(policy.atOnce)]))
      this.#gates.set(kind, new Gate(clock, new Concurrency(atOnce[kind] ?? unlimited, policy.atOnce[kind])));
  }

  async acquire(request: AllowanceRequest): Promise<Permit> {
    const gate = this.#gates.get(request.kind);
    let waitedMs = gate ? await gate.enter(request) : 0;
    try {
      waitedMs += await this.#window(request);
    } catch (error) {
      gate?.leave();
      throw error;
    }
    let held = true;
    const release = () => {
      if (held) gate?.leave();
      held = false;
    };
    return { waitedMs, release };
  }

  learn({ kind, concurrency, remaining, resetMs, refused, succeeded }: AllowanceFacts): void {
    if (resetMs !== undefined && (remaining === 0 || refused === "window")) this.#pause(kind, resetMs);
    const gate = this.#gates.get(kind) ?? this.#gateFor(kind, concurrency);
    if (!gate) return;
    const now = steadyNow(this.#clock);
    if (concurrency !== undefined) gate.limit.said(concurrency);
    if (refused === "concurrency") gate.limit.refused(gate.running, now);
    if (succeeded) gate.limit.succeeded(now);
    gate.startNext();
  }

  #gateFor(kind: string, concurrency: number | undefined): Gate | undefined {
    if (concurrency === undefined) return undefined;
    const gate = new Gate(this.#clock, new Concurrency(unlimited));
    this.#gates.set(kind, gate);
    return gate;
  }

  #pause(kind: string, milliseconds: number): void {
    const until = steadyNow(this.#clock) + Math.min(milliseconds, this.#longestMs);
    this.#pausedUntil.set(kind, Math.max(this.#pausedUntil.get(kind) ?? until, until));
  }

  /** Waits while the window's requests are used up. @returns How long, in milliseconds. */
  async #window({ kind, deadline, signal }: AllowanceRequest): Promise<number> {
    let waited = 0;
    for (;;) {
      const now = steadyNow(this.#clock);
      const wait = (this.#pausedUntil.get(kind) ?? 0) - now;
      if (wait <= 0) return waited;
      if (now + wait >= deadline) throw usedUp(wait);
      await this.#clock.sleep(wait, signal).catch((reason: unknown) => {
        throw notSent(reason);
      });
      waited += wait;
    }
  }
}

function usedUp(waitMs: number): AtsError {
  return new AtsError({
    code: "quota.exceeded",
    fault: "caller",
    retry: { afterMs: Math.ceil(waitMs) },
    message: "The server's request quota is used up until after the call's deadline.",
    advice: "Call again after retry.afterMs, raise timeoutMs, or spread the calls.",
  });
}
