import type { AdapterTraits } from "../adapter/adapter.ts";

const listed = (values: readonly string[]) => values.join(", ");

/** What an operator should know of the differences that an ATS is entitled to, in sentences. */
export function traitNotes({
  deletions,
  onlyValues = {},
  ignoredFilters = {},
  fileNames,
  jointFields = {},
  paging,
  listsKeptMinutes = 0,
}: AdapterTraits = {}): readonly string[] {
  return [
    ...(deletions === "by-comparison" ? ["The ATS keeps nothing of a deleted record: a full pass finds it gone."] : []),
    ...Object.entries(onlyValues).flatMap(([group, fields]) =>
      Object.entries(fields).map(([field, values]) => `Of ${group}, only those whose ${field} is ${listed(values)}.`),
    ),
    ...Object.entries(ignoredFilters).map(
      ([capability, filters]) => `${capability}: the ATS does not apply ${listed(filters)}.`,
    ),
    ...Object.entries(jointFields).flatMap(([group, sets]) =>
      sets.map((fields) => `Of ${group}, one field of the ATS says ${listed(fields)} together.`),
    ),
    ...(fileNames === "changed" ? ["The ATS stores files under names of its own."] : []),
    ...(paging === "by-place"
      ? ["Lists go on by place: a record that is deleted meanwhile can hide another one until the next full pass."]
      : []),
    ...(listsKeptMinutes > 0
      ? [`Changed stages, rejection reasons, tags and users show after up to ${listsKeptMinutes} minutes.`]
      : []),
  ];
}
