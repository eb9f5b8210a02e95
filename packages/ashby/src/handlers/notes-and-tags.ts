import {
  ADAPTER,
  applications,
  candidates,
  CLOCK,
  handles,
  receipt,
  noteKey,
  sameNote,
  toNoteContent,
  type Call,
  type CallHandler,
  type Injected,
  type InputOf,
  type Note,
  type QuarantinedRecord,
  type Receipt,
  type Settlement,
} from "@anyats/core";
import { beforeWriting, contentKey, HTTP, ReadBack, type Alike } from "@anyats/http";
import { z } from "zod/mini";
import { LISTS } from "../lists.ts";
import { anything, post, withId } from "../results.ts";
import { documented } from "../routes.ts";
import { candidateOf, notesOf } from "../candidates.ts";
import { wireNote, wireTag } from "../wire.ts";

/** A note whose text decides about a write. */
const readableNote = z.extend(wireNote, { content: z.nullish(z.string()) });

type Text = InputOf<typeof candidates.addNote>["note"];

/** Adds a note to a candidate. Ashby gives its id, but a lost answer does not: so the notes are read before. */
abstract class AddNote {
  static readonly inject = { http: HTTP, lists: LISTS, adapter: ADAPTER, clock: CLOCK };
  readonly lane = "native" as const;
  readonly settledBy: readonly string[] = ["notes.stream"];
  protected readonly collaborators: Injected<typeof AddNote.inject>;
  readonly #readBack: ReadBack<Note>;

  constructor(collaborators: Injected<typeof AddNote.inject>) {
    this.collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "notes");
  }

  protected async add(candidateId: string, note: Text, call: Call): Promise<Receipt> {
    const { value, key } = await beforeWriting(() => this.#note(candidateId, note), call);
    // Said explicitly: the defaults of Ashby's calls differ.
    const body = { candidateId, note: { type: "text/plain", value }, isPrivate: false, sendNotifications: false };
    const expected = { schema: anything, effect: "creates" } as const;
    return this.#readBack.around(key, call, this.#alike(candidateId, value, call), async () => {
      await post(this.collaborators.http, "/candidate.createNote", body, expected, call);
      return receipt();
    });
  }

  protected async look(candidateId: string, note: Text, call: Call): Promise<Settlement<Receipt>> {
    const { value, key } = await this.#note(candidateId, note);
    const reconcile = { candidateId, look: "a note with this text on the candidate" };
    const alike = this.#alike(candidateId, value, call);
    return this.#readBack.settle(key, call, alike, () => receipt("read-back"), reconcile);
  }

  async #note(candidateId: string, note: Text): Promise<{ readonly value: string; readonly key: string }> {
    const value = await toNoteContent(note, this.collaborators.adapter.facts);
    return { value, key: contentKey(candidateId, await noteKey(value)) };
  }

  #alike(candidateId: string, value: string, call: Call): Alike<Note> {
    return () =>
      beforeWriting(async () => {
        const same = await sameNote(value);
        const found: (Note | QuarantinedRecord)[] = [];
        const { path, parameters, reading } = notesOf(candidateId);
        const listing = { path, parameters, reading: { ...reading, schema: readableNote } };
        for (const note of await this.collaborators.lists.withUnreadable(listing, call))
          if ("problem" in note || (note.content && (await same(note.content.untrustedHtml)))) found.push(note);
        return found;
      });
  }
}

class AddCandidateNote extends AddNote implements CallHandler<typeof candidates.addNote> {
  readonly routes = documented("POST /candidate.createNote", "POST /candidate.listNotes");

  handle({ candidate, note }: InputOf<typeof candidates.addNote>, call: Call): Promise<Receipt> {
    return this.add(candidate.id, note, call);
  }

  settle({ candidate, note }: InputOf<typeof candidates.addNote>, call: Call): Promise<Settlement<Receipt>> {
    return this.look(candidate.id, note, call);
  }
}

/** It lands on the candidate: applications have no notes in Ashby (documented). */
class AddApplicationNote extends AddNote implements CallHandler<typeof applications.addNote> {
  readonly routes = documented("POST /candidate.createNote", "POST /candidate.listNotes", "POST /application.info");

  async handle({ application, note }: InputOf<typeof applications.addNote>, call: Call): Promise<Receipt> {
    // A note with nothing in it is refused before any request.
    const { http, adapter } = this.collaborators;
    const id = await beforeWriting(async () => {
      await toNoteContent(note, adapter.facts);
      return candidateOf(http, application.id, call);
    }, call);
    return this.add(id, note, call);
  }

  async settle({ application, note }: InputOf<typeof applications.addNote>, call: Call): Promise<Settlement<Receipt>> {
    return this.look(await candidateOf(this.collaborators.http, application.id, call), note, call);
  }
}

export const addCandidateNote = handles(candidates.addNote, AddCandidateNote);
export const addApplicationNote = handles(applications.addNote, AddApplicationNote);

/** `candidateTag.create` gives the tag that there is, where there is one of that title (documented). */
export const addCandidateTag = handles(candidates.addTag, {
  routes: documented("POST /candidateTag.create", "POST /candidate.addTag"),
  inject: { http: HTTP },
  async handle({ candidate, tag }, call, { http }) {
    const made = { schema: withId, effect: "idempotent" } as const;
    const { id: tagId } = await post(http, "/candidateTag.create", { title: tag }, made, call);
    const expected = { schema: anything, effect: "idempotent" } as const;
    await post(http, "/candidate.addTag", { candidateId: candidate.id, tagId }, expected, call);
    return receipt();
  },
});

const withTags = z.looseObject({ tags: z.nullish(z.array(z.unknown())) });
const readableTag = z.extend(wireTag, { title: z.string() });

export const removeCandidateTag = handles(candidates.removeTag, {
  routes: documented("POST /candidate.info", "POST /candidate.removeTag"),
  inject: { http: HTTP },
  async handle({ candidate, tag }, call, { http }) {
    const read = { schema: withTags, effect: "reads" } as const;
    const { tags } = await post(http, "/candidate.info", { id: candidate.id }, read, call);
    const expected = { schema: anything, effect: "idempotent" } as const;
    for (const held of (tags ?? []).map((each) => readableTag.safeParse(each).data)) {
      const body = { candidateId: candidate.id, tagId: held?.id };
      if (held?.title === tag) await post(http, "/candidate.removeTag", body, expected, call);
      if (!held)
        call.warn({ message: "A tag of the candidate cannot be read: it may be the one to remove.", code: null });
    }
    return receipt();
  },
});
