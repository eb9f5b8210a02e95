import { z } from "zod";
import { personal } from "./personal.ts";

/** Something that went through but that a person should know about. */
export const Warning = z.object({
  message: personal(z.string()),
  /** The id of the limitation that says so; null when the aggregator or ATS did. */
  code: z.string().nullable().describe("The id of the limitation that says so; null when the aggregator or ATS did."),
});
export type Warning = Readonly<z.output<typeof Warning>>;

/** How it is known that a command was carried out. */
export const SettledBy = z.enum(["answer", "read-back", "ledger"]);
export type SettledBy = z.output<typeof SettledBy>;

/** What every command gives back. */
export const receiptFields = {
  /** What the limitations, the aggregator or the ATS had to say. */
  warnings: z.array(Warning).describe("What the limitations, the aggregator or the ATS had to say."),
  /** How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call. */
  settledBy: SettledBy.describe(
    "How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.",
  ),
} as const;

/** The receipt of a command that has nothing else to say. */
export const Receipt = z.object({ ...receiptFields }).describe("The command was carried out.");
export type Receipt = Readonly<z.output<typeof Receipt>>;
