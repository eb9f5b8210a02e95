import {
  AtsError,
  EVENTS,
  token,
  type AttachmentCommand,
  type AttachmentRestrictions,
  type Call,
  type Injected,
  type Token,
} from "@anyats/core";
import { toAttachmentRestrictions } from "../mapping/connection.ts";
import { DriftReports, path } from "@anyats/http";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { wireAttachmentRestrictions } from "../wire/connection.ts";
import { readData } from "./read-data.ts";
import { SharedAnswers } from "@anyats/http";

/** Kombo's names of the actions that take files: the only four that it documents. */
const actions = {
  "applications.create": "ats_create_application",
  "applications.addAttachment": "ats_add_application_attachment",
  "candidates.create": "ats_create_candidate",
  "candidates.addAttachment": "ats_add_candidate_attachment",
} as const satisfies Readonly<Record<AttachmentCommand, string>>;

const noneKnown = toAttachmentRestrictions({ attachment_restrictions: null });

/** Reads what the files of a command must be like. */
export interface Restrictions {
  read(command: AttachmentCommand, call: Call): Promise<AttachmentRestrictions>;
  /** What is known without asking twice on a connection. Where Kombo does not tell, nothing is known. */
  known(command: AttachmentCommand, call: Call): Promise<AttachmentRestrictions>;
}

export const RESTRICTIONS: Token<Restrictions> = token("kombo/attachment-restrictions");

/** Reads them from what Kombo calls a capability probe, and keeps them for the connection. */
export class RestrictionReader implements Restrictions {
  static readonly inject = { transport: TRANSPORT, events: EVENTS };
  readonly #collaborators: Injected<typeof RestrictionReader.inject>;
  readonly #answers = new SharedAnswers<AttachmentRestrictions>(Object.keys(actions).length);
  readonly #drift: DriftReports;

  constructor(collaborators: Injected<typeof RestrictionReader.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  read(command: AttachmentCommand, call: Call): Promise<AttachmentRestrictions> {
    return this.#answers.read(command, call, async () => {
      const address = path`/ats/actions/${actions[command]}`;
      const answer = await this.#collaborators.transport.send(
        { method: "GET", path: address, effect: "reads", action: false },
        call,
      );
      const { data } = readData(wireAttachmentRestrictions, answer, "reads", this.#drift.of(call));
      return toAttachmentRestrictions(data);
    });
  }

  async known(command: AttachmentCommand, call: Call): Promise<AttachmentRestrictions> {
    const kept = this.#answers.kept(command);
    if (kept) return kept;
    try {
      return await this.read(command, call);
    } catch (error) {
      if (call.signal.aborted || !AtsError.is(error)) throw error;
      // Kombo will not tell: it need not be asked again. What only failed may be asked again with the next file, and so may
      // an integration that somebody has to set up or switch on first.
      if (error.retry === "never" && error.concerns !== "connection") this.#answers.keep(command, noneKnown);
      return noneKnown;
    }
  }
}
