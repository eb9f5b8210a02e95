import {
  EVENTS,
  token,
  type Attachment,
  type Call,
  type Injected,
  type PageContent,
  type QuarantinedRecord,
  type Token,
} from "@anyats/core";
import { attachmentReading, readableAttachmentReading } from "../mapping/small-records.ts";
import { readAnswer } from "../transport/envelope.ts";
import { unreadableAnswer } from "../transport/kombo-error.ts";
import { DriftReports, path, readRecords } from "@anyats/http";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { wireAttachments } from "../wire/small-records.ts";

/** Reads the files of candidates and applications, live from the ATS. */
export interface Attachments {
  ofCandidate(id: string, call: Call): Promise<readonly Attachment[]>;
  ofApplication(id: string, call: Call): Promise<readonly Attachment[]>;
  /** Also those that cannot be read, of which the id may be known. @param address Of the list, such as `/ats/candidates/{id}/attachments`. */
  withUnreadable(address: string, call: Call): Promise<readonly (Attachment | QuarantinedRecord)[]>;
}

export const ATTACHMENTS: Token<Attachments> = token("kombo/attachments");

export class AttachmentReader implements Attachments {
  static readonly inject = { transport: TRANSPORT, events: EVENTS };
  readonly #collaborators: Injected<typeof AttachmentReader.inject>;
  readonly #drift: DriftReports;

  constructor(collaborators: Injected<typeof AttachmentReader.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  async ofCandidate(id: string, call: Call): Promise<readonly Attachment[]> {
    return (await this.#read(path`/ats/candidates/${id}/attachments`, call)).records;
  }

  async ofApplication(id: string, call: Call): Promise<readonly Attachment[]> {
    return (await this.#read(path`/ats/applications/${id}/attachments`, call)).records;
  }

  async withUnreadable(address: string, call: Call): Promise<readonly (Attachment | QuarantinedRecord)[]> {
    const { records, quarantined } = await this.#read(address, call, readableAttachmentReading);
    return [...quarantined, ...records];
  }

  async #read(address: string, call: Call, reading = attachmentReading): Promise<PageContent<Attachment>> {
    const { transport, events } = this.#collaborators;
    const answer = await transport.send({ method: "GET", path: address, effect: "reads", action: true }, call);
    const parsed = wireAttachments.safeParse(readAnswer(answer, "reads").data);
    if (!parsed.success) throw unreadableAnswer("it is not a list of files", "reads", answer.status);
    const { results } = parsed.data;
    const read = readRecords(reading, results, { raw: call.raw }, this.#drift.of(call));
    for (const record of read.quarantined) events.emit("quarantine", { capability: call.capability, ...record });
    return read;
  }
}
