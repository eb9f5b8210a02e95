import { givenFields, type CapabilityId, type Limitation } from "@anyats/core";

/** What Kombo itself restricts, for every ATS. */
export const komboLimitations = [
  {
    id: "kombo.open-applications-are-refused",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "adapter",
    summary: "While a person has an open application to a job, another one is refused unless the call says `reapply`.",
    reason:
      "After a lost answer, a second application could not be told from the first. Ended applications are left to the ATS, and some refuse them as well.",
    advice:
      "On `application.already-exists`, use the application that `details` names, or call again with `reapply: true`.",
    userMessage: "This person has an open application to this job already.",
    certainty: "documented",
    source: "this package",
    effect: {
      kind: "built-into-the-handler",
      how: "the person's applications to the job are read before anything is written",
    },
  },
  {
    id: "kombo.known-people-may-stay",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "aggregator",
    summary: "An application of a person whom the ATS knows may leave the person's other fields as they are.",
    reason:
      "Kombo adds the application to the person who has the e-mail address, and does not say what else it stored.",
    advice: "Read the candidate afterwards, and add a note with the details that are missing.",
    userMessage: "Details of a person who is in the ATS already may stay as they are.",
    certainty: "documented",
    source: "Kombo's API reference",
    effect: { kind: "told-only", because: "the answer does not say whether the person was known" },
    denies: ["warns of each field of a known person's form that the ATS then lacks"],
  },
  {
    id: "kombo.interviews-are-written-in-a-closed-beta",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "aggregator",
    summary: "Kombo opens the writing of interviews to selected customers only.",
    reason: "Both endpoints are in closed beta, and the integrations that have them are not published.",
    advice: "Ask Kombo to open the beta; until then expect `capability.action-not-available`.",
    userMessage: "Interviews can be scheduled from here only if your connection takes part in a trial.",
    certainty: "documented",
    source: "Kombo's API reference",
    effect: { kind: "told-only", because: "who takes part in the beta cannot be asked" },
  },
  {
    id: "kombo.interviews-need-every-field",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "aggregator",
    summary: "An interview must be given a title, an organizer and a location.",
    reason: "Kombo requires every field, also of a change.",
    advice: "Give `title`, `organizerId` and `location`.",
    userMessage: "An interview needs a title, an organizer and a place.",
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
