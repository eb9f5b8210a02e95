import { AtsError, BatchStopped, type applications, type InputOf, type OutputOf } from "@anyats/core";
import { writeSubject } from "../store/write-subjects.ts";

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
  /** The records that it concerned when it was queued, in the order given. */
  readonly about: readonly string[];
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
  /** Those that come again, after all others. */
  readonly later: readonly string[];
  readonly isLast: boolean;
  /** Those of which nobody knows whether they were written, once it is the last turn. */
  readonly unknown: readonly string[];
  /** What came back so far. */
  readonly output: Output;
  /** Why some come again. */
  readonly waits: AtsError | undefined;
}

const isOfConnection = ({ error }: Outcome): boolean => error?.code.startsWith("connection.") === true;
const isPassing = ({ error }: Outcome): boolean => /^(safe$|after:)/.test(error?.retry ?? "");

/** What an outcome says, as the error of a write. */
function errorOf(outcome: Outcome): AtsError {
  const { code, message, retry } = outcome.error!;
  const facts = { code, message, advice: "The rest of the batch waits until this is over." };
  if (isOfConnection(outcome)) return new AtsError({ ...facts, fault: "configuration", retry: "never" });
  const afterMs = Number(retry.slice("after:".length));
  return new AtsError({ ...facts, fault: "ats", retry: retry === "safe" ? retry : { afterMs } });
}

/**
 * What a turn leaves of a batch. A problem of the connection is none of its records, and what passes is tried again.
 * @param ended What the call gave, or why it was stopped in the middle.
 * @param isLastTry Whether what passes has been tried often enough.
 * @returns Nothing where the same turn is to be made again: nothing is known of it, or what is in doubt must not be made twice.
 */
export function leftBy({ input, output, about }: QueuedBatch, ended: unknown, isLastTry: boolean): Turn | undefined {
  const isStopped = ended instanceof BatchStopped;
  if (isStopped ? ended.retry !== "safe" : ended instanceof Error) return undefined;
  const { outcomes, warnings = [], settledBy = "answer" } = ended as Partial<Output> & Pick<Output, "outcomes">;
  const isUndecided = (each: Outcome) => (isStopped ? each.error?.retry !== "never" : isPassing(each) && !isLastTry);
  const comesAgain = (each: Outcome) => !each.rejected && (isOfConnection(each) || isUndecided(each));
  const again = outcomes.filter(comesAgain);
  const over = outcomes.filter((each) => !comesAgain(each));
  if (isStopped && over.length === 0) return undefined;
  const ids = new Set(over.map(({ applicationId }) => applicationId));
  // An operation that the customer's connection does not have refuses all others, too.
  const none = over.find(({ error }) => error?.code.startsWith("capability."));
  for (const id of none ? input.applications.map(idOf) : [])
    if (!ids.has(id)) over.push({ ...none!, applicationId: id });
  for (const { applicationId } of over) ids.add(applicationId);
  const places = new Map(about.map((subject, place) => [subject, place]));
  const placeOf = ({ applicationId }: Outcome) => places.get(writeSubject("applications", applicationId)) ?? 0;
  // One that is made again after a person looked has another outcome now.
  const former = (output?.outcomes ?? []).filter(({ applicationId }) => !ids.has(applicationId));
  const all = [...former, ...over].toSorted((one, other) => placeOf(one) - placeOf(other));
  const rejected = all.filter((each) => each.rejected).length;
  const isLast = input.applications.every((each) => ids.has(idOf(each)));
  const unknown = all.filter(({ error }) => isLast && error?.retry === "unknown-outcome");
  const reason = again.find(isOfConnection) ?? again[0];
  return {
    ids: [...ids],
    later: again.map(({ applicationId }) => applicationId),
    isLast,
    unknown: unknown.map(({ applicationId }) => applicationId),
    output: {
      outcomes: all,
      rejected,
      failed: all.length - rejected,
      warnings: [...(output?.warnings ?? []), ...warnings],
      settledBy,
    },
    waits: reason && !isStopped ? errorOf(reason) : undefined,
  };
}
