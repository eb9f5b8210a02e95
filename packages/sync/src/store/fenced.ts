/** What the fence reads of the connection while its row is locked. */
export interface Fenced {
  readonly aliases: boolean;
  readonly erasures: boolean;
  readonly departures: boolean;
  readonly setAside: boolean;
  /** The number of the complete pass under way on this stream, whose generation must learn what is seen. */
  readonly generation: number | null;
  readonly wanted: number;
  /** The connection is active and nothing failed: a completed pass has nothing to say about it. */
  readonly settled: boolean;
  /** Deletions wait for a person. */
  readonly held: boolean;
  /** A person confirmed them. */
  readonly confirmed: boolean;
}
