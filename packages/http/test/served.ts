import { EventHub, type Call } from "@anyats/core";
import { callOf, hurriedClock } from "@anyats/core/testing";
import { HttpClient, policyWith, type HttpProfile, type PolicyChanges } from "../src/index.ts";

/** When the clock of such a client begins. */
export const start = Date.parse("2026-11-23T09:00:00Z");

/** A client whose server gives these answers, one after the other, the last one again; no pause takes any time. */
export function served(
  answers: readonly ((request: Request) => Response | Promise<Response>)[],
  profile: Partial<HttpProfile> = {},
  policy: PolicyChanges = {},
  settings: Readonly<Record<string, unknown>> = {},
) {
  let now = start;
  const waits: number[] = [];
  const clock = hurriedClock({
    now: () => now,
    pass: (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    deadlineMs: 100_001,
  });
  const seen: Request[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    seen.push(request);
    return answers[Math.min(seen.length, answers.length) - 1]!(request);
  };
  const events = new EventHub();
  const http = new HttpClient({
    settings,
    clock,
    events,
    profile: {
      name: "My ATS",
      destination: () => ({ baseUrl: "https://api.test/v1/", headers: { Authorization: "Bearer key" }, fetch }),
      ...profile,
    },
    policy: policyWith(policy),
    allowance: undefined,
  });
  const call = (facts: Partial<Call> = {}) => callOf(clock, { deadline: now + 300_000, ...facts });
  return { http, seen, waits, events, call };
}
