import {
  ADAPTER,
  applications,
  candidates,
  CLOCK,
  handles,
  notes,
  receipt,
  noteKey,
  sameNote,
  token,
  toNoteContent,
  type Call,
  type Injected,
  type InputOf,
  type Note,
  type QuarantinedRecord,
  type Receipt,
  type Settlement,
  type Token,
} from "@anyats/core";
import { beforeWriting, contentKey, ReadBack, readRecords, type Written } from "@anyats/http";
import { z } from "zod/mini";
import { PEOPLE } from "../people/people-of-server.ts";
import type { People } from "../people/people.ts";
import { and, or, type Domain } from "../rpc/domain.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import { readableText } from "../reading/values.ts";
import { talentsIn } from "../records/application.ts";
import { linked, MENTIONS } from "../records/mentions.ts";
import {
  messageNames,
  noteReading,
  wireMessage,
  writtenByPeople,
  writtenNote,
  type WireMessage,
} from "../records/note.ts";
import { method, methods } from "../routes.ts";
import { ACCESS } from "../rpc/access.ts";
import { idsOf, ODOO, type Row } from "../rpc/odoo.ts";
import { STAGE_TARGETS } from "./stages.ts";

type Filter = InputOf<typeof notes.stream>;

const on = (model: string, ids: readonly number[]): Domain => [
  ["model", "=", model],
  ["res_id", "in", ids],
];

/** The messages on applications and persons that people wrote. */
export class Notes {
  static readonly inject = { odoo: ODOO, lists: LISTS, mentions: MENTIONS, people: PEOPLE, access: ACCESS };
  readonly #collaborators: Injected<typeof Notes.inject>;

  constructor(collaborators: Injected<typeof Notes.inject>) {
    this.#collaborators = collaborators;
  }

  /** @throws {AtsError} when the user would see no notes, or only some. */
  async list(filter: Filter, call: Call): Promise<OdooList<WireMessage, Note>> {
    const { lists, access, people } = this.#collaborators;
    const persons = await people.people(call);
    return {
      model: "mail.message",
      domain: and(
        lists.common(filter),
        [
          ["model", "in", ["hr.applicant", persons.model]],
          ["message_type", "in", writtenByPeople],
        ],
        await this.#of(filter, persons, call),
      ),
      fields: messageNames,
      reading: (rows, call) => this.#reading(rows, persons, call),
      confirm: access.requireAll,
      keep: ({ deletedAt }) => deletedAt === null || filter.includeDeleted === true,
    };
  }

  async #of({ candidateIds, applicationIds }: Filter, persons: People, call: Call): Promise<Domain> {
    const ofPersons = candidateIds
      ? or(on("hr.applicant", await persons.applications(candidateIds, call)), on("hr.candidate", idsOf(candidateIds)))
      : [];
    return and(ofPersons, applicationIds ? on("hr.applicant", idsOf(applicationIds)) : []);
  }

  async #reading(rows: readonly Row[], persons: People, call: Call) {
    const { mentions, odoo } = this.#collaborators;
    const onApplications = rows.filter((row) => row["model"] === "hr.applicant").map((row) => Number(row["res_id"]));
    const internal: Domain = [
      ["id", "in", rows.map(({ id }) => id)],
      ["subtype_id.internal", "=", true],
    ];
    const [applicants, users, hidden] = await Promise.all([
      mentions.applicantsById(onApplications, call),
      mentions.usersOfPartners(linked(rows, "author_id"), call),
      odoo.ids("mail.message", internal, call),
    ]);
    return noteReading({
      personOf: await persons.identify([...applicants.values()], call),
      users,
      talents: talentsIn(applicants),
      internal: new Set(hidden),
    });
  }
}

export const NOTES: Token<Notes> = token("odoo/notes");

const read = methods("mail.message/search_read", "hr.applicant/search_read", "res.users/search_read");

export const streamNotes = handles(notes.stream, {
  routes: read,
  inject: { notes: NOTES, lists: LISTS },
  fetchPage: async (filter, position, call, { notes, lists }) =>
    lists.page(await notes.list(filter, call), position, call),
});

/** Where a note goes. */
interface Place {
  readonly model: "hr.applicant" | "hr.candidate";
  readonly id: number;
}

const readableMessage = z.extend(wireMessage, { body: readableText });

/** A note that may be the one that was written. */
type FoundNote = Written & { readonly content: string };

/**
 * `message_post` with HTML: without `body_is_html`, markup is escaped, and lines run together. The subtype `mt_note` mails
 * nobody. Poster and followers stay as they are.
 */
export class NoteWriting {
  static readonly inject = {
    odoo: ODOO,
    adapter: ADAPTER,
    clock: CLOCK,
    targets: STAGE_TARGETS,
    people: PEOPLE,
  };
  readonly #collaborators: Injected<typeof NoteWriting.inject>;
  readonly #readBack: ReadBack<FoundNote>;

  constructor(collaborators: Injected<typeof NoteWriting.inject>) {
    this.#collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "notes");
  }

  async onApplication(id: string, call: Call): Promise<Place> {
    return { model: "hr.applicant", id: (await this.#collaborators.targets.application(id, call)).id };
  }

  async onCandidate(id: string, call: Call): Promise<Place> {
    const { model, ids } = await (await this.#collaborators.people.people(call)).records(id, call);
    return { model, id: ids.at(-1)! };
  }

  async write(
    note: InputOf<typeof applications.addNote>["note"],
    place: () => Promise<Place>,
    call: Call,
  ): Promise<Receipt> {
    const { odoo, adapter } = this.#collaborators;
    const [body, at] = await beforeWriting(
      async () => [await toNoteContent(note, adapter.facts), await place()] as const,
      call,
    );
    const named = { body, body_is_html: true, message_type: "comment", subtype_xmlid: "mail.mt_note" };
    return this.#readBack.around(
      await keyOf(at, body),
      call,
      () => beforeWriting(() => this.#alike(at, body, call)),
      async () => {
        const context = { mail_create_nosubscribe: true };
        await odoo.call({ model: at.model, method: "message_post", ids: [at.id], named, context }, "creates", call);
        return receipt();
      },
    );
  }

  async settle(
    note: InputOf<typeof applications.addNote>["note"],
    place: () => Promise<Place>,
    call: Call,
  ): Promise<Settlement<Receipt>> {
    const body = await toNoteContent(note, this.#collaborators.adapter.facts);
    const at = await place();
    const reconcile = { model: at.model, id: String(at.id), look: "a note with this text on the record" };
    return this.#readBack.settle(
      await keyOf(at, body),
      call,
      () => this.#alike(at, body, call),
      () => receipt("read-back"),
      reconcile,
    );
  }

  async #alike({ model, id }: Place, body: string, call: Call): Promise<readonly (FoundNote | QuarantinedRecord)[]> {
    const domain: Domain = [
      ["model", "=", model],
      ["res_id", "=", id],
      ["message_type", "=", "comment"],
    ];
    const found = await this.#collaborators.odoo.search({ model: "mail.message", domain, fields: messageNames }, call);
    const same = await sameNote(body);
    const reading = { schema: readableMessage, map: writtenNote };
    const { records, quarantined } = readRecords(reading, found, false, () => {});
    const alike: (FoundNote | QuarantinedRecord)[] = [...quarantined];
    for (const note of records) if (await same(note.content)) alike.push(note);
    return alike;
  }
}

export const NOTE_WRITING: Token<NoteWriting> = token("odoo/note-writing");

/** By what `#alike` compares, and nothing else. */
const keyOf = async ({ model, id }: Place, body: string): Promise<string> =>
  contentKey(model, String(id), await noteKey(body));

export const addApplicationNote = handles(applications.addNote, {
  routes: methods("hr.applicant/message_post", "mail.message/search_read"),
  settledBy: ["notes.stream"],
  inject: { writing: NOTE_WRITING },
  handle: ({ application, note }, call, { writing }) =>
    writing.write(note, () => writing.onApplication(application.id, call), call),
  settle: ({ application, note }, call, { writing }) =>
    writing.settle(note, () => writing.onApplication(application.id, call), call),
});

export const addCandidateNote = handles(candidates.addNote, {
  // Odoo 19 keeps the person on applicants.
  routes: [...methods("hr.candidate/message_post", "mail.message/search_read"), method("hr.applicant/message_post")],
  settledBy: ["notes.stream"],
  inject: { writing: NOTE_WRITING },
  handle: ({ candidate, note }, call, { writing }) =>
    writing.write(note, () => writing.onCandidate(candidate.id, call), call),
  settle: ({ candidate, note }, call, { writing }) =>
    writing.settle(note, () => writing.onCandidate(candidate.id, call), call),
});
