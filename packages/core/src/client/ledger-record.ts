import { z } from "zod/mini";
import type { AnyCapability } from "../capabilities/capability.ts";
import { ledgerSubject } from "../collaborators/ledger.ts";

/**
 * What a ledger keeps of an output: what the capability's schema names, without warnings, whose texts are the ATS's own.
 * An output that its schema refuses is not kept.
 */
export function keptOutput({ ledger, output: schema }: AnyCapability, output: unknown): unknown {
  const parsed = z.safeParse(ledger?.kept ?? schema, output);
  if (!parsed.success) return undefined;
  if (ledger?.kept || typeof parsed.data !== "object") return parsed.data;
  // Those of each record of a batch, too.
  const withoutWarnings = (name: string, value: unknown) => (name === "warnings" ? [] : value);
  return JSON.parse(JSON.stringify(parsed.data, withoutWarnings)) as unknown;
}

/** An id that is the aggregator's or, on a native connection, the ATS's; a `remoteId` comes beside one. */
const idOfRecord = /^(?:(?!remote).)*id$/i;

/** What a name such as `candidateId` says of the kind of the record; a bare `id` says nothing. */
function kindOf(key: string): string | undefined {
  const [, kind] = /^(application|candidate|interview|job|note|stage|tag|user)(?:Id)?$/.exec(key) ?? [];
  return kind === undefined ? undefined : `${kind}s`;
}

/** The records that an input or an output names. */
export function subjectsOf(
  write: { readonly call: { readonly adapter: string }; readonly connectionId: string },
  named: unknown,
): readonly string[] {
  if (typeof named !== "object" || named === null) return [];
  const { call, connectionId } = write;
  const subjects = Object.entries(named).flatMap(([key, value]) => {
    const id: unknown = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : value;
    const kind = kindOf(key);
    if (typeof id !== "string" || !(typeof value === "object" || idOfRecord.test(key))) return [];
    return [ledgerSubject({ adapter: call.adapter, connectionId, ...(kind !== undefined && { kind }), id })];
  });
  return [...new Set(subjects)];
}
