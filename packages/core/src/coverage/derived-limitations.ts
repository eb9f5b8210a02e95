import type { CoverageCell, CoverageLimitation } from "./report.ts";
import { isOffered } from "./status.ts";

type Gap = NonNullable<CoverageCell["gap"]>;
type Cells = ReadonlyMap<string, CoverageCell>;

/** What follows from a cell alone, and may be explained by a declared limitation instead. */
export type DerivedFact = "lost-answers" | "unconfirmed-routes";

const imposedBy: Readonly<Record<Exclude<Gap["reason"], "not-known">, CoverageLimitation["imposedBy"]>> = {
  "ats-cannot": "ats",
  "aggregator-cannot": "aggregator",
  "not-built": "adapter",
  "disabled-by-customer": "customer",
};

const derived = (facts: Omit<CoverageLimitation, "effect" | "denies" | "derived">): CoverageLimitation => ({
  ...facts,
  effect: "told-only",
  denies: [],
  derived: true,
});

/** A creating write whose lost answer nothing can settle: the read for it is missing. */
function lostAnswers(cell: CoverageCell, cells: Cells, name: string): CoverageLimitation | undefined {
  if (cell.effect !== "creates" || cell.settledBy === null) return undefined;
  const missing = cell.settledBy.flatMap((id) => {
    const read = cells.get(id);
    return read && isOffered(read) ? [] : [{ id, gap: read?.gap }];
  });
  if (cell.settledBy.length > 0 && missing.length === 0) return undefined;
  const [{ gap } = {}] = missing;
  const nobodyKnows = cell.lane === "native" ? "ats" : "aggregator";
  const reads = missing.map(({ id }) => id).join(", ");
  return derived({
    id: "derived.lost-answers-stay-unknown",
    imposedBy: gap?.reason === "not-known" ? nobodyKnows : imposedBy[gap?.reason ?? "not-built"],
    summary: "If the answer to this write is lost, nothing can tell whether it was made.",
    reason: reads
      ? `To check, the write is read back by ${reads}, which ${name} does not offer.`
      : "It is not read back.",
    advice: "Pass an idempotencyKey. After write.outcome-unknown, look in the ATS before you retry.",
    userMessage: `If the connection to ${name} breaks while this is saved, check in ${name} before you try again.`,
    certainty: "inferred",
  });
}

/** An operation over routes that no public source confirms. */
function unconfirmedRoutes({ routes }: CoverageCell, name: string): CoverageLimitation | undefined {
  const unsure = routes.filter(({ certainty }) => certainty === "unverified");
  if (unsure.length === 0) return undefined;
  return derived({
    id: "derived.routes-are-not-confirmed",
    imposedBy: "adapter",
    summary: `No public source confirms ${unsure.map(({ method, path }) => `${method} ${path}`).join(", ")}.`,
    reason: `The source is ${[...new Set(unsure.map(({ source }) => source))].join("; ")}.`,
    advice: "Try it with the customer's account before you rely on it.",
    userMessage: `This has not been confirmed with ${name} yet, and may not work in your account.`,
    certainty: "unverified",
  });
}

/**
 * Adds the limitations that follow from what the cells say: routes that nothing confirms, and writes that cannot be
 * checked after a lost answer because the read for it is not offered. Those derived before are replaced.
 * @param explained What a declared limitation of a capability explains, so that it is not derived too.
 */
export function withDerivedLimitations(
  cells: readonly CoverageCell[],
  name: string,
  explained: (capability: string, fact: DerivedFact) => boolean = () => false,
): readonly CoverageCell[] {
  const byId = new Map(cells.map((cell) => [cell.capability, cell]));
  return cells.map((cell) => {
    if (!isOffered(cell)) return cell;
    const found = [
      explained(cell.capability, "unconfirmed-routes") ? undefined : unconfirmedRoutes(cell, name),
      explained(cell.capability, "lost-answers") ? undefined : lostAnswers(cell, byId, name),
    ];
    const declared = cell.limitations.filter((limitation) => !limitation.derived);
    const limitations = [...declared, ...found.filter((limitation) => limitation !== undefined)];
    return { ...cell, limitations, status: limitations.length > 0 ? "limited" : "supported" };
  });
}
