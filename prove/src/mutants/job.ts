import type { Mutant } from "./mutant.ts";

/** A test of the kit, by name. */
export interface TestName {
  readonly capability: string;
  readonly promise: string;
}

/** A place in a file, absolute. */
export interface Place {
  readonly file: string;
  readonly start: number;
}

/** What a worker is asked for. */
export type Job =
  /** Which tests run through each of the places. */
  | { readonly kind: "reach"; readonly subject: string; readonly places: readonly Place[] }
  /** Whether one of the tests fails with the mutant, tried in this order. */
  | { readonly kind: "try"; readonly subject: string; readonly mutant: Mutant; readonly tests: readonly TestName[] };

/** What the tests of an adapter run through. */
export interface Reach {
  readonly tests: readonly TestName[];
  /** For each place the tests, by their index. */
  readonly through: readonly (readonly number[])[];
  /** For each place the tests that run through any function of its file. */
  readonly inFile: readonly (readonly number[])[];
  /** Tests that fail on the adapter as it is: a kit that is red before the first mutant proves nothing. */
  readonly failures: readonly string[];
}

/** What became of a mutant. */
export interface Verdict {
  readonly killedBy: TestName | null;
  readonly failure: string | null;
}
