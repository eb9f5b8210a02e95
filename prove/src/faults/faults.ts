import type { AnyCapability } from "@anyats/core";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod/mini";
import { changesOfEntries, drawnChange, type Change } from "./changes.ts";
import { drawnCondition, type Condition } from "./conditions.ts";
import { changedAt, fieldsOf, type Field, type Path } from "./fields.ts";
import type { Moment } from "./moments.ts";
import { oneOf, type Random } from "../mutants/sampled.ts";

/**
 * Where between an adapter and its caller something is wrong. `rest` are the pages that follow, `failure` is one that shows as
 * nothing found.
 */
export type Side = "input" | "result" | "error" | "settlement" | "warning" | "rest" | "failure";

/** Something that an adapter does wrong in one place of one capability, and only where a condition holds. */
export interface Fault {
  readonly capability: string;
  readonly side: Side;
  readonly path: Path;
  readonly change: Change;
  readonly condition: Condition;
  readonly text: string;
}

/** An error as an app gets it. */
const ErrorFacts = z.object({
  code: z.enum([
    "ats.unavailable",
    "input.refused-by-ats",
    "record.not-found",
    "connection.key-refused",
    "quota.exceeded",
  ]),
  fault: z.enum(["caller", "configuration", "aggregator", "ats", "network", "adapter"]),
  retry: z.enum(["never", "safe", "unknown-outcome"]),
  concerns: z.enum(["call", "capability", "connection"]),
  status: z.optional(z.number()),
  details: z.optional(z.record(z.string(), z.unknown())),
});
/** What a look for a lost write found. */
const Settled = z.object({ found: z.boolean(), certain: z.optional(z.boolean()) });
const Warned = z.object({ message: z.string(), code: z.nullable(z.string()) });

const schemasOf = ({ kind, input, output }: AnyCapability): Readonly<Record<Side, z.core.$ZodType>> => ({
  input,
  result: kind === "stream" ? z.array(output) : output,
  error: ErrorFacts,
  settlement: Settled,
  warning: Warned,
  rest: z.unknown(),
  failure: z.unknown(),
});

/** What happens to a warning, the pages that follow, or a failure. */
const dropped: Change = { text: "left out", make: () => undefined };

/** The sides on which something can be wrong; what authors write most stands there more often. */
function sidesOf({ kind, effect }: AnyCapability, settles: boolean): readonly Side[] {
  const common: readonly Side[] = ["input", "input", "result", "result", "error", "failure"];
  if (kind === "stream") return [...common, "result", "rest"];
  if (kind === "query") return [...common, "result"];
  return [...common, "input", "warning", ...(settles && effect === "creates" ? (["settlement"] as const) : [])];
}

/** A fault at random. @param settles Whether the adapter looks for a lost write. */
export function drawnFault(random: Random, capability: AnyCapability, settles: boolean): Fault {
  const isEmpty = fieldsOf(capability.input).length === 1;
  const side = oneOf(
    random,
    sidesOf(capability, settles).filter((each) => !(isEmpty && each === "input")),
  )!;
  const fields = fieldsOf(schemasOf(capability)[side]);
  const named = fields.filter(({ path }) => path.length > 0 && path.at(-1) !== "[]");
  const entries = side === "result" ? fields.filter(({ path }) => path.at(-1) === "[]") : [];
  // Fields that stand deep are many, and what is near the top is used most.
  const depth = 1 + random(3);
  const near = named.filter(({ path }) => path.filter((step) => step !== "[]").length <= depth);
  const whole: Field = { path: [], kind: "other", words: [], empty: [] };
  const isEntry = entries.length > 0 && random(4) === 0;
  const field = oneOf(random, isEntry ? entries : near.length > 0 ? near : named) ?? whole;
  const change = isEntry
    ? oneOf(random, changesOfEntries)!
    : field === whole || side === "warning"
      ? dropped
      : drawnChange(random, field, fields, side);
  const path = side === "warning" ? [] : field.path;
  const input = fieldsOf(capability.input);
  const condition = drawnCondition(random, { path, fields, input, isStream: capability.kind === "stream" });
  const place = path.join(".").replaceAll(".[]", "[]");
  const text = `${capability.id}: ${side} ${place}${place && " "}is ${change.text}, where ${condition.text}`;
  return { capability: capability.id, side, path, change, condition, text };
}

/** What a fault makes of a value: the value itself where the condition does not hold, or the change changes nothing. */
export function spoiltBy(
  { path, change, condition }: Fault,
  value: unknown,
  moment: Moment,
  held?: () => void,
): unknown {
  return changedAt(value, path, (place) => {
    const made = change.make(place, moment); // Also where it is right: it may keep what it sees.
    if (!condition.holds(place, moment)) return place.value;
    held?.();
    return isDeepStrictEqual(made, place.value) ? place.value : made;
  });
}
