import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import { body } from "../body.ts";
import { action } from "../envelope.ts";
import { requireAction } from "../gates.ts";
import { attachmentInput, remoteFields } from "./inputs.ts";
import { applicationOf, candidateOf } from "./records.ts";
import { checkFile, storeFile } from "./store-file.ts";

const attachmentBody = z.object({ attachment: attachmentInput, remote_fields: remoteFields });
const linkBody = z.object({
  label: z.string(),
  url: z.url(),
  details: z
    .object({
      custom_field_name_prefix: z.string(),
      attributes: z.array(z.object({ key: z.string(), value: z.string() })),
    })
    .optional(),
  remote_fields: remoteFields,
});

/** Files and result links, on applications and on candidates. */
export function addAttaching(app: Hono, state: EmulatorState): void {
  const { world } = state;
  app.post("/ats/applications/:id/attachments", async (context) => {
    requireAction(state, "ats_add_application_attachment");
    const { attachment } = await body(context, attachmentBody);
    const application = applicationOf(world, context.req.param("id"));
    checkFile(state, attachment);
    storeFile(state, attachment, { candidateId: application.candidate_id ?? "", applicationId: application.id });
    return action(context);
  });
  app.post("/ats/candidates/:id/attachments", async (context) => {
    requireAction(state, "ats_add_candidate_attachment");
    const { attachment } = await body(context, attachmentBody);
    const candidate = candidateOf(world, context.req.param("id"));
    checkFile(state, attachment);
    storeFile(state, attachment, { candidateId: candidate.id, applicationId: null });
    return action(context);
  });
  app.post("/ats/applications/:id/result-links", async (context) => {
    requireAction(state, "ats_add_application_result_link");
    const link = await body(context, linkBody);
    const { id, candidate_id } = applicationOf(world, context.req.param("id"));
    addLink(state, link, candidate_id ?? "", id);
    return action(context);
  });
  app.post("/ats/candidates/:id/result-links", async (context) => {
    requireAction(state, "ats_add_candidate_result_link");
    const link = await body(context, linkBody);
    addLink(state, link, candidateOf(world, context.req.param("id")).id, null);
    return action(context);
  });
}

function addLink(
  { world }: EmulatorState,
  link: z.output<typeof linkBody>,
  candidateId: string,
  applicationId: string | null,
): void {
  const { label, url, details = null } = link;
  world.resultLinks.insert({
    ...world.newRow(),
    candidate_id: candidateId,
    application_id: applicationId,
    label,
    url,
    details,
  });
}
