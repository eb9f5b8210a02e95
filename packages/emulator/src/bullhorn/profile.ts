import { openPlainTool, plainAgency, type PlainTool } from "../tools/plain-tool.ts";
import type { ToolProfile } from "../tools/profile.ts";
import { seedForKombo } from "../tools/seed.ts";
import { route } from "../tools/native-router.ts";
import { bullhornCoverage } from "./coverage.ts";
import { entityRoutes } from "./native-entities.ts";

/** The statuses of a submission; invented, as every customer has their own. */
const agency: PlainTool = {
  stages: ["New Lead", "Submitted", "Client Submission", "Interview Scheduled", "Placed", "Client Rejected"].map(
    (name, index) => ({ remoteId: String(4_101 + index), name }),
  ),
  link: (kind, remoteId) =>
    `https://cls1.bullhorn.example.com/OpenWindow?Entity=${kind === "job" ? "JobOrder" : "Candidate"}&id=${remoteId}`,
};

/** Bullhorn, as Kombo connects it. */
export const bullhornProfile: ToolProfile = {
  label: "Bullhorn",
  beta: false,
  coverage: bullhornCoverage,
  // The host and the token differ from customer to customer.
  passthrough: { slug: "bullhorn/default", baseUrl: "https://rest1.bullhorn.example.com/rest-services/token" },
  attachments: null,
  filesOnCandidate: true,
  open(world, settings) {
    seedForKombo("bullhorn", world, settings, plainAgency(world, agency));
    const routes = entityRoutes(world);
    return {
      ...openPlainTool(world, agency),
      noteFields: ({ bullhorn }) => {
        const action = (bullhorn as { action?: unknown } | undefined)?.action;
        // Where Kombo shows the action of a note is not known; the title is this emulator's choice.
        return typeof action === "string" ? { title: action } : {};
      },
      native: (request) => route(routes, settings.routes, request, () => true),
    };
  },
};
