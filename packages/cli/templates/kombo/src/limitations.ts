import type { CapabilityId, Limitation } from "@anyats/core";

/**
 * What restricts the operations of My ATS. Each is enforced where it can be, and shown in the coverage page. None is
 * known yet. One that forbids values looks like this:
 *
 *   {
 *     id: "my-ats.no-way-back-to-applied",
 *     capabilities: ["applications.moveToStage"],
 *     imposedBy: "ats",
 *     summary: "No application can be moved back to the stage Applied.",
 *     reason: "My ATS sets this stage itself when somebody applies.",
 *     advice: "Leave out the stages that applications.listStages marks as not movable.",
 *     userMessage: "An application cannot be moved back to Applied.",
 *     certainty: "documented",
 *     source: "My ATS, administrator's manual",
 *     effect: { kind: "forbids-values", field: "stage.remoteId", values: ["APPLIED"] },
 *   }
 */
export const myAtsLimitations = [] as const satisfies readonly Limitation<CapabilityId>[];
