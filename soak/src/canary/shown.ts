import { inspect } from "node:util";
import { pino } from "pino";

/** Everything that an app could print of something, by any of the ways to print it. */
export function shownOf(value: unknown): string {
  if (typeof value === "string") return value;
  const errors: Error[] = [];
  for (let at = value; at instanceof Error && !errors.includes(at); at = at.cause) errors.push(at);
  const each = errors.flatMap((error) => [
    error.message,
    error.stack ?? "",
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
  ]);
  const whole = [inspect(value, { depth: deepest, showHidden: true }), String(value), JSON.stringify(value) ?? ""];
  return [...whole, ...each, ...takenApart(value)].join("\n");
}

/** A person who prints goes no deeper, and what is reached in many ways is printed as often. */
const deepest = 5;

/** What is shown by those who do not ask how something wants to be shown: loggers, debuggers, a message to a worker. */
function takenApart(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const enumerable = JSON.stringify({ ...value });
  const texts = [...reachable(value), enumerable];
  if (!(value instanceof Error)) return texts;
  const logged = JSON.stringify(pino.stdSerializers.err(value));
  return [...texts, logged, inspect(structuredClone(value), { depth: deepest, showHidden: true })];
}

/** Every text that a debugger can reach from a value, names of properties among them; each object is visited once. */
function reachable(value: unknown): readonly string[] {
  const texts: string[] = [];
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const at = open.pop();
    if (typeof at === "string") texts.push(at);
    if ((typeof at !== "object" && typeof at !== "function") || at === null || seen.has(at)) continue;
    seen.add(at);
    if (at instanceof Map) open.push(...at.keys(), ...at.values());
    if (at instanceof Set) open.push(...at);
    for (const key of Reflect.ownKeys(at)) {
      texts.push(String(key));
      open.push(Reflect.getOwnPropertyDescriptor(at, key)?.value);
    }
  }
  return texts;
}
