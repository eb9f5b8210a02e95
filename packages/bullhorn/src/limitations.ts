import type { applications, CapabilityId, InputOf, Limitation } from "@anyats/core";

/** What restricts Bullhorn's operations. Each is enforced where it can be, and shown in the coverage page. */
export const limitations = [
  {
    id: "bullhorn.moving-and-rejecting-is-reported",
    capabilities: [
      "applications.moveToStage",
      "applications.reject",
      "applications.rejectMany",
      "applications.listRejectionReasons",
    ],
    imposedBy: "aggregator",
    summary: "That Kombo moves and rejects applications in Bullhorn is reported by a third party only.",
    reason: "An older list of Kombo's leaves Bullhorn out of rejecting, and the current list could not be read.",
    advice: "Ask ats.coverage() of the customer's connection before you rely on it.",
    userMessage: "Moving and rejecting applications may not work in every Bullhorn account.",
    certainty: "reported",
    source: "a third party; Kombo's documentation, lists of about 2025",
    effect: { kind: "told-only", because: "only the customer's integration can tell" },
  },
  {
    id: "bullhorn.one-action-per-note",
    capabilities: ["applications.addNote"],
    imposedBy: "ats",
    summary: "A note has one action.",
    reason: "`actionType` becomes `remote_fields.bullhorn.action`, which has room for one.",
    advice: "Give the action as `actionType`, and leave it out of `remoteFields`.",
    userMessage: "A note in Bullhorn has exactly one action.",
    certainty: "documented",
    source: "Kombo's API reference, remote fields",
    effect: {
      kind: "checks-input",
      example: { actionType: "Call", remoteFields: { bullhorn: { action: "Email" } } },
      check: (input) => {
        const { actionType, remoteFields } = input as InputOf<typeof applications.addNote>;
        const other = remoteFields?.["bullhorn"]?.["action"];
        if (actionType === undefined || other === undefined || other === actionType) return undefined;
        return { refuse: "`actionType` and `remoteFields.bullhorn.action` name two actions." };
      },
    },
  },
  {
    id: "bullhorn.actions-are-the-customers",
    capabilities: ["applications.addNote"],
    imposedBy: "customer",
    summary: "Which actions a note may have differs from customer to customer.",
    reason: "They are set up in Bullhorn; nothing that Kombo publishes lists them.",
    advice: "Let the customer choose the action by its name, as their Bullhorn shows it.",
    userMessage: "Use an action for the note that is set up in your Bullhorn account.",
    certainty: "inferred",
    effect: { kind: "told-only", because: "no list of the customer's actions can be read" },
  },
  {
    id: "bullhorn.naming-an-existing-candidate-is-new",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "aggregator",
    summary: "`remoteFields.bullhorn.existing_candidate_remote_id` is known to Kombo since August 2026 only.",
    reason: "It is in the specification of that month and not in that of May.",
    advice:
      "Give the candidate's own e-mail address too: by it a former application is looked for, and by nothing else.",
    userMessage: "An existing candidate is recognized by the e-mail address.",
    certainty: "documented",
    source: "Kombo's API reference of May and of August 2026",
    effect: {
      kind: "checks-input",
      example: { remoteFields: { bullhorn: { existing_candidate_remote_id: "1" } } },
      check: (input) => {
        const { remoteFields } = input as InputOf<typeof applications.create>;
        if (remoteFields?.["bullhorn"]?.["existing_candidate_remote_id"] === undefined) return undefined;
        return {
          warn: "Whether the named candidate has applied before was looked for by the e-mail address only.",
        };
      },
    },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
