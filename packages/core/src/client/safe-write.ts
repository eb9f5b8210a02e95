import type { Call } from "../adapter/call.ts";
import type { CallHandler, Settlement } from "../adapter/handler.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { steadyNow, type Clock } from "../collaborators/clock.ts";
import type { Ledger } from "../collaborators/ledger.ts";
import { AtsError, InvalidInput, OutcomeUnknown } from "../errors/index.ts";
import { fingerprint } from "../stream/checkpoint.ts";

type WriteHandler = CallHandler<AnyCapability>;

/** Waits before each look, in milliseconds: what was written may take a moment to show. */
const looks = [0, 500, 2_000] as const;

/** What a write that creates is made with. */
export interface SafeWrite {
  readonly handler: WriteHandler;
  readonly input: unknown;
  /** Which of the adapter's connections this is. */
  readonly connectionId: string;
  readonly call: Call;
  readonly clock: Clock;
  readonly ledger: Ledger;
}

function withSettledBy(output: unknown, settledBy: "read-back" | "ledger"): unknown {
  return typeof output === "object" && output !== null && "settledBy" in output ? { ...output, settledBy } : output;
}

async function look(write: SafeWrite): Promise<Settlement<unknown>> {
  const { handler, input, call, clock } = write;
  if (!handler.settle)
    return { found: false, certain: false, because: "what was written cannot be read back", reconcile: {} };
  let last: Settlement<unknown> | undefined;
  for (const wait of looks) {
    if (wait > 0 && steadyNow(clock) + wait >= call.deadline) break;
    if (wait > 0) await clock.sleep(wait, call.signal);
    try {
      last = await handler.settle(input, call);
    } catch (error) {
      const code = AtsError.is(error) ? error.code : "unknown";
      last = { found: false, certain: false, because: `reading back failed (${code})`, reconcile: {} };
    }
    if (last.found || last.certain) return last;
  }
  return last ?? { found: false, certain: false, because: "there was no time left to read back", reconcile: {} };
}

function unknown(write: SafeWrite, settlement: Exclude<Settlement<unknown>, { found: true }>): OutcomeUnknown {
  const { capability, adapter } = write.call;
  return new OutcomeUnknown({ capability, adapter, because: settlement.because, reconcile: settlement.reconcile });
}

/** Makes the write; settles a lost answer by reading back; repeats only when it is certain that nothing ran. */
async function perform(write: SafeWrite): Promise<unknown> {
  const { handler, input, call } = write;
  for (let repeats = 0; ; repeats += 1) {
    call.signal.throwIfAborted(); // A write that the caller gave up must not be made, or made again, behind its back.
    try {
      return await handler.handle(input, call);
    } catch (error) {
      if (!AtsError.is(error) || error.retry !== "unknown-outcome" || error instanceof OutcomeUnknown) throw error;
      const settlement = await look(write);
      if (settlement.found) return withSettledBy(settlement.output, "read-back");
      if (!settlement.certain || repeats > 0) throw unknown(write, settlement);
    }
  }
}

/** A write that creates: never twice for one idempotency key, and never repeated blindly. */
export async function safeWrite(write: SafeWrite): Promise<unknown> {
  const { call, ledger } = write;
  if (call.idempotencyKey === undefined) return perform(write);

  const key = [call.adapter, write.connectionId, call.capability, call.idempotencyKey].join("/");
  const entry = await ledger.claim(key, fingerprint(write.input));
  if (entry.state === "done") return withSettledBy(entry.output, "ledger");
  if (entry.state === "other-write")
    throw new InvalidInput(`The idempotency key of ${call.capability}`, [
      { path: "idempotencyKey", message: "was used before with another input" },
    ]);
  if (entry.state === "in-progress")
    throw new AtsError({
      code: "write.in-progress",
      fault: "caller",
      retry: { afterMs: 1_000 },
      message: "A write with this idempotency key is under way.",
      advice: "Wait for it, then call again with the same key to get its result.",
    });
  return keepInLedger(write, key, entry.state === "unknown");
}

async function keepInLedger(write: SafeWrite, key: string, inDoubt: boolean): Promise<unknown> {
  const { ledger, call } = write;
  let output: unknown;
  try {
    output = await (inDoubt ? settleOrPerform(write) : perform(write));
  } catch (error) {
    // Only a typed refusal says that nothing was written. A ledger that fails here keeps the key taken: no second write.
    const refused = !inDoubt && AtsError.is(error) && error.retry !== "unknown-outcome";
    await succeeds(() => (refused ? ledger.release(key) : ledger.doubt(key)));
    throw error;
  }
  if (!(await succeeds(() => ledger.finish(key, output)))) {
    const message =
      "It was written, but the ledger could not be told: do not call again with the same idempotency key.";
    call.warn({ message, code: null });
  }
  return output;
}

async function succeeds(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch {
    return false;
  }
}

async function settleOrPerform(write: SafeWrite): Promise<unknown> {
  const settlement = await look(write);
  if (settlement.found) return withSettledBy(settlement.output, "read-back");
  if (!settlement.certain) throw unknown(write, settlement);
  return perform(write);
}
