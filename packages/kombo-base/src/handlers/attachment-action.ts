import {
  CLOCK,
  type Attachment,
  type AttachmentCommand,
  type Call,
  type GivenFile,
  type Injected,
  type Receipt,
  type Settlement,
} from "@anyats/core";
import { contentKey, ReadBack, beforeWriting } from "@anyats/http";
import { toWireFile } from "../files/to-wire-file.ts";
import { RESTRICTIONS } from "../reading/attachment-restrictions.ts";
import { ATTACHMENTS } from "../reading/attachments.ts";
import { receiptOf } from "../reading/read-data.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";

/** One file for one record. */
export interface Attaching {
  readonly command: AttachmentCommand;
  /** Where Kombo takes it. */
  readonly path: string;
  /** The id of what it is attached to. */
  readonly recordId: string;
  readonly file: GivenFile;
  readonly remoteFields?: Readonly<Record<string, unknown>> | undefined;
  /** Reads the files of the record. */
  readonly files: () => Promise<readonly Attachment[]>;
}

const sameName = (one: string, other: string): boolean => one.normalize("NFC") === other.normalize("NFC");

/**
 * Attaches a file to whatever takes one. Kombo gives no id back, so the record's files are read before (where the
 * integration lets them be read), to tell by name and type after a lost answer whether the file is there.
 */
export abstract class AttachmentAction {
  static readonly inject = { transport: TRANSPORT, attachments: ATTACHMENTS, restrictions: RESTRICTIONS, clock: CLOCK };
  readonly lane = "unified" as const;
  protected readonly collaborators: Injected<typeof AttachmentAction.inject>;
  readonly #readBack: ReadBack<Attachment>;

  constructor(collaborators: Injected<typeof AttachmentAction.inject>) {
    this.collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "files");
  }

  protected async attach(attaching: Attaching, call: Call): Promise<Receipt> {
    const { transport, restrictions } = this.collaborators;
    const { command, path, file, remoteFields } = attaching;
    const attachment = await beforeWriting(() => toWireFile(file, command, restrictions, call));
    const body = { attachment, ...(remoteFields && { remote_fields: remoteFields }) };
    return this.#readBack.around(this.#key(attaching), call, this.#alike(attaching), async () => {
      const answer = await transport.send({ method: "POST", path, body, effect: "creates", action: true }, call);
      return receiptOf(readAnswer(answer, "creates").warnings);
    });
  }

  protected lookFor(attaching: Attaching, call: Call): Promise<Settlement<Receipt>> {
    const reconcile = { recordId: attaching.recordId, look: "a file with this name and type" };
    const found = () => receiptOf([]);
    return this.#readBack.settle(this.#key(attaching), call, this.#alike(attaching), found, reconcile);
  }

  #key({ recordId, file }: Attaching): string {
    return contentKey(recordId, file.name, file.type);
  }

  /** Files of the same name and type; a type that is not known is no difference. */
  #alike({ files, file }: Attaching): () => Promise<readonly Attachment[]> {
    return () =>
      beforeWriting(async () =>
        (await files()).filter(
          ({ fileName, type }) =>
            fileName !== null && sameName(fileName, file.name) && (type ?? file.type) === file.type,
        ),
      );
  }
}
