import { givenFields, type CapabilityId, type Limitation } from "@anyats/core";

/** What Kombo itself restricts, for every ATS. */
export const komboLimitations = [
  {
    id: "kombo.open-applications-are-refused",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "adapter",
    summary: "While a person has an open application to a job, another one is refused unless the call says `reapply`.",
    reason:
      "After a lost answer, a second application could not be told from the first. Ended applications are left to the ATS; some refuse them.",
    advice:
      "On `application.already-exists`, use the application that `details` names, or call again with `reapply: true`.",
    userMessage: "This person has an open application to this job already.",
    certainty: "documented",
    source: "this package",
    effect: {
      kind: "built-into-the-handler",
      how: "the person's applications are read first",
    },
  },
  {
    id: "kombo.known-people",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "aggregator",
    summary: "Nothing warns of what the ATS did not store of a known person.",
    reason: "Kombo does not say it.",
    advice: "Read the candidate afterwards.",
    userMessage: "Details of a known person may not be stored.",
    certainty: "documented",
    source: "Kombo's API reference",
    effect: { kind: "told-only", because: "Kombo does not say it" },
    denies: ["warns of what the ATS did not store of a known person"],
  },
  {
    id: "kombo.interviews-are-written-in-a-closed-beta",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "aggregator",
    summary: "Kombo opens the writing of interviews to selected customers only.",
    reason: "Both endpoints are in closed beta.",
    advice: "Ask Kombo to open it; until then expect `capability.action-not-available`.",
    userMessage: "Interviews can be scheduled from here only if your connection takes part in a trial.",
    certainty: "documented",
    source: "Kombo's API reference",
    effect: { kind: "told-only", because: "who takes part cannot be asked" },
  },
  {
    id: "kombo.interviews-need-every-field",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "aggregator",
    summary: "An interview must be given a title, an organizer and a location.",
    reason: "Kombo requires every field, also of a change.",
    advice: "Give `title`, `organizerId` and `location`.",
    userMessage: "An interview needs a title, an organizer and a location.",
    certainty: "documented",
    source: "Kombo's API reference",
    effect: {
      kind: "checks-input",
      example: { title: undefined },
      check: (input) => {
        const needed = ["title", "organizerId", "location"];
        const given = givenFields(input, needed);
        const missing = needed.filter((name) => !given.includes(name));
        return missing.length === 0 ? undefined : { refuse: `Kombo requires ${missing.join(", ")}.` };
      },
    },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
