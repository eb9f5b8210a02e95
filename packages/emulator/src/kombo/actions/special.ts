import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import { base58Digest } from "../../world/kombo-id.ts";
import { body } from "../body.ts";
import { action, general } from "../envelope.ts";
import { invalid } from "../errors.ts";
import { requireAction } from "../gates.ts";

const trackedTools = [
  "erecruiter",
  "successfactors",
  "recruitee",
  "greenhouse",
  "greenhousev3",
  "onlyfy",
  "smartrecruiters",
] as const;
/** How an application may be named, by the tool. */
const idTypes = [
  "application_id",
  "application_remote_id",
  "application_and_job_remote_ids",
  "application_and_candidate_remote_ids",
  "candidate_and_job_remote_ids",
  "placement_id",
] as const;
const importBody = z.object({ tracked_at: z.string().nullable() }).catchall(z.record(z.string(), z.unknown()));

const probes = [
  "ats_create_application",
  "ats_create_candidate",
  "ats_add_application_attachment",
  "ats_add_candidate_attachment",
];

/** Importing a tracked application, the capability probe, and the jobs that Avionté's connector synchronises. */
export function addSpecials(app: Hono, state: EmulatorState): void {
  app.post("/ats/import-tracked-application", async (context) => {
    requireAction(state, "ats_import_tracked_application");
    const { tracked_at, ...rest } = await body(context, importBody);
    const given = trackedTools.filter((tool) => tool in rest);
    const [tool] = given;
    if (tool === undefined || given.length > 1) throw invalid(`Expected exactly one of ${trackedTools.join(", ")}`);
    const { id_type: idType } = rest[tool]!;
    if (!(idTypes as readonly unknown[]).includes(idType))
      throw invalid(`Expected \`id_type\` to be one of ${idTypes.join(", ")}`);
    return action(context, {
      id: base58Digest(`import/${JSON.stringify(rest)}`),
      tracked_at,
      imported_id: { [tool]: rest[tool] },
    });
  });
  app.get("/ats/actions/:action", (context) => {
    const probed = context.req.param("action");
    if (!probes.includes(probed)) throw invalid(`There is no probe for "${probed}"`);
    requireAction(state, probed as "ats_create_application");
    return general(context, { attachment_restrictions: restrictions(state, probed.startsWith("ats_create")) });
  });
  if (state.options.tool !== "avionte") return;
  app.post("/ats/custom/avionte/synced-jobs", async (context) => {
    const { job_remote_id } = await body(context, z.object({ job_remote_id: z.string().regex(/^\d+$/) }));
    state.world.syncedJobs.add(job_remote_id);
    return general(context, {});
  });
  app.delete("/ats/custom/avionte/synced-jobs/:id", (context) => {
    state.world.syncedJobs.delete(context.req.param("id"));
    return general(context, {});
  });
}

/** The attachment actions leave out the amounts and the total (documented). */
function restrictions({ profile }: EmulatorState, creates: boolean) {
  if (!profile.attachments) return null;
  const types = Object.entries(profile.attachments).map(([type, limits]) => [
    type,
    { is_supported: true, ...(creates && { min_amount: 0, max_amount: 10 }), ...limits },
  ]);
  return {
    ...(creates && { total_size_bytes: 100_000_000 }),
    types: Object.fromEntries(types) as Record<string, unknown>,
  };
}
