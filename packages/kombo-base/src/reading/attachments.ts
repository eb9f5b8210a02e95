import { EVENTS, token, type Attachment, type Call, type Injected, type Token } from "@anyats/core";
import { attachmentReading } from "../mapping/small-records.ts";
import { readAnswer } from "../transport/envelope.ts";
import { unreadableAnswer } from "../transport/kombo-error.ts";
import { DriftReports, path, readRecords, unreadableRecord } from "@anyats/http";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { wireAttachments } from "../wire/small-records.ts";

export interface AttachmentOptions {
  /** The list decides about a write: one that cannot be read may be the one that is looked for, and ends in an error. */
  readonly decides?: boolean;
}

/** Reads the files of candidates and applications, live from the ATS. */
export interface Attachments {
  ofCandidate(id: string, call: Call, options?: AttachmentOptions): Promise<readonly Attachment[]>;
  ofApplication(id: string, call: Call, options?: AttachmentOptions): Promise<readonly Attachment[]>;
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

  ofCandidate(id: string, call: Call, options?: AttachmentOptions): Promise<readonly Attachment[]> {
    return this.#read(path`/ats/candidates/${id}/attachments`, call, options);
  }

  ofApplication(id: string, call: Call, options?: AttachmentOptions): Promise<readonly Attachment[]> {
    return this.#read(path`/ats/applications/${id}/attachments`, call, options);
  }

  async #read(
    address: string,
    call: Call,
    { decides = false }: AttachmentOptions = {},
  ): Promise<readonly Attachment[]> {
    const { transport, events } = this.#collaborators;
    const answer = await transport.send({ method: "GET", path: address, effect: "reads", action: true }, call);
    const parsed = wireAttachments.safeParse(readAnswer(answer, "reads").data);
    if (!parsed.success) throw unreadableAnswer("it is not a list of files", "reads", answer.status);
    const { results } = parsed.data;
    const { records, quarantined } = readRecords(attachmentReading, results, { raw: call.raw }, this.#drift.of(call));
    if (decides && quarantined[0]) throw unreadableRecord("file", quarantined[0].path, { party: "aggregator" });
    for (const record of quarantined) events.emit("quarantine", { capability: call.capability, ...record });
    return records;
  }
}
