import type { Trial } from "../contract-test.ts";

const always = new Set([
  "id",
  "remoteId",
  "changedAt",
  "deletedAt",
  "raw",
  "provenance",
  "customFields",
  "integrationFields",
  "createdAt",
  "updatedAt",
]);
const isWithin = (path: string, fields: readonly string[]) =>
  fields.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[]`));

/** Whether the adapter declares that its ATS never fills a field of a group. */
export function isAbsentOf({ adapter }: Pick<Trial, "adapter">, group: string, path: string): boolean {
  const { onlyFields, absentFields } = adapter.facts.traits ?? {};
  if (isWithin(path, absentFields?.[group] ?? [])) return true;
  const only = onlyFields?.[group];
  return only !== undefined && !always.has(path) && !isWithin(path, only);
}

/** The same for the group that a test is about. */
export const isAbsent = (trial: Trial, path: string): boolean => isAbsentOf(trial, trial.cell.group, path);
