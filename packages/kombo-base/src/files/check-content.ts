import type { InputIssue } from "@anyats/core";
import { kindByContent, kindByMediaType, kindByName, type FileKind } from "./file-kinds.ts";

/** What a file says of itself. */
export interface FileClaim {
  readonly name: string;
  readonly contentType?: string | undefined;
}

/** Kinds that share their first bytes, so that one may go under the other's name. */
function contradict(one: FileKind | undefined, other: FileKind | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** What is wrong with a file's name and media type, as far as they can be compared without its content. */
export function claimIssues({ name, contentType }: FileClaim): readonly InputIssue[] {
  const [byName, byType] = [kindByName(name), kindByMediaType(contentType)];
  if (!contradict(byName, byType)) return [];
  return [{ path: "contentType", message: `says ${byType!.name}, but the name says ${byName!.name}` }];
}

/**
 * Compares a file's content with its name and its media type, by the first bytes and never by the name alone.
 * @returns What is wrong; empty when it is what it says, or when it says nothing that is known.
 */
export function contentIssues(claim: FileClaim, bytes: Uint8Array): readonly InputIssue[] {
  if (bytes.byteLength === 0) return [{ path: "", message: "is empty" }];
  const promised = kindByName(claim.name) ?? kindByMediaType(claim.contentType);
  if (promised && !promised.fits(bytes)) {
    const is = kindByContent(bytes)?.name ?? "no kind that is known";
    return [{ path: "", message: `is called ${promised.name}, but its content is ${is}` }];
  }
  if (promised || claim.contentType !== undefined || kindByContent(bytes)) return [];
  return [{ path: "contentType", message: "must be given: neither the name nor the content tells what it is" }];
}

/** The media type to send: what the caller says, else what the name or the content says. */
export function mediaTypeOf({ name, contentType }: FileClaim, bytes?: Uint8Array): string | undefined {
  if (contentType !== undefined) return contentType.toLowerCase();
  const kind = kindByName(name) ?? (bytes && kindByContent(bytes));
  return kind?.mediaTypes[0];
}
