import type { Call } from "../adapter/call.ts";
import type { CallHandler, Settlement } from "../adapter/handler.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { steadyNow, type Clock } from "../collaborators/clock.ts";
import type { Ledger } from "../collaborators/ledger.ts";
import { AtsError, BatchStopped, InvalidInput, OutcomeUnknown } from "../errors/index.ts";
import { knownInput } from "../fingerprint/content.ts";
import { claimLapsed, inProgress, ledgerFailed, resultNotKept, tooLate } from "./ledger-errors.ts";
import { keptOutput, subjectsOf } from "./ledger-record.ts";

type WriteHandler = CallHandler<AnyCapability>;

/** Waits before each look, in milliseconds: what was written may take a moment to show. */
const looks = [0, 500, 2_000] as const;

/** How long after the end of a call a request that it sent may still arrive, in milliseconds. */
export const underWayMs = 120_000;

/** What a write that must not be made twice is made with. */
export interface SafeWrite {
  readonly capability: AnyCapability;
  readonly handler: WriteHandler;
  readonly input: unknown;
  /** Which of the adapter's connections this is. */
  readonly connectionId: string;
  readonly call: Call;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly fingerprintSecret: string | undefined;
}

/** What the ledger keeps while a write has not ended. */
interface LedgerMemory {
  /** Until when a request may still arrive, in milliseconds since 1970. */
  readonly until: number;
  /** What the handler remembered. */
  readonly memory?: unknown;
}

/** The claim that a write runs under. */
interface Claim {
  readonly key: string;
  readonly token: string;
}

/** One write on its way: its input for each attempt, its call with a memory, its claim. */
class Attempted {
  readonly write: SafeWrite;
  /** Its memory is the one of the write. */
  readonly call: Call & { memory: unknown };
  readonly input: () => unknown;
  readonly claim: Claim | undefined;
  /** Whether an earlier attempt may have been performed. */
  lost: boolean;
  /** Until when a request of an earlier attempt may arrive, in milliseconds since 1970. */
  until: number;

  constructor(write: SafeWrite, input: () => unknown, claim?: Claim, earlier?: { readonly memory: unknown }) {
    this.write = write;
    this.input = input;
    this.claim = claim;
    const kept = earlier?.memory as LedgerMemory | null | undefined;
    this.lost = earlier !== undefined;
    // No memory: nothing was sent. Of one that was erased, nobody knows how long its request may be under way.
    this.until = kept === null ? Infinity : (kept?.until ?? 0);
    this.call = { ...write.call, remember: (given) => this.remember(given), memory: kept?.memory };
  }

  /** The last step before a request: the memory is kept, the claim holds and there is time. */
  async remember(memory: unknown): Promise<void> {
    const { clock, ledger, call } = this.write;
    this.call.memory = memory;
    const until = clock.now() + Math.max(0, call.deadline - steadyNow(clock)) + underWayMs;
    if (this.claim) {
      const { key, token } = this.claim;
      const holds = await ledger.remember(key, token, { until, memory } satisfies LedgerMemory).catch(() => {
        throw ledgerFailed();
      });
      if (!holds) throw claimLapsed();
    }
    // A process that stood still since its claim must not send now: the timer of its deadline may fire later than this.
    if (steadyNow(clock) >= call.deadline) throw tooLate();
    this.until = until;
  }

  /** Whether a look that finds nothing can be believed: nothing that was sent can arrive any more. */
  settled(): boolean {
    return this.write.clock.now() >= this.until;
  }

  /** The answer was lost, but the request has ended: nothing of it can arrive later. */
  ended(): void {
    this.until = 0;
  }
}

function withSettledBy(output: unknown, settledBy: "read-back" | "ledger"): unknown {
  return (output as { readonly settledBy?: unknown } | null)?.settledBy ? { ...(output as object), settledBy } : output;
}

async function look(attempted: Attempted): Promise<Settlement<unknown>> {
  const { write, call } = attempted;
  const { handler, clock, capability } = write;
  // It may be made again by `settle` itself, without what must not happen twice.
  const isRepeat = capability.effect !== "creates";
  if (!handler.settle) return { found: false, certain: false, because: "what was written cannot be read back" };
  let last!: Settlement<unknown>; // The first look is made in any case.
  for (const wait of looks) {
    if (wait > 0) {
      if (steadyNow(clock) + wait >= call.deadline) break;
      await clock.sleep(wait, call.signal);
    }
    try {
      last = await handler.settle(attempted.input(), call);
    } catch (error) {
      // By its key, it may be made again later.
      if (isRepeat && attempted.claim && AtsError.is(error) && error.retry !== "never") throw error;
      const code = AtsError.is(error) ? error.code : "unknown";
      last = { found: false, certain: false, because: `reading back failed (${code})` };
    }
    if (last.found) return isRepeat ? last : { found: true, output: withSettledBy(last.output, "read-back") };
    if (last.certain && attempted.settled()) return last;
    if (last.certain) last = { ...last, certain: false, because: "the request may still be on its way" };
  }
  return last;
}

/** The records and times that an input names: there a person looks. */
function placeOf(input: unknown): Record<string, unknown> {
  const place: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input as Readonly<Record<string, { readonly id?: unknown } | null>>))
    if (name.endsWith("At")) place[name] = value;
    else if (value?.id) place[`${name}Id`] = value.id;
  return place;
}

function unknown(
  { call, input }: SafeWrite,
  { because, reconcile }: Exclude<Settlement<unknown>, { found: true }>,
  lostBy?: AtsError,
): OutcomeUnknown {
  return new OutcomeUnknown({ ...call, because, reconcile: { ...placeOf(input), ...reconcile }, lostBy });
}

/**
 * A call that was given up knows nothing of its request, nor does a gateway that did not wait for the server; any other lost
 * answer means that the request has ended.
 */
const mayGoOn = ({ code, status = 0 }: AtsError) => code.startsWith("call.") || [408, 502, 504].includes(status);

/** Makes the write; settles a lost answer by reading back; repeats only when it is certain that nothing ran. */
async function perform(attempted: Attempted): Promise<unknown> {
  const { write, call } = attempted;
  let lostBy: AtsError | undefined;
  for (let made = 0; ; made += 1) {
    if (attempted.lost) {
      const settlement = await look(attempted);
      if (settlement.found) return settlement.output;
      if (!settlement.certain || made > 1) throw unknown(write, settlement, lostBy);
    }
    call.signal.throwIfAborted(); // A write that the caller gave up must not be made, or made again, behind its back.
    await attempted.remember(call.memory);
    try {
      return await write.handler.handle(attempted.input(), call);
    } catch (error) {
      if (AtsError.is(error) && error.retry !== "unknown-outcome") throw error;
      attempted.lost = true;
      if (!AtsError.is(error) || error instanceof OutcomeUnknown || error instanceof BatchStopped) throw error;
      if (!mayGoOn(error)) attempted.ended();
      lostBy = error;
    }
  }
}

/** A write that must not be made twice: never for one idempotency key, and never repeated blindly. */
export async function safeWrite(write: SafeWrite): Promise<unknown> {
  const { call, ledger, input, fingerprintSecret, clock } = write;
  if (call.idempotencyKey === undefined) return perform(new Attempted(write, () => input));

  const known = await knownInput(input, fingerprintSecret, call.signal);
  const key = JSON.stringify([call.adapter, write.connectionId, call.capability, call.idempotencyKey]);
  const leaseMs = Math.max(1, call.deadline - steadyNow(clock)) + underWayMs;
  const entry = await ledger.claim(key, known.fingerprint, leaseMs, subjectsOf(write, input)).catch(() => {
    throw ledgerFailed();
  });
  if (entry.state === "done") {
    if (entry.output === undefined || entry.output === null) throw resultNotKept();
    return withSettledBy(entry.output, "ledger");
  }
  if (entry.state === "other-write")
    throw new InvalidInput(`The idempotency key of ${call.capability}`, [
      { path: "idempotencyKey", message: "was used before with another input" },
    ]);
  if (entry.state === "in-progress") throw inProgress();
  const claim = { key, token: entry.token };
  return keepInLedger(new Attempted(write, known.fresh, claim, entry.state === "unknown" ? entry : undefined), claim);
}

async function keepInLedger(attempted: Attempted, { key, token }: Claim): Promise<unknown> {
  const { ledger, call, capability } = attempted.write;
  let output: unknown;
  try {
    output = await perform(attempted);
  } catch (error) {
    // Only a typed refusal says that nothing was written. A ledger that fails here keeps the key taken: no second write.
    const told = succeeds(() => freeOrDoubt(attempted, { key, token }));
    // A call that was given up is not waited for: what it says of itself would come too late.
    if (!call.signal.aborted) await told;
    throw error;
  }
  const outcome = capability.ledger?.outcomeOf?.(output) ?? "performed";
  if (outcome !== "performed") {
    attempted.lost ||= outcome === "unknown";
    attempted.ended();
    await succeeds(() => freeOrDoubt(attempted, { key, token }));
    return output;
  }
  const kept = keptOutput(capability, output);
  if (!(await succeeds(() => ledger.finish(key, token, kept, subjectsOf(attempted.write, kept))))) {
    const message =
      "It was written, but the ledger could not be told: do not call again with the same idempotency key.";
    call.warn({ message, code: null });
  }
  return output;
}

/** Frees the key of a write that certainly did not run; leaves any other in doubt, with how long to wait for its request. */
async function freeOrDoubt(attempted: Attempted, { key, token }: Claim): Promise<boolean> {
  const { ledger } = attempted.write;
  if (!attempted.lost) return ledger.release(key, token);
  if (attempted.settled())
    await ledger.remember(key, token, { until: 0, memory: attempted.call.memory } satisfies LedgerMemory);
  return ledger.doubt(key, token);
}

async function succeeds(step: () => Promise<boolean>): Promise<boolean> {
  try {
    return await step();
  } catch {
    return false;
  }
}
