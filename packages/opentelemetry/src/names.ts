import type { ObservedCall } from "@anyats/core";
import type { Attributes } from "@opentelemetry/api";

/** The instrumentation scope of all spans and metrics. */
export const scope = "@anyats/opentelemetry";

/** What spans and metrics say of a call: few values each, so that metrics stay small. */
export function attributesOf({ capability, adapter, kind, lane }: ObservedCall): Attributes {
  return { "anyats.operation": capability, "anyats.adapter": adapter, "anyats.kind": kind, "anyats.lane": lane };
}

/**
 * The type of an error: its code, where it looks like one. A part of the app that puts an id into a code, or a word of a
 * person, would make a series of metrics of each.
 */
export function errorType(code: string): string {
  return /^[a-z][a-z-]{0,40}(\.[a-z][a-z-]{0,60}){1,3}$/.test(code) ? code : "_OTHER";
}

/** The attribute of a fact: `quotaWaitMs` is `anyats.quota_wait_ms`. `undefined` for what is not a plain name. */
export function factAttribute(fact: string): string | undefined {
  if (!/^[a-z][a-zA-Z]{0,40}$/.test(fact)) return undefined;
  return `anyats.${fact.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
