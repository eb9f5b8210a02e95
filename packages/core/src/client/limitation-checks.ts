import type { Call } from "../adapter/call.ts";
import type { Limitation, LimitationContext, Limitations } from "../adapter/limitation.ts";
import { RefusedByLimitation } from "../errors/index.ts";

/** Arranges limitations so that a call finds its own quickly. */
export function limitationsOf(all: readonly Limitation[]): Limitations {
  const byCapability = new Map<string, Limitation[]>();
  for (const limitation of all)
    for (const capability of limitation.capabilities)
      byCapability.set(capability, [...(byCapability.get(capability) ?? []), limitation]);
  const of = (capability: string) => byCapability.get(capability) ?? [];
  return {
    all,
    of,
    forbidden: (capability, field, value) =>
      of(capability).find(
        ({ effect }) => effect.kind === "forbids-values" && effect.field === field && effect.values.includes(value),
      ),
  };
}

function valueAt(input: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined), input);
}

/** The refusal that a limitation stands for. */
export function refusal(limitation: Limitation, capability: string, what = limitation.summary): RefusedByLimitation {
  return new RefusedByLimitation({
    limitation: limitation.id,
    capability,
    message: `${what} ${limitation.reason}`,
    advice: limitation.advice,
  });
}

/** Lets every limitation of the capability look at the input. @throws {RefusedByLimitation} before anything is sent. */
export function checkLimitations(limitations: Limitations, input: unknown, call: Call, context: LimitationContext): void {
  for (const limitation of limitations.of(call.capability)) {
    const { effect } = limitation;
    if (effect.kind === "forbids-values") {
      const value = valueAt(input, effect.field);
      if (typeof value === "string" && effect.values.includes(value)) throw refusal(limitation, call.capability);
    } else if (effect.kind === "checks-input") {
      const verdict = effect.check(input, context);
      if (verdict && "refuse" in verdict) throw refusal(limitation, call.capability, verdict.refuse);
      if (verdict) call.warn({ message: verdict.warn, code: limitation.id });
    }
  }
}
