import type { CapabilityId, Limitation, Verdict } from "@anyats/core";

/** The filters of the streams that Rowan's lists do not have. */
const unknownFilters = [
  "requisitionCodes",
  "employmentTypes",
  "visibilities",
  "titleContains",
  "postUrl",
  "createdAfter",
  "firstName",
  "lastName",
] as const;

/** A filter that is silently left out gives wrong records, so it is refused. */
function refuseUnknownFilters(input: unknown): Verdict {
  const filter = input as Readonly<Record<string, unknown>>;
  if (filter["ignoreUnsupportedFilters"] === true) return undefined;
  const asked = unknownFilters.filter((name) => filter[name] !== undefined);
  return asked.length === 0 ? undefined : { refuse: `Rowan cannot filter by ${asked.join(", ")}.` };
}

/** Fields of commands that Rowan has no place for. */
const notSent = ["remoteFields", "actionType", "note"] as const;

/** What is not sent is named in the receipt. */
function warnOfFieldsNotSent(input: unknown): Verdict {
  const given = input as Readonly<Record<string, unknown>>;
  const isRemark = (name: string) => name !== "note" || typeof given["reasonId"] === "string";
  const left = notSent.filter((name) => given[name] !== undefined && isRemark(name));
  return left.length === 0 ? undefined : { warn: `Rowan has no place for ${left.join(", ")}: not sent.` };
}

/** What restricts the operations. Each is enforced, and shown in the coverage page. */
export const rowanLimitations = [
  {
    id: "rowan.nobody-is-hired-here",
    capabilities: ["applications.moveToStage"],
    imposedBy: "ats",
    summary: "No application can be moved to the stage Hired.",
    reason: "Payroll puts people there when the contract is signed.",
    advice: "Move to Offer, and wait for payroll.",
    userMessage: "Payroll moves people to Hired when the contract is signed.",
    certainty: "documented",
    source: "src/server/rowan.ts",
    effect: { kind: "forbids-values", field: "stage.remoteId", values: ["hired"] },
  },
  {
    id: "rowan.lists-have-few-filters",
    capabilities: ["jobs.stream", "applications.stream", "candidates.stream"],
    imposedBy: "ats",
    summary: `Records cannot be filtered by ${unknownFilters.join(", ")}.`,
    reason: "Rowan's lists have no such parameters.",
    advice: "Filter after reading, or give ignoreUnsupportedFilters.",
    userMessage: "Some filters are not available in Rowan.",
    certainty: "documented",
    source: "src/server/lists.ts",
    effect: { kind: "checks-input", check: refuseUnknownFilters },
  },
  {
    id: "rowan.fields-not-sent",
    capabilities: ["applications.moveToStage", "applications.reject", "applications.addNote"],
    imposedBy: "ats",
    summary: "remoteFields, the kind of a note and the remark of a rejection are not sent.",
    reason: "Rowan's API has no such fields.",
    advice: "Leave them out, or put the remark into a note.",
    certainty: "documented",
    source: "src/server/rowan.ts",
    effect: { kind: "checks-input", check: warnOfFieldsNotSent },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
