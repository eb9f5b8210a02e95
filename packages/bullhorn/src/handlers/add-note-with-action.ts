import { applications, handles, type InputOf } from "@anyats/core";
import { AddApplicationNote } from "@anyats/kombo-base";

type Input = InputOf<typeof applications.addNote>;

/** As Kombo's, with the kind of the note where Bullhorn looks for it: `remote_fields.bullhorn.action` (documented). */
export class AddNoteWithAction extends AddApplicationNote {
  protected override remoteFields({ actionType, remoteFields }: Input): Input["remoteFields"] {
    if (actionType === undefined) return remoteFields;
    return { ...remoteFields, bullhorn: { ...remoteFields?.["bullhorn"], action: actionType } };
  }
}

export const addApplicationNote = handles(applications.addNote, AddNoteWithAction);
