import { z } from "zod";
import type { CallOptions } from "../adapter/call.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { InvalidInput, inputIssues } from "../errors/index.ts";
import type { StreamOptions } from "../stream/record-stream.ts";

const positive = "must be a positive number of milliseconds";
const shared = {
  signal: z
    .custom<AbortSignal>(
      (value) => typeof (value as AbortSignal | null)?.addEventListener === "function",
      "must be an AbortSignal",
    )
    .optional(),
  timeoutMs: z.number(positive).positive(positive).optional(),
  raw: z.boolean().optional(),
  provenance: z.boolean().optional(),
};

const ofCalls = z.strictObject({
  ...shared,
  idempotencyKey: z.string().min(1).max(1_000).optional(),
  priority: z.enum(["interactive", "bulk"]).optional(),
});

const ofStreams = z.strictObject({
  ...shared,
  checkpoint: z.unknown().optional(),
  pageSize: z.int().positive().optional(),
  lookAhead: z.boolean().optional(),
});

/**
 * Checks what a caller says of a single call. A misspelt `idempotencyKey` that was passed over would be a second note.
 * @throws {InvalidInput}
 */
export function checkOptions(capability: AnyCapability, adapter: string, options: CallOptions | StreamOptions): void {
  const parsed = (capability.kind === "stream" ? ofStreams : ofCalls).safeParse(options);
  if (parsed.success) return;
  throw new InvalidInput(`The options of ${capability.id}`, inputIssues(parsed.error)).within({
    capability: capability.id,
    adapter,
  });
}
