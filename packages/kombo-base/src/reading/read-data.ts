import type { CapabilityEffect, Receipt, Warning } from "@anyats/core";
import { z } from "zod/mini";
import { readAnswer } from "../transport/envelope.ts";
import { unreadableAnswer } from "../transport/kombo-error.ts";
import type { KomboAnswer } from "../transport/kombo-transport.ts";

/** Reads the data of an answer that is not a list. @throws {AtsError} when it is not what the schema says. */
export function readData<Wire>(
  schema: z.core.$ZodType<Wire>,
  answer: KomboAnswer,
  effect: CapabilityEffect,
): { readonly data: Wire; readonly warnings: readonly Warning[] } {
  const { data, warnings } = readAnswer(answer, effect);
  const parsed = z.safeParse(schema, data);
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
