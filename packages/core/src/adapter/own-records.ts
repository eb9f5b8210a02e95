import { InvalidInput } from "../errors/invalid-input.ts";
import type { Receipt, SettledBy, Warning } from "../models/receipt.ts";

/** Both ids of a record where no aggregator is involved: the ATS's own. */
export const ownIds = (id: string) => ({ id, remoteId: id });

/** The id that a lookup names, where a record has one id. */
export const ownIdOf = (lookup: { readonly id: string } | { readonly remoteId: string }): string =>
  "id" in lookup ? lookup.id : lookup.remoteId;

/** When an ATS made, changed and deleted a record. */
export interface OwnDates {
  readonly createdAt?: string | null | undefined;
  readonly updatedAt: string;
  readonly deletedAt?: string | null | undefined;
}

/** The ids and dates of a record where no aggregator is involved: it changed when the ATS says that it did. */
export const ownRecord = (id: string, { createdAt, updatedAt, deletedAt }: OwnDates) => ({
  ...ownIds(id),
  createdAt: createdAt ?? null,
  updatedAt,
  changedAt: updatedAt,
  deletedAt: deletedAt ?? null,
});

/** The receipt of a command that has nothing else to say. */
export const receipt = (settledBy: SettledBy = "answer", warnings: readonly Warning[] = []): Receipt => ({
  settledBy,
  warnings: [...warnings],
});

/**
 * Checks a choice before it is sent. The conformance kit requires it of stages and rejection reasons, even if the ATS refuses
 * unknown ones itself.
 * @param what The subject of the message, such as `The rejection reason`.
 * @param path The field of the input, such as `reasonId`.
 * @throws {InvalidInput} when none of the records has the id.
 */
export function oneOfThese<T extends { readonly id: string }>(
  records: readonly T[],
  id: string,
  what: string,
  path: string,
  message = "must be one that the ATS has",
): T {
  const found = records.find((each) => each.id === id);
  if (!found) throw new InvalidInput(what, [{ path, message }]);
  return found;
}
