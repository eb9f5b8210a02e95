import type { ObservedCall } from "@anyats/core";
import type { Attributes } from "@opentelemetry/api";

/** The instrumentation scope of all spans and metrics. */
export const scope = "@anyats/opentelemetry";

/** What spans and metrics say of a call: few values each, so that metrics stay small. */
export function attributesOf({ capability, adapter, kind, lane }: ObservedCall): Attributes {
  return { "anyats.operation": capability, "anyats.adapter": adapter, "anyats.kind": kind, "anyats.lane": lane };
}

/** The attribute of a fact: `quotaWaitMs` is `anyats.quota_wait_ms`. `undefined` for what is no plain name. */
export function factAttribute(fact: string): string | undefined {
  if (!/^[a-z][a-zA-Z]{0,40}$/.test(fact)) return undefined;
  return `anyats.${fact.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
