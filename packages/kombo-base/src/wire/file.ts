import type { GivenFile } from "@anyats/core";

/** A file as Kombo takes it. */
export interface WireFile {
  readonly name: string;
  readonly content_type?: string;
  readonly data?: string;
  readonly data_url?: string;
}
/** The same as an attachment, with what it is for. */
export interface WireAttachmentInput extends WireFile {
  readonly type: GivenFile["type"];
}
