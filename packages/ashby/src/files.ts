import {
  AtsError,
  CLOCK,
  EVENTS,
  receipt,
  token,
  type Attachment,
  type Call,
  type GivenFile,
  type Injected,
  type Receipt,
  type Settlement,
  type Token,
} from "@anyats/core";
import { createHash } from "node:crypto";
import {
  at,
  beforeWriting,
  contentKey,
  entries,
  HTTP,
  openFile,
  orNull,
  ReadBack,
  readEach,
  readRecords,
  type Alike,
  type OpenedFile,
} from "@anyats/http";
import { z } from "zod/mini";
import { anything, post } from "./results.ts";
import { wireHandle, type WireHandle } from "./wire.ts";

const location = z.looseObject({ url: z.url() });
/** Nothing else of the candidate needs to be readable. */
const withFiles = z.looseObject({ fileHandles: entries(wireHandle), resumeFileHandle: orNull(wireHandle) });
/** The same where they tell a write from what was there before: each file is read on its own. */
const withAnyFiles = z.looseObject({ fileHandles: z.nullish(z.array(z.unknown())) });
const readable = {
  schema: z.extend(wireHandle, { name: z.nullish(z.string()) }),
  map: (file: WireHandle) => file,
};
const uploadHandle = z.looseObject({ handle: z.string(), url: z.url(), fields: z.record(z.string(), z.string()) });

/** How many files are asked for at a time where they lie. */
const filesAtOnce = 8;

/** Passes on any error but that something is not there. */
function orNotFound(error: unknown): AtsError {
  if (AtsError.is(error) && error.code === "record.not-found") return error;
  throw error;
}

const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64url");

type Named = Pick<GivenFile, "name" | "type">;
type Content = Extract<OpenedFile, { readonly bytes: Uint8Array }>;

/** The files of candidates: Ashby has none of applications. */
export class Files {
  static readonly inject = { http: HTTP, clock: CLOCK, events: EVENTS };
  readonly #collaborators: Injected<typeof Files.inject>;
  readonly #readBack: ReadBack<WireHandle>;

  constructor(collaborators: Injected<typeof Files.inject>) {
    this.#collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "files");
  }

  /** The files of a candidate, each with the address where it lies for a short time. */
  async list(candidateId: string, call: Call): Promise<Attachment[]> {
    const { files, resume } = await this.#handles(candidateId, call);
    const found = await readEach(files, filesAtOnce, (file) =>
      this.#located(file, file.id === resume?.id ? "CV" : "OTHER", candidateId, call).catch(orNotFound),
    );
    const missing = files.filter((_file, nth) => AtsError.is(found[nth]));
    if (missing.length > 0) {
      // A file that was removed meanwhile is left out; one that the candidate still has, and that lies nowhere, is reported, too.
      const left = new Set((await this.#handles(candidateId, call)).files.map(({ id }) => id));
      const [path, problem] = ["$.fileHandles[]", "is a file that is not there any more"];
      for (const { id } of missing)
        if (left.has(id))
          this.#collaborators.events.emit("quarantine", { capability: call.capability, id, path, problem });
    }
    return found.filter((each): each is Attachment => !AtsError.is(each));
  }

  /** The résumé of a candidate, and how many files there are besides. */
  async resume(
    candidateId: string,
    call: Call,
    isAgain = false,
  ): Promise<{ attachment: Attachment | null; others: number }> {
    const { files, resume } = await this.#handles(candidateId, call);
    if (!resume) return { attachment: null, others: files.length };
    const found = await this.#located(resume, "CV", candidateId, call).catch(orNotFound);
    if (!AtsError.is(found)) return { attachment: found, others: files.length - 1 };
    // It may have been removed or replaced meanwhile. Where the candidate still has it, "none" would be wrong.
    if (isAgain) throw found;
    return this.resume(candidateId, call, true);
  }

  async #located(file: WireHandle, type: "CV" | "OTHER", candidateId: string, call: Call): Promise<Attachment> {
    const { id, name, handle } = file;
    const expected = { schema: location, effect: "reads" } as const;
    const { url } = await post(this.#collaborators.http, "/file.info", { fileHandle: handle }, expected, call);
    const times = { createdAt: null, updatedAt: null };
    return {
      id,
      remoteId: id,
      candidateId,
      applicationId: null,
      type,
      fileName: name ?? null,
      contentType: null,
      url,
      ...times,
      ...(call.raw && { raw: file }),
    };
  }

  /** Reads a file that is to be attached, before anything is written. `ashby.files-by-content` refuses those at an address. */
  open(file: GivenFile, at: string, call: Call): Promise<Content> {
    return beforeWriting(async () => (await openFile(file, { signal: call.signal, at })) as Content);
  }

  async attach(candidateId: string, given: GivenFile, call: Call): Promise<Receipt> {
    return this.send(candidateId, await this.open(given, "file", call), call);
  }

  /** Attaches a file that was opened. */
  send(candidateId: string, file: Content, call: Call): Promise<Receipt> {
    return this.#readBack.around(
      this.#key(candidateId, file),
      call,
      this.#alike(candidateId, file, call),
      async () => {
        await this.#upload(candidateId, file, call);
        return receipt();
      },
      () => ({ content: digestOf(file.bytes) }),
    );
  }

  look(candidateId: string, file: Named, call: Call): Promise<Settlement<Receipt>> {
    const reconcile = { candidateId, look: "a file with this name on the candidate" };
    const alike = this.#alike(candidateId, file, call);
    return this.#readBack.settle(this.#key(candidateId, file), call, alike, () => receipt("read-back"), reconcile, {
      isThis: (found, sent) => this.#isThis(found, (sent as { readonly content?: string } | undefined)?.content, call),
    });
  }

  /** Whether a file has the content that was sent; `undefined` when that is not known. */
  async #isThis({ handle }: WireHandle, content: string | undefined, call: Call): Promise<boolean | undefined> {
    if (content === undefined) return undefined;
    const { http } = this.#collaborators;
    const expected = { schema: location, effect: "reads" } as const;
    const { url } = await post(http, "/file.info", { fileHandle: handle }, expected, call);
    return digestOf(await http.bytes({ method: "GET", path: url, effect: "reads", foreign: true }, call)) === content;
  }

  /** Three steps (documented): a handle, the content to the store behind it, and the handle to the candidate. */
  async #upload(candidateId: string, file: Content, call: Call): Promise<void> {
    const { http } = this.#collaborators;
    const isResume = file.type === "CV";
    // A file in the store is attached to nobody yet.
    const handle = await beforeWriting(() => this.#stored(file, isResume, call));
    const expected = { schema: anything, effect: "creates" } as const;
    const body = { candidateId, [isResume ? "resumeHandle" : "fileHandle"]: handle };
    await post(http, isResume ? "/candidate.uploadResume" : "/candidate.uploadFile", body, expected, call);
  }

  /** @returns The handle under which a file is in the store. */
  async #stored({ name, mediaType, bytes }: Content, isResume: boolean, call: Call): Promise<string> {
    const { http } = this.#collaborators;
    const asked = {
      fileUploadContext: isResume ? "CandidateResume" : "CandidateFiles",
      filename: name,
      contentType: mediaType,
      contentLength: bytes.byteLength,
    };
    const made = { schema: uploadHandle, effect: "idempotent" } as const;
    const { handle, url, fields } = await post(http, "/file.createFileUploadHandle", asked, made, call);
    const form = new FormData();
    // The store wants every field first and the file last (documented).
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType }), name);
    await http.send({ method: "POST", path: url, form, effect: "idempotent", foreign: true }, call);
    return handle;
  }

  /** By what `#alike` compares, and nothing else. */
  #key(candidateId: string, { name, type }: Named): string {
    return contentKey(candidateId, name.normalize("NFC"), type === "CV" ? type : "OTHER");
  }

  #alike(candidateId: string, { name, type }: Named, call: Call): Alike<WireHandle> {
    return () =>
      beforeWriting(async () => {
        const { fileHandles, resumeFileHandle: resume } = await this.#read(withAnyFiles, candidateId, call);
        const raws = [...(fileHandles ?? []), ...(resume ? [resume] : [])];
        const { records, quarantined } = readRecords(readable, raws, false, () => {});
        const isSame = (file: WireHandle) =>
          file.name?.normalize("NFC") === name.normalize("NFC") && (file.id === at(resume, "id")) === (type === "CV");
        return [...quarantined, ...once(records.filter(isSame))];
      });
  }

  /** A candidate's files; the résumé may be among them, or stand apart. */
  async #handles(id: string, call: Call) {
    const { fileHandles, resumeFileHandle: resume } = await this.#read(withFiles, id, call);
    return { files: once([...(fileHandles ?? []), ...(resume ? [resume] : [])]), resume };
  }

  #read<T>(schema: z.core.$ZodType<T>, id: string, call: Call): Promise<T> {
    return post(this.#collaborators.http, "/candidate.info", { id }, { schema, effect: "reads" }, call);
  }
}

/** Each file once. */
const once = (files: readonly WireHandle[]) => [...new Map(files.map((file) => [file.id, file])).values()];

export const FILES: Token<Files> = token("ashby/files");
