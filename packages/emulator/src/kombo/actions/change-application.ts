import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { ApplicationRow } from "../../world/rows.ts";
import type { NoteRow } from "../../world/smaller-rows.ts";
import { body } from "../body.ts";
import { action } from "../envelope.ts";
import { invalid, KomboFailure } from "../errors.ts";
import { requireAction } from "../gates.ts";
import { remoteFields } from "./inputs.ts";
import { applicationOf, stageOf } from "./records.ts";

const move = z.object({ stage_id: z.string(), remote_fields: remoteFields });
const rejection = z.object({
  rejection_reason_id: z.string(),
  note: z.string().optional(),
  remote_fields: remoteFields,
});
const written = z.object({
  content: z.string(),
  content_type: z.literal("PLAIN_TEXT"),
  remote_fields: remoteFields,
});

/** Moving, rejecting, and notes. */
export function addApplicationChanges(app: Hono, state: EmulatorState): void {
  const { world, tool } = state;
  app.put("/ats/applications/:id/stage", async (context) => {
    requireAction(state, "ats_move_application_to_stage");
    const { stage_id } = await body(context, move);
    const application = applicationOf(world, context.req.param("id"));
    const stage = stageOf(world, world.jobs.get(application.job_id), stage_id);
    world.applications.update(application.id, tool.standingIn(stage));
    return action(context);
  });
  app.post("/ats/applications/:id/reject", async (context) => {
    requireAction(state, "ats_reject_application");
    const input = await body(context, rejection);
    const application = applicationOf(world, context.req.param("id"));
    const reason = world.rejectionReasons.get(input.rejection_reason_id);
    if (reason?.remote_deleted_at !== null)
      throw invalid(`rejection_reason_id: there is no rejection reason "${input.rejection_reason_id}"`);
    if (tool.rejectsOpenOnly && application.outcome !== "PENDING")
      throw new KomboFailure("REMOTE.INPUT_INVALID", "Only active applications can be rejected.");
    world.applications.update(application.id, {
      outcome: "DECLINED",
      rejection_reason_name: reason.name,
      // When it was rejected stays, where somebody rejects it again.
      rejected_at: application.rejected_at ?? world.clock.timestamp(),
    });
    if (input.note !== undefined) addNote(state, application, input.note);
    return action(context);
  });
  app.post("/ats/applications/:id/notes", async (context) => {
    requireAction(state, "ats_add_application_note");
    const input = await body(context, written);
    const application = applicationOf(world, context.req.param("id"));
    addNote(state, application, input.content, tool.noteFields?.(input.remote_fields ?? {}));
    return action(context);
  });
}

/** The content is passed through untouched: Avionté takes HTML in it (reported). */
function addNote(
  { world }: EmulatorState,
  application: Readonly<ApplicationRow>,
  content: string,
  own: Partial<NoteRow> = {},
): void {
  const now = world.clock.timestamp();
  world.notes.insert({
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    candidate_id: application.candidate_id ?? "",
    application_id: application.id,
    author_id: null,
    title: null,
    content_html: content,
    is_private: null,
    ...own,
  });
}
