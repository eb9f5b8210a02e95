import { AtsError } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { allOf } from "./all-of.ts";
import { recordNamedIn, samplesOf } from "./samples.ts";
import { ending } from "./striking.ts";

/** How many records of a query are looked through for one that matters. */
const mostAsked = 12;

/** What stands in an answer as it came. */
export const asItCame: ReadonlySet<string> = new Set([
  "raw",
  "native",
  "provenance",
  "customFields",
  "integrationFields",
]);

/** The inputs of a query: its sample for some of the records that it may be asked about. */
async function inputsOf(trial: Trial): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [sample] = await samplesOf(trial);
  const named = sample && recordNamedIn(trial, sample.input);
  if (!named) return sample ? [sample.input] : [];
  return named.all.slice(0, mostAsked).map((id) => ({ ...sample.input, [named.field]: id }));
}

/**
 * Reads the same by two ways to the ATS, and compares what arrives: each record of a stream, or the first answer that matters.
 * Where the other way ends in an error, nothing is compared.
 * @returns Whether something was compared.
 * @param matters Whether a usual answer is one that the other way may change.
 */
export async function readBothWays(
  trial: Trial,
  other: typeof globalThis.fetch,
  matters: (usual: unknown) => boolean,
  compare: (usual: unknown, found: unknown) => void,
): Promise<boolean> {
  const { id } = trial.capability;
  await using fresh = await connectedTo(withFetch(trial, other));
  if (trial.cell.kind === "stream") {
    const usual = new Map((await allOf(trial)).map((row) => [row.id, row]));
    if (![...usual.values()].some(matters)) return false;
    const found = await ending(() => fresh.stream(id).toArray());
    if (AtsError.is(found)) return false;
    for (const row of found as readonly { readonly id: string }[]) compare(usual.get(row.id), row);
    return true;
  }
  for (const input of await inputsOf(trial)) {
    const usual = await ending(() => trial.call(id, input));
    if (AtsError.is(usual) || !matters(usual)) continue;
    const found = await ending(() => fresh.call(id, input));
    if (!AtsError.is(found)) compare(usual, found);
    return !AtsError.is(found);
  }
  return false;
}
