import { isFields, changedWithin } from "../../fields.ts";
import { isOfLines } from "../../worlds/json-lines.ts";
import { isBeside } from "./beside-records.ts";

/** How an ATS calls the number of what it has: `@odata.count`, `total_pages`, `numFound`. */
const countName = /(?:^|[^A-Za-z])(?:count|total|hits)(?![a-z])|(?:Count|Total|Hits|Found)(?![a-z])/;

/** A body of an ATS that has no records: the lists are empty, and what counts them is 0. */
export function ofNothing(body: unknown): unknown {
  if (isOfLines(body)) return body.filter(isBeside).map(ofNothing);
  const emptied = withoutRecords(body);
  if (!isFields(emptied)) return emptied;
  const counted = ([name, held]: readonly [string, unknown]) =>
    [name, typeof held === "number" && countName.test(name) ? 0 : isFields(held) ? ofNothing(held) : held] as const;
  return Object.fromEntries(Object.entries(emptied).map(counted));
}

/** A body whose lists hold no records. */
export const withoutRecords = (body: unknown): unknown =>
  changedWithin(body, (held) => (Array.isArray(held) ? (held.every(isFields) ? [] : held) : undefined));
