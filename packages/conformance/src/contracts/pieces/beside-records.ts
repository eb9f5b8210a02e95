import { isFields } from "../../fields.ts";
import { isOfLines } from "../../worlds/json-lines.ts";
import { hasId } from "../../worlds/tapped.ts";

/** Whether a line of an answer says something of its records, and is none: the last, or the first. */
export const isBeside = (line: unknown): boolean => isFields(line) && !hasId(line);

/** What an answer says beside its records. Null, empty and missing are one here: an ATS may mean the end by each of them. */
function said(value: unknown): unknown {
  if (value === null || Array.isArray(value)) return undefined;
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, held]) => [name, said(held)] as const);
  const told = fields.filter(([, held]) => held !== undefined && held !== "");
  return told.length === 0 ? undefined : Object.fromEntries(told.toSorted(([one], [two]) => (one < two ? -1 : 1)));
}

/** The same, as it can be compared. */
export const besideRecords = (body: unknown): string =>
  JSON.stringify(isOfLines(body) ? body.filter(isBeside).map(said) : said(body)) ?? "";
