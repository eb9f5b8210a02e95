import { z } from "zod";
import { CandidateReference } from "../../models/identity.ts";
import { NoteActionType, NoteInput } from "../../models/note.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const addCandidateNote = capability({
  id: "candidates.addNote",
  kind: "command",
  effect: "creates",
  summary: "Add a note to a candidate's record.",
  sourceName: "_add_note_to_candidate(candidate, note, note_action_type)",
  input: z.strictObject({ candidate: CandidateReference, note: NoteInput, actionType: NoteActionType }),
  output: Receipt,
});
