import type { Hono } from "hono";
import type { EmulatorState } from "../state.ts";
import type { AttachmentRow } from "../../world/smaller-rows.ts";
import { action } from "../envelope.ts";
import { fileUrl } from "../files.ts";
import { requireAction } from "../gates.ts";
import { applicationOf, candidateOf } from "./records.ts";

/** The two reads of attachments on demand. */
export function addAttachmentReads(app: Hono, state: EmulatorState): void {
  const { world } = state;
  app.get("/ats/candidates/:id/attachments", (context) => {
    requireAction(state, "ats_read_document_attachments");
    const candidate = candidateOf(world, context.req.param("id"));
    const results = filesOf(state, candidate.id).map((file) => ({
      ...onDemand(state, file),
      application_id: file.application_id,
      candidate_id: file.candidate_id,
    }));
    return action(context, { results });
  });
  app.get("/ats/applications/:id/attachments", (context) => {
    requireAction(state, "ats_read_document_attachments");
    const application = applicationOf(world, context.req.param("id"));
    const files = filesOf(state, application.candidate_id ?? "");
    const own = state.profile.filesOnCandidate ? files : files.filter((file) => file.application_id === application.id);
    return action(context, { results: own.map((file) => onDemand(state, file)) });
  });
}

function filesOf({ world }: EmulatorState, candidateId: string): Readonly<AttachmentRow>[] {
  return world.attachments
    .where("candidate_id", candidateId)
    .filter(({ remote_deleted_at }) => remote_deleted_at === null);
}

function onDemand(state: EmulatorState, file: Readonly<AttachmentRow>) {
  const { id, type, remote_id, content_type, remote_created_at, remote_updated_at } = file;
  return {
    id,
    type: type ?? "OTHER",
    remote_id,
    data_url: fileUrl(state, file),
    file_name: file.file_name ?? "file",
    content_type,
    remote_created_at,
    remote_updated_at,
  };
}
