import {
  InvalidInput,
  type AttachmentCommand,
  type AttachmentRestrictions,
  type Call,
  type GivenFile,
} from "@anyats/core";
import { acceptedAs, openFile, tooLarge } from "@anyats/http";
import type { Restrictions } from "../reading/attachment-restrictions.ts";
import type { WireAttachmentInput } from "../wire/file.ts";

/** The largest file where the connection's restrictions are not known, in bytes. */
export const defaultMaxFileBytes = 25_000_000;

/** A file that was read and checked. */
export interface PreparedFile {
  readonly wire: WireAttachmentInput;
  /** What the file is, also where Kombo cannot be told. */
  readonly mediaType: string | undefined;
  /** `undefined` for a file that Kombo will fetch. */
  readonly size: number | undefined;
}

/** What Kombo takes as a media type: it has no sign for `image/svg+xml`. */
const takenType = /^[\w.-]+\/[\w.-]+$/;

/** Reads and checks one file; its problems are told under `at`. */
export async function prepareFile(file: GivenFile, at: string, { signal }: Call): Promise<PreparedFile> {
  const opened = await openFile(file, { signal, at });
  const { name, type, mediaType } = opened;
  const contentType = mediaType !== undefined && takenType.test(mediaType) ? mediaType : undefined;
  if ("url" in opened) {
    const wire = { name, type, data_url: opened.url, ...(contentType && { content_type: contentType }) };
    return { wire, mediaType, size: undefined };
  }
  const { bytes } = opened;
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  const content_type = contentType ?? "application/octet-stream";
  return { wire: { name, type, content_type, data }, mediaType, size: bytes.byteLength };
}

/** What a file lacks that the connection asks for; paths are within the file. */
function limitIssues({ wire, mediaType, size = 0 }: PreparedFile, restrictions: AttachmentRestrictions) {
  const { supported, maxFileBytes, contentTypes } = restrictions.types[wire.type];
  const limit = maxFileBytes ?? defaultMaxFileBytes;
  if (supported === false) return [{ path: "type", message: `must not be ${wire.type}: the ATS takes no such files` }];
  if (size > limit) return [{ path: "", message: tooLarge(limit) }];
  if (contentTypes && mediaType !== undefined && acceptedAs(mediaType, contentTypes) === undefined)
    return [{ path: "contentType", message: `must be one of ${contentTypes!.join(", ")}` }];
  return [];
}

/** What a set of files lacks. */
function amountIssues(files: readonly PreparedFile[], { maxTotalBytes, types }: AttachmentRestrictions) {
  const issues = [];
  const total = files.reduce((sum, { size = 0 }) => sum + size, 0);
  if (maxTotalBytes !== null && total > maxTotalBytes)
    issues.push({ path: "", message: `together, ${tooLarge(maxTotalBytes)}` });
  for (const type of ["CV", "COVER_LETTER", "OTHER"] as const) {
    const amount = files.filter(({ wire }) => wire.type === type).length;
    const { minAmount, maxAmount } = types[type];
    if (minAmount !== null && amount < minAmount)
      issues.push({ path: "", message: `must hold at least ${minAmount} of type ${type}` });
    if (maxAmount !== null && amount > maxAmount)
      issues.push({ path: "", message: `must hold at most ${maxAmount} of type ${type}` });
  }
  return issues;
}

/** A file under the name that the connection has for its media type: `text/rtf` and `application/rtf` are one. */
function asAccepted({ wire, mediaType }: PreparedFile, { types }: AttachmentRestrictions): WireAttachmentInput {
  const { contentTypes } = types[wire.type];
  const accepted = contentTypes && mediaType !== undefined ? acceptedAs(mediaType, contentTypes) : undefined;
  if (accepted === undefined || accepted === mediaType || !takenType.test(accepted)) return wire;
  return { ...wire, content_type: accepted };
}

const under = (at: string) => (issue: { path: string; message: string }) => ({
  path: issue.path === "" ? at : `${at}.${issue.path}`,
  message: issue.message,
});

/**
 * Reads and checks a file for the ATS's own API, whose limits are not known.
 * @throws {InvalidInput} when it cannot be read, is not what it says, is too large, or lies at no public address.
 */
export async function toFormFile(file: GivenFile, at: string, call: Call): Promise<WireAttachmentInput> {
  const { wire, size = 0 } = await prepareFile(file, at, call);
  if (size > defaultMaxFileBytes)
    throw new InvalidInput("The file", [{ path: at, message: tooLarge(defaultMaxFileBytes) }]);
  return wire;
}

/**
 * Reads and checks the one file of a command, first on its own and then against what the connection takes.
 * @throws {InvalidInput} when it cannot be read, is not what it says, is too large, or lies at no public address.
 */
export async function toWireFile(
  file: GivenFile,
  command: AttachmentCommand,
  restrictions: Restrictions,
  call: Call,
): Promise<WireAttachmentInput> {
  const ready = await prepareFile(file, "file", call);
  const limits = await restrictions.known(command, call);
  const issues = limitIssues(ready, limits);
  if (issues.length > 0) throw new InvalidInput("The file", issues.map(under("file")));
  return asAccepted(ready, limits);
}

/**
 * The same for the files that go with an application, which also may be too many.
 * @throws {InvalidInput} with every problem of every file.
 */
export async function toWireFiles(
  files: readonly GivenFile[],
  command: AttachmentCommand,
  restrictions: Restrictions,
  call: Call,
): Promise<readonly WireAttachmentInput[]> {
  if (files.length === 0) return [];
  const ready: PreparedFile[] = [];
  const issues = [];
  for (const [index, file] of files.entries()) {
    try {
      ready.push(await prepareFile(file, `attachments[${index}]`, call));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      issues.push(...error.issues);
    }
  }
  let limits: AttachmentRestrictions | undefined;
  if (issues.length === 0) {
    limits = await restrictions.known(command, call);
    for (const [index, file] of ready.entries())
      issues.push(...limitIssues(file, limits).map(under(`attachments[${index}]`)));
    issues.push(...amountIssues(ready, limits).map(under("attachments")));
  }
  if (issues.length > 0) throw new InvalidInput("The files", issues);
  return ready.map((file) => (limits ? asAccepted(file, limits) : file.wire));
}
