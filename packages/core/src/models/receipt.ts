import { z } from "zod/mini";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** Something that went through but that a person should know about. */
export const Warning = z.object({
  /** The warning, in words for people. */
  message: personal(z.string()),
  /** The id of the limitation that says so; null when the aggregator or ATS did. */
  code: z.nullable(z.string()),
});
export interface Warning extends records.WarningRecord {}

/** How it is known that a command was carried out. */
export const SettledBy = z.enum(["answer", "read-back", "ledger"]);
export type SettledBy = z.output<typeof SettledBy>;

/** What every command gives back. */
export const receiptFields = {
  /** What the limitations, the aggregator or the ATS had to say. */
  warnings: z.array(Warning),
  /** How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call. */
  settledBy: SettledBy,
} as const;

/**
 * The command was carried out.
 *
 * The receipt of a command that has nothing else to say.
 */
export const Receipt = z.object({ ...receiptFields });
export interface Receipt extends records.ReceiptRecord {}
