import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { Location } from "../../world/rows.ts";
import type { InterviewRow } from "../../world/smaller-rows.ts";
import type { Changes } from "../../world/collection.ts";
import type { World } from "../../world/world.ts";
import { body } from "../body.ts";
import { general } from "../envelope.ts";
import { invalid, notFound } from "../errors.ts";
import { requireAction } from "../gates.ts";
import { applicationOf } from "./records.ts";

/** Kombo documents all of them as required, of a change as well. */
const interview = z.object({
  title: z.string(),
  start_time: z.string(),
  end_time: z.string(),
  interviewer_user_ids: z.array(z.string()),
  organizer_user_id: z.string(),
  location: z.object({ type: z.enum(["PHYSICAL", "VIRTUAL"]), address: z.string().optional() }),
});

const change = interview.extend({ interview_id: z.string() });

/** Scheduling and changing interviews: a closed beta of Kombo's. How its fields read back is this emulator's choice. */
export function addInterviews(app: Hono, state: EmulatorState): void {
  const { world } = state;
  app.post("/ats/applications/:id/interviews", async (context) => {
    requireAction(state, "ats_create_interview");
    const input = await body(context, interview);
    const application = applicationOf(world, context.req.param("id"));
    world.interviews.insert({
      ...world.newRow(),
      remote_created_at: world.clock.timestamp(),
      remote_updated_at: world.clock.timestamp(),
      application_id: application.id,
      stage_id: application.current_stage_id,
      canceled: false,
      ...rowOf(input, world),
    });
    return general(context, {});
  });
  app.patch("/ats/applications/:id/interviews", async (context) => {
    requireAction(state, "ats_update_interview");
    const { interview_id, ...input } = await body(context, change);
    const application = applicationOf(world, context.req.param("id"));
    const known = world.interviews.get(interview_id);
    if (known?.application_id !== application.id) throw notFound("interview", interview_id);
    world.interviews.update(known.id, rowOf(input, world));
    return general(context, {});
  });
}

type Fields = Pick<
  InterviewRow,
  "title" | "starting_at" | "ending_at" | "user_ids" | "location" | "video_conferencing_url"
> &
  Changes<InterviewRow>;

function rowOf(input: z.output<typeof interview>, world: World): Fields {
  const { title, start_time, end_time, interviewer_user_ids, organizer_user_id, location } = input;
  for (const id of [...interviewer_user_ids, organizer_user_id])
    if (!world.users.get(id)) throw invalid(`There is no user "${id}"`);
  const starts = new Date(start_time);
  const ends = new Date(end_time);
  if (!(ends > starts)) throw invalid("end_time: must be later than start_time");
  const address = location.address ?? null;
  const nowhere: Location = {
    city: null,
    country: null,
    raw: address,
    state: null,
    street_1: null,
    street_2: null,
    zip_code: null,
  };
  return {
    title,
    starting_at: starts.toISOString(),
    ending_at: ends.toISOString(),
    user_ids: interviewer_user_ids,
    location: location.type === "PHYSICAL" && address !== null ? nowhere : null,
    video_conferencing_url: location.type === "VIRTUAL" ? address : null,
  };
}
