/** What a body of an unknown sender may take. */
export interface IncomingLimits {
  /** The largest body, in bytes. */
  readonly maxBytes: number;
  /** How long a body may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
}

/** Why a body was not read to its end. */
export type IncomingProblem = "too-large" | "too-slow" | "incomplete" | "too-busy";

/** Thrown for a body that is not read to its end. */
export class IncomingRefused extends Error {
  override readonly name = "IncomingRefused";
  readonly problem: IncomingProblem;

  constructor(problem: IncomingProblem) {
    super(`The body is ${problem.replace("-", " ")}`);
    this.problem = problem;
  }
}

/** How much of all bodies that are arriving this process holds at most, in bytes: nobody has checked their signatures. */
export const mostHeldBytes: number = 64 * 1_048_576;

/**
 * Reads a body of an unknown sender up to a bound and a deadline, and no further.
 * @throws {IncomingRefused} when it is larger, takes longer or breaks off, or when too many bodies are arriving.
 */
export async function readIncoming(
  body: AsyncIterable<Uint8Array | string>,
  limits: IncomingLimits,
): Promise<Uint8Array> {
  const reading = await import("./incoming-reading.ts");
  return reading.readIncoming(body, limits);
}
