import { handles, jobs } from "@anyats/core";
import { expect, it } from "vitest";
import { shownIn } from "../src/contracts/pieces/wall-clock.ts";
import { edgeInstantsPromise } from "../src/contracts/time/edge-instants.ts";
import { inject, jobOf, smallAdapter, trialOf } from "./small-ats.ts";

const zone = "Europe/Berlin";
const hourMs = 3_600_000;

/** The first instant at which clocks show a time. */
function instantOf(shown: string): Date {
  const from = Date.parse(`${shown}Z`) - 3 * hourMs;
  const quarters = Array.from({ length: 25 }, (_each, nth) => from + (nth * hourMs) / 4);
  return new Date(quarters.find((each) => shownIn(zone, each) === shown)!);
}

/** The clocks of Berlin show the hour before this one twice. */
const isTwiceUntil = "2026-10-25T02:00:00.000Z";
const isTwiceFrom = "2026-10-25T00:00:00.000Z";

const exactly = (updatedAfter: string) => updatedAfter;
const fromTheFirstHour = (updatedAfter: string) =>
  updatedAfter >= isTwiceFrom && updatedAfter < isTwiceUntil ? isTwiceFrom : updatedAfter;

/** An adapter that compares `updatedAfter` itself, from a time that may be an earlier one. */
const comparing = (from: (updatedAfter: string) => string) =>
  smallAdapter([
    handles(jobs.stream, {
      routes: [{ method: "GET", path: "/jobs", certainty: "documented", source: "Acme's API reference" }],
      inject,
      async fetchPage({ updatedAfter = "" }, _position, call, { settings }) {
        const answer = await settings.fetch("https://acme.example/jobs", { signal: call.signal });
        const rows = (await answer.json()) as readonly { readonly id: string; readonly changed: string }[];
        const all = rows.map(({ id, changed }) => jobOf(id, instantOf(changed)));
        const records = all.filter(({ changedAt }) => changedAt >= from(updatedAfter));
        return { next: null, decode: () => ({ records, quarantined: [] }) };
      },
    }),
  ]);

const held = [{ id: "7", changed: "2026-11-20T09:00:00" }];

async function tried(from: (updatedAfter: string) => string): Promise<void> {
  const trial = await trialOf(comparing(from), "jobs.stream", { fetch: async () => Response.json(held), zone });
  await edgeInstantsPromise.run(trial);
}

it("a change at a time that clocks show twice is lost if compared as the first", async () => {
  await expect(tried(exactly)).rejects.toThrow(/02:30:00 twice, record 7 changed then, and is missing where/);
});

it("a change at a time that clocks show twice is found from the first hour on", async () => {
  await expect(tried(fromTheFirstHour)).resolves.toBeUndefined();
});
