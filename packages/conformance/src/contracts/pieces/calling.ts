import { AtsError } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import type { Connected } from "../../trial.ts";
import { samplesOf } from "./samples.ts";

/** The connection of an adapter is the same for every capability: one of them shows it. */
export const ofTheConnection = ({ capability }: { readonly capability: string }) => capability === "jobs.stream";

type Run = (on: Connected, options?: object) => Promise<unknown>;

/** Performs the capability with a good input; undefined where the world has none. */
export async function performing(trial: Trial): Promise<Run | undefined> {
  const { id } = trial.capability;
  if (trial.cell.kind === "stream") return (on, options) => on.stream(id, {}, { pageSize: 20, ...options }).toArray();
  const [sample] = await samplesOf(trial);
  return sample && ((on, options) => on.call(id, sample.input, options));
}

/** How a call failed: of a batch, how the first item did that failed. */
export function failureOf(ended: unknown): AtsError | undefined {
  if (AtsError.is(ended)) return ended;
  const { outcomes = [] } = (ended ?? {}) as { readonly outcomes?: readonly { readonly error: AtsError | null }[] };
  return outcomes.find(({ error }) => error)?.error ?? undefined;
}

/** The most requests that one call may make before it gives up. */
export const mostAttempts = 30;
