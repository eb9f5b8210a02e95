import { AtsError, type Call, type Settlement } from "@anyats/core";

/** A file of a creating command's input, for an ATS that takes files only once the record is there. */
export interface FollowingFile {
  readonly name: string;
  /** Attaches it. Remembers before it sends, as `ReadBack.around` does. */
  readonly attach: (call: Call) => Promise<unknown>;
  /** Looks for it after a lost answer, by what `attach` remembered. */
  readonly settle: (call: Call) => Promise<Settlement<unknown>>;
}

/** A file whose attaching has begun. */
interface Begun {
  readonly isThere?: true;
  /** What `attach` remembered. */
  readonly memory?: unknown;
}

/** What the creating command remembers besides what it had remembered before. */
interface Memory<Made> {
  /** The ids of what was created. */
  readonly made?: Made;
  /** Each file in the order of the input; null for one that was not sent, or was certainly refused. */
  readonly files?: readonly (Begun | null)[];
}

/** What an earlier attempt of this write created, where its answer was read: then nothing needs to be looked for. */
export const createdBefore = <Made>(call: Call): Made | undefined => (call.memory as Memory<Made> | undefined)?.made;

/**
 * Attaches the files of what was created. Call it in `handle` and, where the record was found, in `settle`: there it attaches
 * only those that no earlier attempt sent, and looks for the others. A file that is refused fails nothing, since the
 * record is there: the receipt warns of each file that is not there, or may not be.
 * @param made The ids of what was created, for a later attempt.
 * @throws {AtsError} with the outcome unknown where the call ends early, so that a repeat with its key goes on from there.
 */
export async function attachFiles<Made>(made: Made, files: readonly FollowingFile[], call: Call): Promise<void> {
  const memory = call.memory as Memory<Made> | undefined;
  const begun: (Begun | null)[] = files.map((_file, index) => memory?.files?.[index] ?? null);
  for (const [index, file] of files.entries()) {
    if (begun[index]?.isThere) continue;
    let stopped: unknown;
    // A file's memory must not take the place of the record's, or a repeat would create the record again.
    const remember = async (given: unknown): Promise<void> => {
      begun[index] = { memory: given };
      own.memory = given;
      try {
        await call.remember({ ...memory, made, files: begun });
      } catch (error) {
        stopped = error;
        throw error;
      }
    };
    const own = { ...call, remember, memory: begun[index]?.memory };
    const missing = await missingAfter(file, own, begun[index] !== null);
    if (call.signal.aborted) stopped = call.signal.reason;
    if (stopped !== undefined) throw endedEarly(stopped);
    if (missing?.certain) begun[index] = null;
    else if (!missing) begun[index] = { isThere: true };
    if (missing) call.warn({ message: warningOf(file, missing), code: null });
  }
}

/** Why a file is not there, or may not be. */
interface Missing {
  readonly certain: boolean;
  readonly code: string;
}

/** Attaches a file, unless it is there. @returns nothing where it is there in the end. */
async function missingAfter(file: FollowingFile, call: Call, wasBegun: boolean): Promise<Missing | undefined> {
  const look = async (code: string): Promise<Missing | undefined> => {
    const settled = await file.settle(call).catch(orThrow);
    return !AtsError.is(settled) && settled.found
      ? undefined
      : { certain: !AtsError.is(settled) && settled.certain, code };
  };
  if (wasBegun) {
    const missing = await look("write.outcome-unknown");
    if (!missing?.certain) return missing;
  }
  const failed = await file.attach(call).then(() => undefined, orThrow);
  if (!failed) return undefined;
  return failed.retry === "unknown-outcome" ? look(failed.code) : { certain: true, code: failed.code };
}

function orThrow(error: unknown): AtsError {
  if (AtsError.is(error)) return error;
  throw error;
}

const warningOf = ({ name }: FollowingFile, { certain, code }: Missing): string =>
  certain
    ? `It was created, but the file "${name}" was not attached (${code}).`
    : `It was created; check whether the file "${name}" was attached (${code}).`;

/** The record is there, and nobody is left who could attach the rest. */
function endedEarly(reason: unknown): unknown {
  if (!AtsError.is(reason)) return reason;
  const { code, fault, message } = reason;
  return new AtsError({
    code,
    fault,
    retry: "unknown-outcome",
    message: `It was created, but not every file was attached. ${message}`,
    advice: "Call again with the same idempotency key, or check the ATS.",
  });
}
