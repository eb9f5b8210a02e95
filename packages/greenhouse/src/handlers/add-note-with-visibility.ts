import { applications, handles, type Call, type Injected, type InputOf } from "@anyats/core";
import { AddApplicationNote } from "@anyats/kombo-base";
import { connectorOf, GREENHOUSE_SETTINGS, otherThan, type GreenhouseSettings } from "../settings.ts";

type Input = InputOf<typeof applications.addNote>;

/** As Kombo's, with the visibility of the settings where the call gives none (`remote_fields.greenhouse.visibility`). */
export class AddNoteWithVisibility extends AddApplicationNote {
  static override readonly inject = { ...AddApplicationNote.inject, settings: GREENHOUSE_SETTINGS };
  readonly #settings: GreenhouseSettings;

  constructor(collaborators: Injected<typeof AddNoteWithVisibility.inject>) {
    super(collaborators);
    this.#settings = collaborators.settings;
  }

  protected override remoteFields(input: Input, call: Call): Input["remoteFields"] {
    const given = super.remoteFields(input, call);
    const connector = connectorOf(this.#settings);
    const isGiven = [connector, otherThan(connector)].some((each) => given?.[each]?.["visibility"] !== undefined);
    const visibility = this.#settings.noteVisibility;
    if (isGiven || visibility === undefined) return given;
    return { ...given, [connector]: { ...given?.[connector], visibility } };
  }
}

export const addApplicationNote = handles(applications.addNote, AddNoteWithVisibility);
