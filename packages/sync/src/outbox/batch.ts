import { AtsError, BatchStopped, type applications, type InputOf, type OutputOf } from "@anyats/core";

type Batch = typeof applications.rejectMany;
type Output = OutputOf<Batch>;
type Outcome = Output["outcomes"][number];
/** As it was queued: an application may be its id alone. */
type Input = Omit<InputOf<Batch>, "applications"> & { readonly applications: readonly (string | { id: string })[] };

/** How many records of a batch are written in one turn: a call has time for them, and a crash repeats no others. */
const atOnce = 100;

const idOf = (record: Input["applications"][number]): string => (typeof record === "string" ? record : record.id);

/** What a batch has to write, and what came back of the records that were written before. */
export interface QueuedBatch {
  readonly input: Input;
  readonly output: Output | null;
}

export const isBatch = (write: {
  readonly capability: string;
}): write is { readonly capability: Batch["id"] } & QueuedBatch =>
  write.capability === ("applications.rejectMany" satisfies Batch["id"]);

/** The input of a turn. One that is named twice is in one turn. */
export function turnOf({ input }: QueuedBatch): Input {
  const ids = new Set([...new Set(input.applications.map(idOf))].slice(0, atOnce));
  return { ...input, applications: input.applications.filter((each) => ids.has(idOf(each))) };
}

/** What a turn leaves. */
export interface Turn {
  /** The records that it is over with. */
  readonly ids: readonly string[];
  readonly isLast: boolean;
  /** What came back so far. */
  readonly output: Output;
  /** Why the connection lets nothing be written now. */
  readonly refused: AtsError | undefined;
}

const isOfConnection = ({ error }: Outcome): boolean => error?.code.startsWith("connection.") === true;

/**
 * What a turn leaves of a batch.
 * @param ended What the call gave, or why it was stopped in the middle.
 * @returns Nothing where the same turn is to be made again: nothing is known of it, or what is in doubt must not be made twice.
 */
export function leftBy({ input, output }: QueuedBatch, ended: unknown): Turn | undefined {
  const isStopped = ended instanceof BatchStopped;
  if (isStopped ? ended.retry !== "safe" : ended instanceof Error) return undefined;
  const { outcomes, warnings = [], settledBy = "answer" } = ended as Partial<Output> & Pick<Output, "outcomes">;
  // A problem of the connection is none of the records: they wait for it to work.
  const refused = outcomes.find(isOfConnection)?.error;
  const over = outcomes.filter(
    (each) => !isOfConnection(each) && (!isStopped || each.rejected || each.error?.retry === "never"),
  );
  if (isStopped && over.length === 0) return undefined;
  const ids = new Set(over.map(({ applicationId }) => applicationId));
  // An operation that the customer's connection does not have refuses all others, too.
  const none = over.find(({ error }) => error?.code.startsWith("capability."));
  for (const id of none ? input.applications.map(idOf) : [])
    if (!ids.has(id)) over.push({ ...none!, applicationId: id });
  for (const { applicationId } of over) ids.add(applicationId);
  const all = [...(output?.outcomes ?? []), ...over];
  const rejected = all.filter((each) => each.rejected).length;
  return {
    ids: [...ids],
    isLast: input.applications.every((each) => ids.has(idOf(each))),
    output: {
      outcomes: all,
      rejected,
      failed: all.length - rejected,
      warnings: [...(output?.warnings ?? []), ...warnings],
      settledBy,
    },
    refused: refused
      ? new AtsError({
          ...refused,
          fault: "configuration",
          retry: "never",
          advice: "Fix the connection; the rest waits for it.",
        })
      : undefined,
  };
}
