import { AtsError, type Fault } from "@anyats/core";

function error(
  code: string,
  message: string,
  advice: string,
  details?: Readonly<Record<string, unknown>>,
  fault: Fault = "caller",
): AtsError {
  return new AtsError({ code, fault, retry: "never", message, advice, details });
}

/** An option of `createSync` or one of its methods is not valid. */
export const invalidOption = (option: string, problem: string): AtsError =>
  error("sync.invalid-option", `The option \`${option}\` ${problem}.`, "Correct the option.", { option });

/** Of the connection: a worker of before, which lacks a new adapter, must not end the writes of those that have it. */
export const unknownAdapter = (adapter: string, known: readonly string[]): AtsError =>
  new AtsError({
    code: "sync.unknown-adapter",
    fault: "caller",
    concerns: "connection",
    retry: "never",
    message: `The adapter "${adapter}" is not among \`adapters\`.`,
    advice: `Use one of ${known.join(", ")}, or pass the adapter to createSync.`,
    details: { adapter, known },
  });

export const connectionExists = (id: string): AtsError =>
  error(
    "sync.connection-exists",
    `The connection "${id}" exists already.`,
    "Use another id, or delete the connection with its data first.",
    { connection: id },
  );

export const integrationTaken = (id: string, other: string): AtsError =>
  error(
    "sync.integration-taken",
    `The integration of "${id}" belongs to the connection "${other}" already.`,
    "Add each integration once: its webhooks could not be routed.",
    { connection: id, other },
  );

export const integrationOfOtherTool = (integration: string, adapter: string): AtsError =>
  error(
    "sync.integration-of-other-tool",
    `The integration id is not one of the adapter "${adapter}".`,
    "Check the adapter, and the integration id in the aggregator's dashboard.",
    { adapter, tool: integration.split(":", 1)[0] },
  );

export const unknownConnection = (id: string): AtsError =>
  error("sync.unknown-connection", `No connection has the id "${id}".`, "Add it with `connections.add`.", {
    connection: id,
  });

export const connectionNotReadable = (id: string, state: string): AtsError =>
  error("sync.connection-not-open", `The connection "${id}" is ${state}.`, "Resume it, or add it again.", {
    connection: id,
    state,
  });

export const settingsFailed = (id: string, kind: string): AtsError =>
  error(
    "sync.settings-failed",
    `\`settings\` failed for the connection "${id}" (${kind}).`,
    "Look into the function that returns the connection's settings, then retry the connection.",
    { connection: id },
    "configuration",
  );

export const nothingHeld = (id: string, stream: string): AtsError =>
  error("sync.nothing-held", `No deletions of ${stream} are held for the connection "${id}".`, "Look at `status()`.", {
    connection: id,
    stream,
  });

export const moreDeletionsHeld = (id: string, stream: string, held: number): AtsError =>
  error(
    "sync.more-deletions-held",
    `By now ${held} deletions of ${stream} are held for the connection "${id}".`,
    "Look at the source again, then decide.",
    { connection: id, stream },
  );

export const cursorMoved = (consumer: string): AtsError =>
  error(
    "sync.cursor-moved",
    `Another process reads the feed as "${consumer}".`,
    "Give each consumer one reader at a time, or a name of its own.",
    { consumer },
  );

export const notAWrite = (capability: string): AtsError =>
  error(
    "sync.not-a-write",
    `"${capability}" is not a write of the connection.`,
    "Enqueue commands only; call queries and streams on `client`.",
    { capability },
  );

export const notJson = (): AtsError =>
  error(
    "sync.input-not-json",
    "The input of a queued write must be plain JSON.",
    "Give files as base64 or by url, not as streams or bytes.",
  );

export const notStorable = (): AtsError =>
  error(
    "sync.input-not-json",
    "The input of a queued write holds U+0000 or half of a character, which PostgreSQL cannot store.",
    "Take such characters out of the text; `text.toWellFormed()` replaces halves.",
  );

export const sliceNotEnded = (stream: string): AtsError =>
  error(
    "sync.slice-not-ended",
    `The last workers that read ${stream} did not end: it may be what ends their processes.`,
    "Look at how the processes ended, and give them more memory; it is tried again, less and less often.",
  );

export const writeNotEnded = (): AtsError =>
  error(
    "sync.write-not-ended",
    "The last tries of this write did not end: it may be what ends the process of a worker.",
    "Check the ATS before you settle it: it may have been made.",
  );

export const unknownWrite = (id: string): AtsError =>
  error("sync.unknown-write", `No write waits under the id "${id}".`, "List the writes with `writes.list`.", {
    write: id,
  });
