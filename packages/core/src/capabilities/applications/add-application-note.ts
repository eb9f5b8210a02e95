import { z } from "zod";
import { ApplicationReference } from "../../models/identity.ts";
import { NoteActionType, NoteInput } from "../../models/note.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";

export const addApplicationNote = capability({
  id: "applications.addNote",
  kind: "command",
  effect: "creates",
  summary: "Add a note to an application.",
  sourceName: "_add_note_to_application(application, note, note_action_type)",
  input: z.strictObject({
    application: ApplicationReference,
    note: NoteInput,
    actionType: NoteActionType,
    remoteFields,
  }),
  output: Receipt,
});
