import type { Trial } from "../../contract-test.ts";

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
  // Of a field with fields of its own, one that the ATS has is enough.
  const has = () => isWithin(path, only!) || only!.some((field) => isWithin(field, [path]));
  return only !== undefined && !always.has(path) && !has();
}

/** The same for the group that a test is about. */
export const isAbsent = (trial: Trial, path: string): boolean => isAbsentOf(trial, trial.cell.group, path);
