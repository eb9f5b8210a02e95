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

/** The values at a path, of every item where a list is on the way or at the end. */
function valuesAt(input: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(input)) return input.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  if (key === undefined) return [input];
  return typeof input === "object" && input !== null ? valuesAt((input as Record<string, unknown>)[key], rest) : [];
}

/** The refusal that a limitation stands for. */
export function refusal(limitation: Limitation, capability: string, what = limitation.summary): RefusedByLimitation {
  return new RefusedByLimitation({
    limitation: limitation.id,
    capability,
    message: `${what} ${limitation.reason}`,
    advice: limitation.advice,
    userMessage: limitation.userMessage ?? limitation.summary,
  });
}

/** Lets every limitation of the capability look at the input. @throws {RefusedByLimitation} before anything is sent. */
export function checkLimitations(
  limitations: Limitations,
  input: unknown,
  call: Call,
  context: LimitationContext,
): void {
  for (const limitation of limitations.of(call.capability)) {
    const { effect } = limitation;
    if (effect.kind === "forbids-values") {
      const forbidden = valuesAt(input, effect.field.split(".")).some(
        (value) => typeof value === "string" && effect.values.includes(value),
      );
      if (forbidden) throw refusal(limitation, call.capability);
    } else if (effect.kind === "checks-input") {
      const verdict = effect.check(input, context);
      if (verdict && "refuse" in verdict) throw refusal(limitation, call.capability, verdict.refuse);
      if (verdict) call.warn({ message: verdict.warn, code: limitation.id });
    }
  }
}
