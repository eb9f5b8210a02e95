import type { Trial } from "../contract-test.ts";
import type { Connected } from "../trial.ts";
import { performing } from "./troubles.ts";

/** The records of the first page of a stream. */
export async function firstPage(on: Connected, id: string, filter: object, options: object = {}): Promise<unknown> {
  const pages = on.stream(id, filter, { pageSize: 20, lookAhead: false, ...options }).pages();
  const { value } = await pages[Symbol.asyncIterator]().next();
  return (value as { readonly records?: unknown } | undefined)?.records;
}

/** Performs the capability with a good input, of a stream its first page; undefined where the world has none. */
export async function briefly(trial: Trial): Promise<((on: Connected) => Promise<unknown>) | undefined> {
  const options = { timeoutMs: 600_000 };
  if (trial.cell.kind === "stream") return (on) => firstPage(on, trial.capability.id, {}, options);
  const perform = await performing(trial);
  return perform && ((on) => perform(on, options));
}
