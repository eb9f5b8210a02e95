import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import { base58Digest } from "../../world/kombo-id.ts";
import { body } from "../body.ts";
import { action, general } from "../envelope.ts";
import { invalid } from "../errors.ts";
import { requireAction } from "../gates.ts";
import { dateInput } from "../query.ts";

/** How an application is named: the ids that go with a type of ids. */
const named = <const Type extends string>(type: Type, ...ids: readonly string[]) =>
  z.object({ id_type: z.literal(type), ...Object.fromEntries(ids.map((id) => [id, z.string()])) });

const byApplication = named("application_id", "application_id");
/** The tools of which tracked applications are imported, and how each names one (documented). */
const trackedTools = {
  erecruiter: z.union([
    named("application_and_job_remote_ids", "application_remote_id", "job_remote_id"),
    named("application_and_candidate_remote_ids", "candidate_remote_id", "application_remote_id"),
  ]),
  successfactors: named("application_remote_id", "application_remote_id"),
  recruitee: named("placement_id", "placement_id"),
  greenhouse: byApplication,
  greenhousev3: byApplication,
  onlyfy: byApplication,
  smartrecruiters: named("candidate_and_job_remote_ids", "candidate_remote_id", "job_remote_id"),
};
const trackedNames = Object.keys(trackedTools) as (keyof typeof trackedTools)[];
const importBody = z
  .object(trackedTools)
  .partial()
  .extend({ tracked_at: z.string().regex(dateInput).nullable() });

const syncedJob = z.object({ job_remote_id: z.string().regex(/^\d+$/) });

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
    const given = trackedNames.filter((tool) => tool in rest);
    const [tool] = given;
    if (tool === undefined || given.length > 1) throw invalid(`Expected exactly one of ${trackedNames.join(", ")}`);
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
    const { job_remote_id } = await body(context, syncedJob);
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
