import { methodOf, type AnyCapability, type Checkpoint, type RecordStream } from "@anyats/core";
import { partsOf, redacted } from "@anyats/core/redaction";
import { createHash } from "node:crypto";
import { bounded } from "./bounded.ts";
import { fromCursor, toCursor, type Place } from "./cursor.ts";
import type { AtsConnection, Policy } from "./options.ts";
import { refused, type ToolAnswer } from "./refusals.ts";

type Input = Readonly<Record<string, unknown>>;

/** What the agent gets to see of a record or an answer, as plain JSON. */
function shown({ output }: AnyCapability, value: unknown, { showsPersonal }: Policy): unknown {
  const visible = showsPersonal ? value : redacted(output, value);
  return JSON.parse(JSON.stringify(visible ?? null)) as unknown;
}

function answered(structuredContent: Input): ToolAnswer {
  return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
}

const wrongCursor = () =>
  refused({
    code: "agent.cursor-invalid",
    message: "The cursor does not come from this tool with this filter.",
    advice: "Repeat the filter of the call that returned it, or leave `cursor` out to start again.",
    retry: "never",
  });

/** Where a reading begins. */
const start = { after: null, skip: 0, counted: 0 } as const;

/** Reads one bounded page of a stream. */
export async function performStream(
  ats: AtsConnection,
  capability: AnyCapability,
  { limit, cursor, ...filter }: Input,
  policy: Policy,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const most = Math.min(
    policy.maxRecords,
    Number.isSafeInteger(limit) && Number(limit) > 0 ? Number(limit) : policy.maxRecords,
  );
  const of = contentOf(capability, filter);
  const place = cursor === undefined ? { of, ...start } : typeof cursor === "string" ? fromCursor(cursor) : undefined;
  if (place?.of !== of) return wrongCursor();
  const options = { signal, pageSize: most, lookAhead: false, ...(place.after && { checkpoint: place.after }) };
  const stream = methodOf(ats, capability.id)!(filter, options) as RecordStream<unknown>;

  const records: unknown[] = [];
  let [unreadable, characters, truncated] = [0, 0, false];
  let next: Place = place;
  // What an answer needs besides its records, the longer one of two cursors among it.
  const roomBefore = (after: Checkpoint) => {
    const cursors = [next, { ...start, of, after }].map(toCursor);
    const rest = {
      records,
      nextCursor: cursors.toSorted((a, b) => b.length - a.length)[0]!,
      unreadable,
      truncated: true,
    };
    return policy.maxCharacters - JSON.stringify({ ...rest, records: [] }).length;
  };
  const answer = (nextCursor: string | null) =>
    answered({ records, nextCursor, unreadable, ...(truncated && { truncated }) });
  for await (const page of stream.pages()) {
    const fresh = page.records.slice(next.skip);
    unreadable += Math.max(0, page.quarantined.length - next.counted);
    next = { ...next, counted: Math.max(next.counted, page.quarantined.length) };
    const room = roomBefore(page.checkpoint);
    for (const record of fresh) {
      const visible = shown(capability, record, policy);
      const size = JSON.stringify(visible).length + 1;
      const isFull = records.length >= most || (records.length > 0 && characters + size > room);
      if (isFull) return answer(toCursor(next));
      if (size > room) {
        truncated = true;
        records.push(bounded(visible, { ...policy, maxCharacters: room }).value);
      } else records.push(visible);
      characters += size;
      next = { ...next, skip: next.skip + 1 };
    }
    // With a smaller limit than before, what was shown already takes several pages.
    const [skip, counted] = [next.skip - page.records.length, next.counted - page.quarantined.length];
    next = { of, after: page.checkpoint, skip, counted };
    if (records.length >= most) break;
  }
  return answer(isAtEnd(next.after) ? null : toCursor(next));
}

function isAtEnd(after: Checkpoint | null): boolean {
  return after === null || after.done;
}

/** Performs a query or a command, bounded. What may do more when it is repeated gets a key. */
export async function performCall(
  ats: AtsConnection,
  capability: AnyCapability,
  { idempotencyKey, ...input }: Input,
  { isOnce, ...policy }: Policy & { readonly isOnce: boolean },
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const own = typeof idempotencyKey === "string" || typeof idempotencyKey === "number" ? `${idempotencyKey}` : "";
  const key = own === "" ? derivedKey(capability, input) : own;
  const options = { signal, ...(isOnce && { idempotencyKey: key }) };
  const output = await methodOf(ats, capability.id)!(input, options);
  const visible = shown(capability, output, policy);
  const within = (hint: string | undefined) => {
    const rest = JSON.stringify({ result: "", truncated: true, hint }).length;
    return { hint, ...bounded(visible, { ...policy, maxCharacters: policy.maxCharacters - rest }) };
  };
  const several = hintOf(output) ?? (own === "" ? repeatHint(output) : undefined);
  const whole = within(several);
  const { value, truncated, hint } = whole.truncated ? within(several ?? cutHint(capability)) : whole;
  return answered({ result: value, ...(truncated && { truncated }), ...(hint && { hint }) });
}

/** A cursor in the answer goes on after all that was read, also after what was cut. */
function cutHint({ input }: AnyCapability): string | undefined {
  const parts = partsOf(input);
  if (parts.kind !== "fields" || !("limit" in parts.fields)) return undefined;
  return "The answer was cut to fit. Call again with a smaller `limit` to see all of it before you go on.";
}

/** An agent that repeats itself must not write twice, whether it knows of keys or not. */
const derivedKey = (capability: AnyCapability, input: Input): string => `agent-${contentOf(capability, input)}`;

/** The same for the same input, in whatever order its fields are given. */
function contentOf({ id }: AnyCapability, input: Input): string {
  const sorted = JSON.stringify(input, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash("sha256").update(`${id}\n${sorted}`).digest("base64url");
}

/** A call with the same input was made before: an agent that means it again must say so. */
function repeatHint(output: unknown): string | undefined {
  const { settledBy } = (output ?? {}) as { readonly settledBy?: unknown };
  if (settledBy !== "ledger") return undefined;
  return "This was written before, and not again now. To write it again on purpose, give a new `idempotencyKey`.";
}

/** Several people match: acting on the first would be a guess. */
function hintOf(output: unknown): string | undefined {
  const { candidates } = (output ?? {}) as { readonly candidates?: unknown };
  if (!Array.isArray(candidates) || candidates.length < 2) return undefined;
  return `${candidates.length} candidates match. Refine the search or ask which one is meant before you act on one.`;
}
