import { InstantInput, record, SyncedAttachment, type Attachment } from "@anyats/core";
import { orNull, type Reading } from "@anyats/http";
import { z } from "zod/mini";
import { ownerOf, type OwnerParts } from "./owner.ts";
import { dated, flag, instant, mention, number, text } from "../reading/values.ts";

/** `ir.attachment`. Its content, `datas`, is never read in a list. */
export const wireFile = z.looseObject({
  id: z.int(),
  name: text,
  mimetype: text,
  file_size: number,
  checksum: text,
  url: text,
  res_model: text,
  res_id: orNull(z.int()),
  public: flag,
  access_token: text,
  create_date: instant,
  write_date: InstantInput,
});
export type WireFile = z.output<typeof wireFile>;
export const fileNames = [
  "id",
  "name",
  "mimetype",
  "file_size",
  "checksum",
  "url",
  "res_model",
  "res_id",
  "public",
  "access_token",
  "create_date",
  "write_date",
];

/** What is known of where files belong. */
export interface FileParts extends OwnerParts {
  /** The files that are the main one of an application. */
  readonly main: ReadonlySet<number>;
}

/** Odoo does not say what a file is for: the main one of an application is taken to be the résumé. */
const purpose = ({ id }: WireFile, { main }: FileParts): string => (main.has(id) ? "CV" : "OTHER");

export function fileReading(parts: FileParts): Reading<WireFile, SyncedAttachment> {
  return {
    schema: wireFile,
    map: function toSyncedAttachment(wire) {
      return record(SyncedAttachment, {
        ...dated(wire),
        ...ownerOf(wire.res_model, wire.res_id, parts),
        type: purpose(wire, parts),
        fileName: wire.name,
      });
    },
  };
}

/** A file with the address under which it can be fetched. */
export const attachment = (wire: WireFile, url: string, parts: FileParts, raw: unknown): Attachment => ({
  ...mention(wire.id),
  ...ownerOf(wire.res_model, wire.res_id, parts),
  type: purpose(wire, parts),
  fileName: wire.name,
  contentType: wire.mimetype,
  url,
  createdAt: wire.create_date,
  updatedAt: wire.write_date,
  ...(raw !== undefined && { raw }),
});
