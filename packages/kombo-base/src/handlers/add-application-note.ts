import {
  handles,
  ADAPTER,
  CLOCK,
  applications,
  type Call,
  type CallHandler,
  type Injected,
  type InputOf,
  type Note,
  type QuarantinedRecord,
  type Receipt,
  type Settlement,
  noteKey,
  sameNote,
  toNoteContent,
} from "@anyats/core";
import { beforeWriting, contentKey, path, ReadBack, type Alike } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { readableNoteReading } from "../mapping/activity.ts";
import { LISTS } from "../reading/list-reader.ts";
import { receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";

type Capability = typeof applications.addNote;
type Input = InputOf<Capability>;

/**
 * `POST /ats/applications/{id}/notes`, in the format that the adapter declares. Kombo gives no id back, so the notes of
 * the application are read before (where the integration lets them be read), to tell after a lost answer whether the
 * note is there.
 */
export class AddApplicationNote implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT, lists: LISTS, adapter: ADAPTER, clock: CLOCK };
  readonly lane = "unified" as const;
  readonly routes = documented("POST /ats/applications/{application_id}/notes");
  readonly settledBy: readonly string[] = ["notes.stream"];
  protected readonly collaborators: Injected<typeof AddApplicationNote.inject>;
  readonly #readBack: ReadBack<Note>;

  constructor(collaborators: Injected<typeof AddApplicationNote.inject>) {
    this.collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "notes");
  }

  async handle(input: Input, call: Call): Promise<Receipt> {
    const { content, key } = await beforeWriting(() => this.#note(input), call);
    const remoteFields = this.remoteFields(input, call);
    const body = { content, content_type: "PLAIN_TEXT", ...(remoteFields && { remote_fields: remoteFields }) };
    const address = path`/ats/applications/${input.application.id}/notes`;
    return this.#readBack.around(key, call, this.#alike(input, content, call), async () => {
      const request = { method: "POST", path: address, body, effect: "creates", action: true } as const;
      return receiptOf(readAnswer(await this.collaborators.transport.send(request, call), "creates").warnings);
    });
  }

  async settle(input: Input, call: Call): Promise<Settlement<Receipt>> {
    const { content, key } = await this.#note(input);
    const reconcile = { look: "a note with this text on the application" };
    const found = () => {
      this.remoteFields(input, call); // Another process than the one that wrote it warns as well.
      return receiptOf([]);
    };
    return this.#readBack.settle(key, call, this.#alike(input, content, call), found, reconcile);
  }

  /**
   * What goes into `remote_fields`. Kombo itself has no kinds of notes: an adapter whose ATS has some puts `actionType`
   * where its ATS looks for it.
   */
  protected remoteFields({ actionType, remoteFields }: Input, call: Call): Input["remoteFields"] {
    if (actionType !== undefined)
      call.warn({ message: "Kombo has no field for the kind of a note: it was not sent.", code: null });
    return remoteFields;
  }

  async #note({ application, note }: Input): Promise<{ readonly content: string; readonly key: string }> {
    const content = await toNoteContent(note, this.collaborators.adapter.facts);
    return { content, key: contentKey(application.id, await noteKey(content)) };
  }

  #alike({ application }: Input, content: string, call: Call): Alike<Note> {
    return () =>
      beforeWriting(async () => {
        const same = await sameNote(content);
        const found: (Note | QuarantinedRecord)[] = [];
        const query = { application_ids: application.id };
        for (const note of await this.collaborators.lists.withUnreadable(
          "/ats/notes",
          readableNoteReading,
          query,
          call,
        ))
          if ("problem" in note || (note.content && (await same(note.content.untrustedHtml)))) found.push(note);
        return found;
      });
  }
}

export const addApplicationNote = handles(applications.addNote, AddApplicationNote, {
  needs: [action(/^(add|create)_(application_)?notes?$/)],
});
