import {
  ADAPTER,
  toNoteContent,
  applications,
  handles,
  type Call,
  type CallHandler,
  type Injected,
  type InputOf,
  type Receipt,
  type Settlement,
} from "@anyats/core";
import { HTTP, path } from "@anyats/http";
import { z } from "zod";
import { documented } from "./documented.ts";

type Capability = typeof applications.addNote;

/**
 * `POST /applications/{id}/notes`. Each note carries a reference, by which it is found after a lost answer. Rowan shows
 * at once what was written: what is not found then was not written, and may be sent again.
 */
export class AddApplicationNote implements CallHandler<Capability> {
  static readonly inject = { http: HTTP, adapter: ADAPTER };
  readonly lane = "native" as const;
  readonly routes = documented("POST /applications/{id}/notes", "GET /notes");
  readonly #collaborators: Injected<typeof AddApplicationNote.inject>;
  readonly #references = new WeakMap<Call, string>();

  constructor(collaborators: Injected<typeof AddApplicationNote.inject>) {
    this.#collaborators = collaborators;
  }

  async handle({ application, note }: InputOf<Capability>, call: Call): Promise<Receipt> {
    const { http, adapter } = this.#collaborators;
    const body = { reference: this.#referenceOf(call), text: await toNoteContent(note, adapter.facts) };
    const notes = path`/applications/${application.id}/notes`;
    await http.send({ method: "POST", path: notes, body, effect: "creates" }, call);
    return { settledBy: "answer", warnings: [] };
  }

  async settle(_input: InputOf<Capability>, call: Call): Promise<Settlement<Receipt>> {
    const reference = this.#referenceOf(call);
    const query = { reference };
    const answer = await this.#collaborators.http.json({ method: "GET", path: "/notes", query, effect: "reads" }, call);
    if (z.array(z.unknown()).min(1).safeParse(answer).success)
      return { found: true, output: { settledBy: "read-back", warnings: [] } };
    return { found: false, certain: true, because: "Rowan has no note with its reference", reconcile: { reference } };
  }

  /** The same for a repeat and, with an idempotency key, also for a later call. */
  #referenceOf(call: Call): string {
    const reference = call.idempotencyKey ?? this.#references.get(call) ?? crypto.randomUUID();
    this.#references.set(call, reference);
    return reference;
  }
}

export const addApplicationNote = handles(applications.addNote, AddApplicationNote);
