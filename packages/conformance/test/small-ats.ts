import { defineAdapter, InstantInput, Job, ownRecord, record, settingsBy, type Adapter } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { z } from "zod/mini";
import type { Trial } from "../src/contract-test.ts";
import { openTrial } from "../src/trial.ts";
import type { WorldSession } from "../src/world.ts";

const settings = z.object({ fetch: z.custom<typeof fetch>() });

/** What handlers of a small adapter inject. */
export const inject = { settings: settingsBy(settings) };

/** An adapter with few handlers, which reach their ATS by the `fetch` of the settings. */
export const smallAdapter = (handlers: readonly object[]): Adapter =>
  defineAdapter({
    id: "acme",
    name: "Acme",
    package: { name: "anyats-acme", version: "0.1.0" },
    facts: { providerId: "acme", maturity: "beta", noteFormat: "plain" },
    settings,
    handlers: handlers as never,
    missing: { "*": { reason: "not-built", explanation: "Acme begins with jobs." } },
  }) as unknown as Adapter;

/** A trial of one of its capabilities in a world of which a promise needs little. */
export function trialOf(
  adapter: Adapter,
  capability: string,
  { fetch, ...world }: Partial<WorldSession> & { readonly fetch: typeof globalThis.fetch },
): Promise<Trial> {
  const claims = coverageOf(adapter);
  const cell = claims.cells.find((each) => each.capability === capability)!;
  const session = { settings: { fetch }, now: () => new Date("2026-11-23T09:00:00.000Z"), ...world } as WorldSession;
  return openTrial(adapter, cell, session, claims);
}

/** A job that changed at a time. */
export const jobOf = (id: string, updatedAt: Date | string): Job =>
  record(Job, ownRecord(id, { createdAt: null, updatedAt: z.parse(InstantInput, updatedAt), deletedAt: null }));
