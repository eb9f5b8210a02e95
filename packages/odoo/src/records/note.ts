import { Note, record } from "@anyats/core";
import { orNull, type Reading } from "@anyats/http";
import { z } from "zod/mini";
import { dated, instant, link, links, mention, text } from "../reading/values.ts";
import { InstantInput } from "@anyats/core";
import { ownerOf, type OwnerParts } from "./owner.ts";
import { userMention, type Users } from "./person.ts";

/** `mail.message`: a note, or an e-mail that was written on the record. */
export const wireMessage = z.looseObject({
  id: z.int(),
  model: text,
  res_id: orNull(z.int()),
  body: text,
  date: instant,
  create_date: instant,
  write_date: InstantInput,
  author_id: link,
  attachment_ids: links,
});
export type WireMessage = z.output<typeof wireMessage>;
export const messageNames = [
  "id",
  "model",
  "res_id",
  "body",
  "date",
  "create_date",
  "write_date",
  "author_id",
  "attachment_ids",
];

/** The messages that people wrote; the others tell what the server did. */
export const writtenByPeople = ["comment", "email", "email_outgoing"];

/** Deleting a message in the web client empties it. What is left is this mark, or nothing. */
export const isEmptied = ({ body, attachment_ids }: WireMessage): boolean =>
  attachment_ids.length === 0 && /^\s*(?:<span class="o-mail-Message-edited">\s*<\/span>\s*)?$/.test(body ?? "");

/** What the notes of a page mention. */
export interface NoteParts extends OwnerParts {
  /** Users by the id of their contact. */
  readonly users: Users;
  /** The messages that only employees see. */
  readonly internal: ReadonlySet<number>;
}

export function noteReading({ users, internal, ...parts }: NoteParts): Reading<WireMessage, Note> {
  return {
    schema: wireMessage,
    map: function toNote(wire) {
      const author = wire.author_id ? userMention(users.get(wire.author_id.id)) : null;
      return record(Note, {
        ...dated(wire),
        // A message can be dated back; `date` is what people see.
        createdAt: wire.date,
        deletedAt: isEmptied(wire) ? wire.write_date : null,
        ...ownerOf(wire.model, wire.res_id, parts),
        content: wire.body === null ? null : { untrustedHtml: wire.body },
        private: internal.has(wire.id),
        authorId: author?.id ?? null,
        author,
      });
    },
  };
}

/** A note as a lost answer is settled by. */
export const writtenNote = ({ id, body, create_date }: WireMessage) => ({
  ...mention(id),
  content: body ?? "",
  createdAt: create_date,
});
