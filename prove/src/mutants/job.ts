import type { Mutant } from "./mutant.ts";

/** A test of the kit, by name. */
export interface TestName {
  readonly capability: string;
  readonly promise: string;
  /** The world that it is tried in, by its place among the subject's. */
  readonly world: number;
}

/** What a worker is asked for. */
export type Job =
  /** To load the adapter with the mutants built in, none of them at work. */
  | {
      readonly kind: "begin";
      readonly subject: string;
      readonly mutants: readonly Mutant[];
      /** Every source file of the package, relative to the repository: which were run is noted. */
      readonly files: readonly string[];
    }
  /** Which tests run through which mutants and files. */
  | { readonly kind: "reach" }
  /** Whether one of the tests fails with the mutant, tried in this order. */
  | { readonly kind: "try"; readonly mutant: number; readonly tests: readonly TestName[]; readonly reload: boolean };

/** What a worker has loaded. */
export interface Begun {
  /** The mutants that it can only try by loading the adapter again, by their index. */
  readonly reloading: readonly number[];
}

/** What the tests of an adapter run through. */
export interface Reach {
  readonly tests: readonly TestName[];
  /** For each mutant that is built in the tests that run through it, by their index. */
  readonly through: readonly (readonly number[])[];
  /** For each mutant the tests that run through any function of its file, or of one that imports it. */
  readonly inFile: readonly (readonly number[])[];
  /** Tests that fail on the adapter as it is: a kit that is red before the first mutant proves nothing. */
  readonly failures: readonly string[];
  /** Tests that cannot tell anything, by their index: they fail without a mutant in another form of the ATS. */
  readonly silent: readonly number[];
}

/** What became of a mutant. */
export interface Verdict {
  readonly killedBy: TestName | null;
  readonly failure: string | null;
  /** The test that failed fails without the mutant, too, from now on: the mutant has left something behind. */
  readonly spoilt: boolean;
}
