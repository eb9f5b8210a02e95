import type { applications, CapabilityId, InputOf, Limitation, passthrough } from "@anyats/core";
import { noteVisibilities } from "./settings.ts";

const remoteFields = "Kombo's API reference, remote fields";

/** What restricts Greenhouse's operations. Each is enforced where it can be, and shown in the coverage page. */
export const limitations = [
  {
    id: "greenhouse.three-note-visibilities",
    capabilities: ["applications.addNote"],
    imposedBy: "ats",
    summary: `A note has one of three visibilities: ${noteVisibilities.join(", ")}.`,
    reason: "Greenhouse knows no others.",
    advice: "Give one of them as `remoteFields.greenhouse.visibility`, or as `noteVisibility` in the settings.",
    userMessage: "A note in Greenhouse is visible to the hiring team, to administrators, or to everyone.",
    certainty: "documented",
    source: remoteFields,
    effect: {
      kind: "checks-input",
      example: { remoteFields: { greenhouse: { visibility: "nobody" } } },
      check: (input) => {
        const fields = (input as InputOf<typeof applications.addNote>).remoteFields ?? {};
        const known: readonly unknown[] = [undefined, ...noteVisibilities];
        // What is given for other ATSs is theirs.
        const ours = [fields["greenhouse"], fields["greenhousev3"]];
        if (ours.every((each) => known.includes(each?.["visibility"]))) return undefined;
        return { refuse: `The visibility of a note must be one of ${noteVisibilities.join(", ")}.` };
      },
    },
  },
  {
    id: "greenhouse.rejection-email-is-asked-for-once",
    capabilities: ["applications.reject", "applications.rejectMany"],
    imposedBy: "adapter",
    summary:
      "Where the answer to a rejection with an e-mail is lost, nobody knows whether the candidate was written to.",
    reason: "No answer of Kombo's reports the e-mail, and a second one to a rejected person would do harm.",
    advice: "Let a person look in Greenhouse when the receipt warns of it.",
    userMessage: "If the connection breaks during a rejection, check in Greenhouse whether the e-mail was sent.",
    certainty: "inferred",
    source: remoteFields,
    effect: {
      kind: "built-into-the-handler",
      how: "the rejection is repeated without the e-mail, and the receipt warns",
    },
  },
  {
    id: "greenhouse.old-harvest-ends",
    capabilities: ["passthrough.send"],
    imposedBy: "ats",
    summary: "Harvest v1 and v2 were announced to end with August 2026.",
    reason: "Greenhouse moves every integration to Harvest v3.",
    advice: "Leave `api` out: calls go to Harvest v3 then.",
    userMessage: "Greenhouse is retiring the older version of this connection.",
    certainty: "reported",
    source: "notices of other integrators of Greenhouse; Greenhouse's guide for the migration to Harvest v3",
    effect: {
      kind: "checks-input",
      example: { api: "greenhouse/harvest" },
      check: (input) => {
        const { api } = input as InputOf<typeof passthrough.send>;
        if (api !== "greenhouse/harvest" && api !== "greenhouse/harvest-v2") return undefined;
        return { warn: "Harvest v1 and v2 were announced to end with August 2026: use Harvest v3." };
      },
    },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
