import type { InputIssue } from "@anyats/core";
import {
  extensionOf,
  kindByContent,
  kindByMediaType,
  kindByName,
  kindUnder,
  mayGoUnder,
  type FileKind,
} from "./file-kinds.ts";

/** What a file says of itself. */
export interface FileClaim {
  readonly name: string;
  readonly contentType?: string | undefined;
}

/** Types that say nothing: what a server sends when it does not know. */
const saysNothing =
  /^(?:(?:application|binary)\/(?:octet-stream|x-download|force-download|download|unknown|x-unknown))$/;

/** The media type that a file claims, unless it says nothing. */
export function claimedType({ contentType }: FileClaim): string | undefined {
  const type = contentType?.split(";")[0]!.trim().toLowerCase();
  return type === undefined || saysNothing.test(type) ? undefined : type;
}

/** What is wrong with a file's name and media type, as far as they can be compared without its content. */
export function claimIssues(claim: FileClaim): readonly InputIssue[] {
  const [byName, byType] = [kindByName(claim.name), kindByMediaType(claimedType(claim))];
  if (!byName || !byType || mayGoUnder(byName, byType)) return [];
  return [{ path: "contentType", message: `says ${byType.name}, but the name says ${byName.name}` }];
}

const promised = (claim: FileClaim): FileKind | undefined =>
  kindByName(claim.name) ?? kindByMediaType(claimedType(claim));

/**
 * Compares a file's content with its name and its media type, by its first bytes and never by the name alone.
 * @returns What is wrong; empty when it is what it says, or when it says nothing that is known.
 */
export function contentIssues(claim: FileClaim, bytes: Uint8Array): readonly InputIssue[] {
  if (bytes.byteLength === 0) return [{ path: "", message: "is empty" }];
  const kind = promised(claim);
  if (kind && !kindUnder(kind, bytes)) {
    const is = kindByContent(bytes)?.name ?? "of no known kind";
    return [{ path: "", message: `is called ${kind.name}, but its content is ${is}` }];
  }
  if (kind || claim.contentType !== undefined || kindByContent(bytes)) return [];
  return [{ path: "contentType", message: "must be given: neither the name nor the content tells what it is" }];
}

/** The media type of a file: that of its content where the kind is known, else what the caller says. */
export function mediaTypeOf(claim: FileClaim, bytes?: Uint8Array): string | undefined {
  const claimed = claimedType(claim);
  const kind = promised(claim);
  const is = bytes && (kind ? kindUnder(kind, bytes) : claimed === undefined ? kindByContent(bytes) : undefined);
  const known = is ?? kind;
  if (known === undefined) return claimed;
  const types = Object.values(known.types);
  if (claimed !== undefined && types.includes(claimed)) return claimed;
  return known.types[extensionOf(claim.name)] ?? types[0];
}

/** Whether two media types are names of one kind of file: `text/rtf` and `application/rtf`. */
function isSameKind(one: string, other: string): boolean {
  const kind = kindByMediaType(one);
  if (!kind || kind !== kindByMediaType(other)) return false;
  return kind.aliases.includes(one) || kind.aliases.includes(other);
}

/**
 * The name under which a server accepts a media type; `undefined` when it does not.
 * @param accepted The media types that it lists, in any case. One such as `image/*` stands for all of its kind.
 */
export function acceptedAs(mediaType: string, accepted: readonly string[]): string | undefined {
  const listed = accepted.map((type) => type.trim().toLowerCase());
  if (listed.includes(mediaType)) return mediaType;
  const [group] = mediaType.split("/");
  if (listed.includes(`${group}/*`) || listed.includes("*/*")) return mediaType;
  return listed.find((type) => isSameKind(type, mediaType));
}
