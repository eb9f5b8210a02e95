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
import { beforeWriting, contentKey, HTTP, ReadBack, type Alike } from "@anyats/http";
import { RESTRICTIONS } from "../reading/attachment-restrictions.ts";
import { ATTACHMENTS } from "../reading/attachments.ts";
import { receiptOf } from "../reading/read-data.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";

/** Loaded with the first file. */
let loaded: typeof import("../files/to-wire-file.ts") | undefined;

/** One file for one record. */
export interface Attaching {
  readonly command: AttachmentCommand;
  /** Where Kombo takes it, and lists what is there. */
  readonly path: string;
  /** The id of what it is attached to. */
  readonly recordId: string;
  readonly file: GivenFile;
  readonly remoteFields?: Readonly<Record<string, unknown>> | undefined;
}

const sameName = (one: string, other: string): boolean => one.normalize("NFC") === other.normalize("NFC");

/** What an attachment remembers of what it sent. */
interface Sent {
  /** The digest of the content; null where Kombo fetches the file. */
  readonly content: string | null;
}

/** What is read of a file is text: bytes that are not are read alike on both sides. */
const asText = (base64: string): string => new TextDecoder().decode(Buffer.from(base64, "base64"));

/**
 * Attaches a file to whatever takes one. Kombo gives no id back, so the record's files are read before (where the
 * integration lets them be read). After a lost answer, a file that came since counts as this one when name, type and
 * content are the same: another connection may have attached another `cv.pdf`.
 */
export abstract class AttachmentAction<Input> {
  static readonly inject = {
    transport: TRANSPORT,
    http: HTTP,
    attachments: ATTACHMENTS,
    restrictions: RESTRICTIONS,
    clock: CLOCK,
  };
  readonly lane = "unified" as const;
  protected readonly collaborators: Injected<typeof AttachmentAction.inject>;
  readonly #readBack: ReadBack<Attachment>;

  constructor(collaborators: Injected<typeof AttachmentAction.inject>) {
    this.collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "files");
  }

  /** What is attached to what. */
  protected abstract attaching(input: Input): Attaching;

  async handle(input: Input, call: Call): Promise<Receipt> {
    const attaching = this.attaching(input);
    const { transport, restrictions } = this.collaborators;
    const { command, path, file, remoteFields } = attaching;
    const attachment = await beforeWriting(async () => {
      loaded ??= await import("../files/to-wire-file.ts");
      return loaded.toWireFile(file, command, restrictions, call);
    }, call);
    const body = { attachment, ...(remoteFields && { remote_fields: remoteFields }) };
    const content = attachment.data === undefined ? null : contentKey(asText(attachment.data));
    const write = async () => {
      const answer = await transport.send({ method: "POST", path, body, effect: "creates", action: true }, call);
      return receiptOf(readAnswer(answer, "creates").warnings);
    };
    const sent: Sent = { content };
    return this.#readBack.around(this.#key(attaching), call, this.#alike(attaching, call), write, () => sent);
  }

  settle(input: Input, call: Call): Promise<Settlement<Receipt>> {
    const attaching = this.attaching(input);
    const reconcile = { look: "a file with this name, type and content" };
    const found = () => receiptOf([]);
    return this.#readBack.settle(this.#key(attaching), call, this.#alike(attaching, call), found, reconcile, {
      isThis: (file, sent) => this.#isThis(file, (sent as Sent | undefined)?.content ?? null, call),
    });
  }

  /** Whether a file has the content that was sent; `undefined` when it cannot be read. */
  async #isThis({ url }: Attachment, content: string | null, call: Call): Promise<boolean | undefined> {
    if (content === null) return undefined;
    try {
      const answer = await this.collaborators.http.send(
        { method: "GET", path: url, effect: "reads", foreign: true },
        call,
      );
      return contentKey(answer.text) === content;
    } catch (error) {
      if (call.signal.aborted) throw error;
      return undefined;
    }
  }

  /** By what `#alike` compares whatever the ATS tells: it may say no type. */
  #key({ recordId, file }: Attaching): string {
    return contentKey(recordId, file.name.normalize("NFC"));
  }

  /** Files of the same name and type; a type that is not known is not a difference. */
  #alike({ path, file }: Attaching, call: Call): Alike<Attachment> {
    return () =>
      beforeWriting(async () =>
        (await this.collaborators.attachments.withUnreadable(path, call)).filter(
          (found) =>
            "problem" in found ||
            (found.fileName !== null && sameName(found.fileName, file.name) && (found.type ?? file.type) === file.type),
        ),
      );
  }
}
