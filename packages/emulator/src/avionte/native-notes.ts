import type { CandidateRow } from "../world/rows.ts";
import type { NoteRow } from "../world/smaller-rows.ts";
import type { World } from "../world/world.ts";
import { activityTypes, archived } from "./native-directory.ts";
import { live } from "./native-reads.ts";
import { json, opaque, type NativeCall, type NativeRoute } from "../tools/native-router.ts";
import type { NativeResponse } from "../http/native-call.ts";

/** Notes on talents: the confirmed activities, and the paths that only the seed of this project names. */
export function noteRoutes(world: World): NativeRoute[] {
  return [
    { method: "POST", pattern: "/talent/:id/activity", set: "always", handle: (call) => addActivity(world, call) },
    { method: "POST", pattern: "/candidate/:id/note", set: "seed", handle: (call) => addNote(world, call) },
    { method: "GET", pattern: "/candidate/:id/notes", set: "seed", handle: (call) => listNotes(world, call) },
  ];
}

function addActivity(world: World, { params, body }: NativeCall): NativeResponse {
  const candidate = live(world.candidates, params.id ?? "");
  if (!candidate) return opaque(404, "Not found");
  const activity = fields(body);
  // The sign is not checked: system types are negative and are accepted.
  if (!Number.isInteger(activity.typeId)) return opaque(409, "typeId");
  // That an archived type takes none is inferred.
  const type = activityTypes.find(({ typeId }) => typeId === activity.typeId);
  if (type?.show_in === archived) return opaque(409, "typeId");
  // Required by the page, and that of the address.
  if (activity.talentId !== Number(candidate.remote_id)) return opaque(409, "talentId");
  const note = insertNote(world, candidate, text(activity.notes) ?? "", text(activity.name), activity.userId);
  return json({
    activityDate: text(activity.activityDate) ?? note.remote_created_at,
    talentId: Number(candidate.remote_id),
    id: Number(note.remote_id),
    notes: note.content_html,
    userId: activity.userId ?? null,
    typeId: activity.typeId,
    name: note.title,
    show_in: activity.show_in ?? -1,
  });
}

/**
 * Unverified and invented: body `{ content, actionType?, userId? }`, where `note` and `notes` are treated as
 * `content`, and `noteActionType` for `actionType`.
 */
function addNote(world: World, { params, body }: NativeCall): NativeResponse {
  const candidate = live(world.candidates, params.id ?? "");
  if (!candidate) return opaque(404, "Not found");
  const note = fields(body);
  const content = text(note.content) ?? text(note.note) ?? text(note.notes);
  if (content === null || content === "") return opaque(409, "content");
  const actionType = text(note.actionType) ?? text(note.noteActionType);
  return json(seedNote(insertNote(world, candidate, content, actionType, note.userId), candidate), 201);
}

function listNotes(world: World, { params }: NativeCall): NativeResponse {
  const candidate = live(world.candidates, params.id ?? "");
  if (!candidate) return opaque(404, "Not found");
  return json(world.notes.where("candidate_id", candidate.id).map((note) => seedNote(note, candidate)));
}

function seedNote(note: Readonly<NoteRow>, candidate: Readonly<CandidateRow>): Record<string, unknown> {
  return {
    id: Number(note.remote_id) || note.remote_id,
    candidateId: Number(candidate.remote_id),
    content: note.content_html,
    actionType: note.title,
    createdDate: note.remote_created_at,
  };
}

function insertNote(
  world: World,
  candidate: Readonly<CandidateRow>,
  content: string,
  title: string | null,
  userId: unknown,
): NoteRow {
  const now = world.clock.timestamp();
  return world.notes.insert({
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    candidate_id: candidate.id,
    application_id: null,
    author_id: world.users.byRemoteId(String(userId))?.id ?? null,
    title,
    content_html: content,
    is_private: null,
  });
}

/** The members of an object, or none. */
export function fields(body: unknown): Record<string, unknown> {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
