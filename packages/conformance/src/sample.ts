/** A good input of a capability, to be called with. */
export interface Sample {
  readonly input: Readonly<Record<string, unknown>>;
  /** The optional fields that it tries, as paths in the input: `candidate.company`. */
  readonly tries: readonly string[];
  /** Texts that must be found in what is asked of the ATS. */
  readonly traces: readonly string[];
}
