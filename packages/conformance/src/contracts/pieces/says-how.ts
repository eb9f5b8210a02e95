import { isFields } from "../../fields.ts";
import { hasId } from "../../worlds/tapped.ts";

/** Whether an answer says how its list goes on, or how long it is. Else a page that is not full ends the list. */
export const saysHow = (body: unknown, headers: Headers): boolean =>
  headers.has("link") || (isFields(body) && [body, ...Object.values(body)].some(namesIt));

/** Whether a field says so, here or deeper, as in GraphQL: not in a list, and not in a record, whose lists are others. */
function namesIt(value: unknown): boolean {
  if (!isFields(value)) return false;
  const isNamed = Object.keys(value).some((name) => /next|more|cursor|total/i.test(name));
  return isNamed || (!hasId(value) && Object.values(value).some(namesIt));
}

/** The record that an entry of a list is, or has as an edge of GraphQL does. */
export const nodeIn = (entry: unknown): unknown =>
  isFields(entry) && !hasId(entry) && isFields(entry["node"]) ? entry["node"] : entry;
