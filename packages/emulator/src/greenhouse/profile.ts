import { KomboFailure } from "../kombo/errors.ts";
import { route } from "../tools/native-router.ts";
import { openPlainTool, plainAgency, type PlainTool } from "../tools/plain-tool.ts";
import type { Tool, ToolProfile } from "../tools/profile.ts";
import { seedForKombo } from "../tools/seed.ts";
import { greenhouseCoverage } from "./coverage.ts";
import { candidateRoutes } from "./native-candidates.ts";

/** The stages of a job's interview plan; invented, as every customer has their own. */
const agency: PlainTool = {
  stages: ["Application Review", "Phone Screen", "Take Home Test", "Onsite", "Hired", "Rejected"].map(
    (name, index) => ({ remoteId: String(4_101 + index), name }),
  ),
  link: (kind, remoteId) => `https://app.greenhouse.example.com/${kind === "job" ? "sdash" : "people"}/${remoteId}`,
};

/** No list of Greenhouse's is found: this one is the emulator's own. */
const accepted = {
  max_file_size_bytes: null,
  accepted_mime_types: [
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/rtf",
    "text/plain",
    "image/png",
    "image/jpeg",
  ],
};

/** Greenhouse, as Kombo connects it. */
export const greenhouseProfile: ToolProfile = {
  label: "Greenhouse",
  beta: false,
  connectors: ["greenhousev3"],
  coverage: greenhouseCoverage,
  passthrough: { slug: "greenhouse/harvestv3", baseUrl: "https://harvest.greenhouse.io/v3" },
  // That all three types are taken is documented; the sizes are not found.
  attachments: { CV: accepted, COVER_LETTER: accepted, OTHER: accepted },
  filesOnCandidate: true,
  open(world, settings) {
    seedForKombo("greenhouse", world, settings, plainAgency(world, agency));
    const routes = candidateRoutes(world);
    return {
      ...openPlainTool(world, agency),
      // Documented by Greenhouse; the code is inferred.
      rejectsOpenOnly: true,
      noteFields: (remoteFields) => noteFields(remoteFields[settings.integrationId.split(":", 1)[0]!]),
      native: (request) => route(routes, settings.routes, request, () => true),
    };
  },
};

/** The visibilities are documented; that anything but `public` reads back as private, and the refusal, are inferred. */
const noteFields = (fields: unknown): ReturnType<NonNullable<Tool["noteFields"]>> => {
  const visibility = (fields as { visibility?: unknown } | undefined)?.visibility;
  if (visibility === undefined) return {};
  if (typeof visibility !== "string" || !["admin_only", "private", "public"].includes(visibility))
    throw new KomboFailure("PLATFORM.INPUT_INVALID", "The visibility in remote_fields is none of the enum.");
  return { is_private: visibility !== "public" };
};
