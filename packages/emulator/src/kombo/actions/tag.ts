import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import { body } from "../body.ts";
import { action } from "../envelope.ts";
import { requireAction } from "../gates.ts";
import { remoteFields } from "./inputs.ts";
import { candidateOf } from "./records.ts";

const tagBody = z.object({ tag: z.object({ name: z.string().min(1) }), remote_fields: remoteFields });

/** Adding a tag makes it when it is missing; removing one that is not there succeeds (both documented). */
export function addTagging(app: Hono, state: EmulatorState): void {
  const { world } = state;
  app.post("/ats/candidates/:id/tags", async (context) => {
    requireAction(state, "ats_add_candidate_tag");
    const { tag } = await body(context, tagBody);
    const candidate = candidateOf(world, context.req.param("id"));
    const known = world.tags.where("name", tag.name).find((each) => each.remote_deleted_at === null);
    const { id } = known ?? world.tags.insert({ ...world.newRow(), name: tag.name });
    if (!candidate.tag_ids.includes(id)) world.candidates.relink(candidate.id, { tag_ids: [...candidate.tag_ids, id] });
    return action(context);
  });
  app.delete("/ats/candidates/:id/tags", async (context) => {
    requireAction(state, "ats_remove_candidate_tag");
    const { tag } = await body(context, tagBody);
    const candidate = candidateOf(world, context.req.param("id"));
    const removed = new Set(world.tags.where("name", tag.name).map(({ id }) => id));
    if (candidate.tag_ids.some((id) => removed.has(id))) {
      world.candidates.relink(candidate.id, { tag_ids: candidate.tag_ids.filter((id) => !removed.has(id)) });
    }
    return action(context);
  });
}
