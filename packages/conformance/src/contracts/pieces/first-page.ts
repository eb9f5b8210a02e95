import type { Trial } from "../../contract-test.ts";
import type { Connected } from "../../trial.ts";
import { performing } from "./calling.ts";

/** The records of the first page of a stream. */
export async function firstPage(
  on: Pick<Connected, "stream">,
  id: string,
  filter: object,
  options: object = {},
): Promise<readonly { readonly id: string }[]> {
  const pages = on.stream(id, filter, { pageSize: 20, lookAhead: false, ...options }).pages();
  for await (const { records } of pages) return records;
  return [];
}

/** Performs the capability with a good input, of a stream its first page; undefined where the world has none. */
export async function briefly(
  trial: Trial,
): Promise<((on: Connected, options?: object) => Promise<unknown>) | undefined> {
  const patient = { timeoutMs: 600_000 };
  if (trial.cell.kind === "stream")
    return (on, options) => firstPage(on, trial.capability.id, {}, { ...patient, ...options });
  const perform = await performing(trial);
  return perform && ((on, options) => perform(on, { ...patient, ...options }));
}
