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
  const whole = [inspect(value, { depth: 20, showHidden: true }), String(value), JSON.stringify(value) ?? ""];
  return [...whole, ...each, ...takenApart(value)].join("\n");
}

/** What is shown by those who do not ask how something wants to be shown: loggers, debuggers, a message to a worker. */
function takenApart(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const properties = inspect(value, { depth: 20, showHidden: true, customInspect: false });
  const enumerable = JSON.stringify({ ...value });
  if (!(value instanceof Error)) return [properties, enumerable];
  const logged = JSON.stringify(pino.stdSerializers.err(value));
  return [properties, enumerable, logged, inspect(structuredClone(value), { depth: 20, showHidden: true })];
}
