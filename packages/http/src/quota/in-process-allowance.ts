import {
  steadyNow,
  type Allowance,
  type AllowanceFacts,
  type AllowanceRequest,
  type Clock,
  type Permit,
} from "@anyats/core";
import { defaultPolicy, type HttpPolicy } from "./policy.ts";
import { Concurrency } from "./concurrency.ts";
import { Gate } from "./gate.ts";
import type { QuotaProfile } from "./quota-profile.ts";

/** A limit that the app sets where the server's profile has none. */
const unlimited = { first: Infinity, most: Infinity };

/** Keeps one connection within its server's limits. It learns them from the answers, and lives in the process. */
export class InProcessAllowance implements Allowance {
  readonly #clock: Clock;
  readonly #atOnce: NonNullable<QuotaProfile["atOnce"]>;
  readonly #policy: Pick<HttpPolicy, "atOnce" | "longestAskedMs">;
  readonly #gates = new Map<string, Gate>();

  constructor(
    clock: Clock,
    { atOnce = {} }: Pick<QuotaProfile, "atOnce"> = {},
    policy: Pick<HttpPolicy, "atOnce" | "longestAskedMs"> = defaultPolicy,
  ) {
    this.#clock = clock;
    this.#atOnce = atOnce;
    this.#policy = policy;
  }

  async acquire(request: AllowanceRequest): Promise<Permit> {
    const gate = this.#gate(request.kind);
    const waitedMs = await gate.enter(request);
    let held = true;
    const release = () => {
      if (held) gate.leave();
      held = false;
    };
    return { waitedMs, release };
  }

  learn({ kind, concurrency, remaining, resetMs, refused, succeeded }: AllowanceFacts): void {
    const gate = this.#gate(kind);
    if (concurrency !== undefined) gate.limit.said(concurrency);
    if (refused === "concurrency") gate.limit.refused(gate.running, steadyNow(this.#clock));
    if (resetMs !== undefined) {
      const ms = Math.min(resetMs, this.#policy.longestAskedMs);
      if (remaining === 0 || refused === "window") gate.pause(ms);
      else if (remaining !== undefined) gate.said(remaining, ms);
    }
    if (succeeded) gate.succeeded();
    gate.startNext();
  }

  #gate(kind: string): Gate {
    const known = this.#gates.get(kind);
    if (known) return known;
    const gate = new Gate(this.#clock, new Concurrency(this.#atOnce[kind] ?? unlimited, this.#policy.atOnce[kind]));
    this.#gates.set(kind, gate);
    return gate;
  }
}
