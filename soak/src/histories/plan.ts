import * as fc from "fast-check";

/** The kinds of record whose streams are played. */
export const kinds = ["jobs", "applications", "candidates"] as const;
export type Kind = (typeof kinds)[number];

/** What strikes the next requests of a history. */
export const troubles = [
  "throttled",
  "too-many-at-once",
  "unavailable",
  "broken-after",
  "request-lost",
  "answer-lost",
  "truncated-text",
  "truncated-connection",
  "html-page",
  "empty-answer",
  "unreadable-record",
  "expired-cursor",
] as const;
export type TroubleName = (typeof troubles)[number];

/** One thing that happens in a history. `which` is a place in the list of records, taken modulo its length. */
export type Step =
  | { readonly does: "read"; readonly items: number }
  | { readonly does: "crash" }
  | { readonly does: "change"; readonly which: number; readonly part: "own" | "related" }
  | { readonly does: "create"; readonly which: number }
  | { readonly does: "remove"; readonly which: number }
  | { readonly does: "trouble"; readonly trouble: TroubleName; readonly times: number; readonly after: number }
  | { readonly does: "wait"; readonly milliseconds: number };

/** A history before it is played: the same plan is the same history. */
export interface Plan {
  readonly kind: Kind;
  /** The seed of the invented agency. */
  readonly seed: number;
  readonly records: number;
  readonly pageSize: number;
  readonly lookAhead: boolean;
  /** Whether the app takes whole pages with their checkpoints, or records one by one. */
  readonly by: "pages" | "records";
  /** How far the app's clock is ahead of the source's, in milliseconds. */
  readonly clockErrorMs: number;
  readonly steps: readonly Step[];
}

/** The largest error of an app's clock, in milliseconds. */
export const largestClockErrorMs = 300_000;

const which = fc.nat({ max: 999 });

const day = 86_400_000;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ does: fc.constant("read"), items: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("crash") }) },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant("change"), which, part: fc.constantFrom("own", "related") }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("create"), which }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("remove"), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant("trouble"),
      trouble: fc.constantFrom(...troubles),
      times: fc.integer({ min: 1, max: 6 }),
      after: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 1,
    // After 14 days Kombo empties what was deleted.
    arbitrary: fc.record({ does: fc.constant("wait"), milliseconds: fc.constantFrom(0, 1, 60_000, day, 20 * day) }),
  },
);

/** Any history. */
export const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom(...kinds),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  records: fc.integer({ min: 20, max: 60 }),
  pageSize: fc.integer({ min: 3, max: 12 }),
  lookAhead: fc.boolean(),
  by: fc.constantFrom("pages", "records"),
  clockErrorMs: fc.integer({ min: -largestClockErrorMs, max: largestClockErrorMs }),
  steps: fc.array(step, { minLength: 8, maxLength: 40, size: "max" }),
});
