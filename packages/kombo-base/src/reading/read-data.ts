import type { CapabilityEffect, Receipt, Warning } from "@anyats/core";
import { parsedLeniently, type Drift } from "@anyats/http";
import type { z } from "zod/mini";
import { readAnswer } from "../transport/envelope.ts";
import { unreadableAnswer } from "../transport/kombo-error.ts";
import type { KomboAnswer } from "../transport/kombo-transport.ts";

/**
 * Reads the data of an answer that is not a list.
 * @param drift Hears of values that cannot be read and are not needed. By default the warnings of a command name them.
 * @throws {AtsError} when it is not what the schema says.
 */
export function readData<Wire>(
  schema: z.core.$ZodType<Wire>,
  answer: KomboAnswer,
  effect: CapabilityEffect,
  drift?: Drift,
): { readonly data: Wire; readonly warnings: readonly Warning[] } {
  const answered = readAnswer(answer, effect);
  const warnings = [...answered.warnings];
  const warn: Drift = (at) => warnings.push({ message: `Kombo's answer cannot be read at ${at}.`, code: null });
  const parsed = parsedLeniently(schema, answered.data, drift ?? warn, drift ? "$" : "data");
  // Where, but not what: a value may be a person's.
  if (!parsed.success)
    throw unreadableAnswer(
      `it does not fit at data.${parsed.error.issues[0]?.path.join(".") ?? ""}`,
      effect,
      answer.status,
    );
  return { data: parsed.data, warnings };
}

/** The receipt of a command that was answered. */
export function receiptOf(warnings: readonly Warning[]): Receipt {
  return { warnings: [...warnings], settledBy: "answer" };
}
