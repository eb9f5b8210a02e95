import { isFields } from "../../fields.ts";

/** Whether an answer says how its list goes on, or how long it is. Else a page that is not full ends the list. */
export function saysHow(body: unknown, headers: Headers): boolean {
  if (headers.has("link")) return true;
  const names = (value: unknown): readonly string[] => (isFields(value) ? Object.keys(value) : []);
  const within = isFields(body) ? Object.values(body).flatMap(names) : [];
  return [...names(body), ...within].some((name) => /next|more|cursor|total/i.test(name));
}
