import { AtsError, framesOf, type AtsErrorFacts } from "./ats-error.ts";

/** A limitation forbids what was asked. Nothing was written. */
export class RefusedByLimitation extends AtsError {
  override readonly name = "RefusedByLimitation";
  readonly limitation: string;
  /** The limitation for the people who use the app: no names of code, no ids. */
  readonly userMessage: string;

  constructor(facts: {
    readonly limitation: string;
    readonly capability: string;
    readonly message: string;
    readonly advice: string;
    readonly userMessage: string;
  }) {
    super({
      code: "limitation.refused",
      fault: "caller",
      retry: "never",
      message: facts.message,
      advice: facts.advice,
      capability: facts.capability,
      details: { limitation: facts.limitation, userMessage: facts.userMessage },
    });
    this.limitation = facts.limitation;
    this.userMessage = facts.userMessage;
  }
}

/** No record has this id, or the connection may not see it. */
export class RecordNotFound extends AtsError {
  override readonly name = "RecordNotFound";

  constructor(kind: string) {
    super({
      code: "record.not-found",
      fault: "caller",
      retry: "never",
      message: `No ${kind} with this id is known to the connection.`,
      advice: "Check that the id is of this connection and kind of record, and was synced.",
    });
  }
}

/** The caller's signal, or the end of the connection, stopped the call. */
export class CallAborted extends AtsError {
  override readonly name = "CallAborted";
  /** Whether the connection was closed while the call ran. */
  readonly closed: boolean;

  constructor(outcomeUnknown = false, closed = false) {
    const before = outcomeUnknown ? "The write may have run: check the ATS before you retry. " : "";
    const cancelled = outcomeUnknown
      ? "The write may have run: check the ATS before you retry."
      : "Call again when you want the answer.";
    super({
      code: "call.aborted",
      fault: "caller",
      retry: outcomeUnknown ? "unknown-outcome" : "safe",
      message: closed ? "The connection was closed while the call ran." : "The call was cancelled.",
      advice: closed
        ? `${before}Await the call before the connection closes: inside \`await using\`, write \`return await\` instead of \`return\`.`
        : cancelled,
    });
    this.closed = closed;
  }
}

/** The connection was closed before this call. */
export class ConnectionClosed extends AtsError {
  override readonly name = "ConnectionClosed";

  constructor() {
    super({
      code: "connection.closed",
      fault: "caller",
      retry: "never",
      message: "The connection was closed.",
      advice: "Connect again: a closed client stays closed.",
    });
  }
}

/** The call took longer than its deadline allows. */
export class DeadlineExceeded extends AtsError {
  override readonly name = "DeadlineExceeded";

  constructor(timeoutMs: number, outcomeUnknown = false) {
    super({
      code: "call.deadline-exceeded",
      fault: "network",
      retry: outcomeUnknown ? "unknown-outcome" : "safe",
      message: `No answer came within ${timeoutMs} ms.`,
      advice: outcomeUnknown
        ? "The write may have run: check the ATS before you retry."
        : "Try again, or raise timeoutMs.",
      details: { timeoutMs },
    });
  }
}

/** The server handed out a cursor that it had handed out before: going on would never end. */
export class RepeatedCursor extends AtsError {
  override readonly name = "RepeatedCursor";

  /** @param server Whose server it was. */
  constructor(server: "ats" | "aggregator") {
    super({
      code: "stream.repeated-cursor",
      fault: server,
      retry: "safe",
      message: "The server repeated a cursor, so the stream would never end.",
      advice:
        "Start the stream again; records that were delivered so far may come again. Report it if it happens twice.",
    });
  }
}

/** The server no longer takes a cursor that it handed out: the place where the stream stood is lost. */
export class CursorRefused extends AtsError {
  override readonly name = "CursorRefused";

  constructor(answer: Pick<AtsErrorFacts, "status" | "upstreamCode" | "logUrl">) {
    super({
      ...answer,
      code: "stream.cursor-refused",
      fault: "caller",
      retry: "never",
      message: "The server rejected the cursor; it may have expired.",
      advice:
        "Restart the read without the checkpoint, with the same `updatedAfter`; restart a first read with an empty copy.",
    });
  }
}

/** A checkpoint of another stream, another filter or another adapter was handed in. */
export class CheckpointMismatch extends AtsError {
  override readonly name = "CheckpointMismatch";

  constructor(difference: string) {
    super({
      code: "stream.checkpoint-mismatch",
      fault: "caller",
      retry: "never",
      message: `The checkpoint does not belong to this stream: ${difference}.`,
      advice: "Resume with the same adapter, capability and filter, or start without a checkpoint.",
    });
  }
}

/** An adapter is put together wrongly. Thrown where it is defined, never at the first call. */
export class AdapterDefinitionError extends AtsError {
  override readonly name = "AdapterDefinitionError";

  constructor(adapter: string, problem: string, advice: string) {
    super({
      code: "adapter.invalid-definition",
      fault: "adapter",
      retry: "never",
      message: `The adapter "${adapter}" cannot be defined: ${problem}.`,
      advice,
      adapter,
    });
  }
}

/** Something broke that no one foresaw. The message names the kind of the error only, since its text may hold data. */
export class UnexpectedFailure extends AtsError {
  override readonly name = "UnexpectedFailure";

  constructor(thrown: unknown, outcomeUnknown: boolean) {
    const kind = thrown instanceof Error ? kindOf(thrown) : typeof thrown;
    super({
      code: "adapter.unexpected-failure",
      fault: "adapter",
      retry: outcomeUnknown ? "unknown-outcome" : "never",
      message: `The adapter failed unexpectedly (${kind}).`,
      advice: "This is a bug in the adapter or in what replaces a part of it: report it with the stack.",
    });
    // Where it broke is safe to show; what the message said may not be.
    if (thrown instanceof Error) this.stack = [`${this.name}: ${this.message}`, ...framesOf(thrown)].join("\n");
  }
}

/** The name of an error's class; nothing that could be data, since anyone may set a name. */
function kindOf(thrown: Error): string {
  return /^[A-Z][A-Za-z]{1,40}$/.test(thrown.name) ? thrown.name : "Error";
}
