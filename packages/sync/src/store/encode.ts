import { hash as digest } from "node:crypto";
import type { PageToStore } from "./store-page.ts";

/** A record as a stream gives it. */
export interface StreamedRecord {
  readonly id: string;
  readonly remoteId?: string | null;
  readonly deletedAt?: string | null;
  readonly raw?: unknown;
}

/** A record on its way into the database. */
export interface Encoded {
  readonly id: string;
  readonly hash: string;
  readonly json: string;
}

/**
 * What jsonb takes no text with: NUL, and half of a character. A record is worth more than such a sign of it. JSON.stringify
 * escapes no half of a whole character.
 */
const unstorable = /(\\\\)|\\u0000|\\ud[89a-f][0-9a-f]{2}/gi;

/** JSON as PostgreSQL takes it. */
export function storable(json: string): string {
  // JSON.stringify escapes hardly anything but these: most records have no `\\u` at all, and the search for it is fast.
  if (!json.includes("\\u")) return json;
  return json.replace(unstorable, (found, escaped: string | undefined) => escaped ?? (found ? "\ufffd" : ""));
}

/** A time as PostgreSQL takes it, which knows no year 0. Of a deletion it is known that it happened, if not when. */
export const storableTime = (time: string | null | undefined): string | null =>
  time == null || time.startsWith("0000") ? null : time;

const storableText = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** A page whose texts outside of the records PostgreSQL takes, too: ids, and what is wrong with a record. */
export function storablePage({ records, quarantined }: PageToStore): PageToStore {
  return {
    records: records.map((record) => {
      const id = storableText(record.id);
      return id === record.id ? record : { ...record, id };
    }),
    quarantined: quarantined.map(({ id, path, problem }) => ({
      id: id === null ? null : storableText(id),
      path: storableText(path),
      problem: storableText(problem),
    })),
  };
}

/** Turns a record into the text that the database takes its columns from. */
export function encode(record: StreamedRecord, keepRaw: boolean): Encoded {
  const { raw } = record;
  const json = storable(JSON.stringify(raw === undefined ? record : { ...record, raw: undefined }));
  const hash = digest("sha256", json, "base64url").slice(0, 24);
  const wire = keepRaw && raw !== undefined ? `,"w":${storable(JSON.stringify(raw))}` : "";
  return { id: record.id, hash, json: `{"h":"${hash}","r":${json}${wire}}` };
}

/** The one parameter of a page. */
export function pageParameter(records: readonly Encoded[]): string {
  return `[${records.map(({ json }) => json).join(",")}]`;
}
