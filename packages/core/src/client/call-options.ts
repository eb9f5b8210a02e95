import { z } from "zod/mini";
import type { CallOptions } from "../adapter/call.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { InvalidInput, inputIssues } from "../errors/index.ts";
import type { StreamOptions } from "../stream/record-stream.ts";

const positive = "must be a positive number of milliseconds";
const shared = {
  signal: z.optional(
    z.custom<AbortSignal>(
      (value) => typeof (value as AbortSignal | null)?.addEventListener === "function",
      "must be an AbortSignal",
    ),
  ),
  timeoutMs: z.optional(z.number(positive).check(z.positive(positive))),
  raw: z.optional(z.boolean()),
  provenance: z.optional(z.boolean()),
};

const ofCalls = z.strictObject({
  ...shared,
  idempotencyKey: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
  priority: z.optional(z.enum(["interactive", "bulk"])),
});

const ofStreams = z.strictObject({
  ...shared,
  checkpoint: z.optional(z.unknown()),
  pageSize: z.optional(z.int().check(z.positive())),
  lookAhead: z.optional(z.boolean()),
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
