import type { AnyCapability, Connection } from "@anyats/core";

/** A client of any adapter: its methods are found by the ids of its capabilities. */
export type AtsConnection = Pick<Connection<AnyCapability>, "adapter" | "coverage">;

/** What an agent may do with a connection, and how much it gets to see. */
export interface AgentOptions {
  /**
   * Commands that the agent may call, by capability: `["candidates.addNote"]`. Default: none. Reading is always allowed;
   * a command that is not named here is refused with the reason.
   */
  readonly allow?: readonly string[];
  /** `hidden` (default): fields about a person read `[personal]`. `shown`: the agent sees them. */
  readonly personal?: "hidden" | "shown";
  /** The most records that one call returns. Default 25. */
  readonly maxRecords?: number;
  /** The most characters of JSON that one call returns. Default 60,000. */
  readonly maxCharacters?: number;
}

/** The options with their defaults. */
export interface Policy {
  readonly allowed: ReadonlySet<string>;
  readonly showsPersonal: boolean;
  readonly maxRecords: number;
  readonly maxCharacters: number;
}

/** Fills in the defaults. @throws {RangeError} for a bound that is not a positive whole number. */
export function policyOf({ allow = [], personal = "hidden", ...bounds }: AgentOptions): Policy {
  const { maxRecords = 25, maxCharacters = 60_000 } = bounds;
  for (const [name, value] of Object.entries({ maxRecords, maxCharacters }))
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a positive whole number`);
  return { allowed: new Set(allow), showsPersonal: personal === "shown", maxRecords, maxCharacters };
}
