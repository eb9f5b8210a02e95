import { inspect } from "node:util";

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
  return [...whole, ...each].join("\n");
}
