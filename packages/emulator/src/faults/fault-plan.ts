import { Random } from "../data/random.ts";
import type { Target } from "../http/incoming.ts";
import { matchesRequest } from "../http/request-log.ts";
import type { FaultKind, FaultRule, Faults, InjectedFault } from "./rule.ts";

/** What is to happen to one request. */
export interface Plan {
  readonly latencies: readonly Extract<FaultKind, { kind: "latency" }>[];
  readonly fault: Exclude<FaultKind, { kind: "latency" }> | undefined;
}

interface Active {
  readonly rule: FaultRule;
  seen: number;
  hits: number;
}

class Injected implements InjectedFault {
  readonly #active: Active;
  readonly remove: () => void;

  constructor(active: Active, remove: () => void) {
    this.#active = active;
    this.remove = remove;
  }

  get hits(): number {
    return this.#active.hits;
  }
}

const nothing: Plan = { latencies: [], fault: undefined };

/** Decides which of the injected faults strike a request. */
export class FaultPlan implements Faults {
  readonly #random: Random;
  #active: Active[] = [];

  constructor(seed: number) {
    this.#random = new Random(seed ^ 0x5eed);
  }

  inject(rule: FaultRule): InjectedFault {
    const active: Active = { rule, seen: 0, hits: 0 };
    this.#active.push(active);
    return new Injected(active, () => {
      this.#active = this.#active.filter((other) => other !== active);
    });
  }

  clear(): void {
    this.#active = [];
  }

  planFor(target: Target): Plan {
    if (this.#active.length === 0) return nothing;
    const latencies: Extract<FaultKind, { kind: "latency" }>[] = [];
    let fault: Plan["fault"];
    for (const active of this.#active) {
      const { rule } = active;
      if (rule.kind !== "latency" && fault !== undefined) continue;
      if (!concerns(rule, target) || !this.#strikes(active)) continue;
      if (rule.kind === "latency") latencies.push(rule);
      else fault = rule;
    }
    return { latencies, fault };
  }

  #strikes(active: Active): boolean {
    const { times = 1, after = 0, probability = 1 } = active.rule;
    if (active.hits >= times) return false;
    active.seen += 1;
    if (active.seen <= after) return false;
    if (probability < 1 && !this.#random.chance(probability)) return false;
    active.hits += 1;
    return true;
  }
}

function concerns(rule: FaultRule, target: Target): boolean {
  if (rule.kind === "expiredCursor" && target.cursor === undefined) return false;
  if (rule.kind === "nativeStatus" && target.native === undefined) return false;
  return matchesRequest(rule.match ?? {}, target, target.native);
}
