import type { Queryable } from "@anyats/postgres";
import { invalidOption } from "../errors.ts";
import { utc } from "../schema/utc.ts";

/** A record that could not be read. Nothing of its contents is kept: the path and the problem name no value. */
export interface SetAsideRecord {
  readonly connection: string;
  readonly stream: string;
  /** Its id; null when it has none. */
  readonly id: string | null;
  /** Where in the record the problem is. */
  readonly path: string;
  readonly problem: string;
  readonly since: string;
  /** How often it was read again. */
  readonly tries: number;
  /** When it is read again; null when it has no id to ask for. */
  readonly nextAt: string | null;
}

/** Which set-aside records to show. */
export interface SetAsideQuery {
  readonly connection?: string;
  readonly stream?: string;
  /** The `next` of the page before. */
  readonly after?: string;
  /** How many records a page has: 1 to 500. Default 50. */
  readonly limit?: number;
}

/** A page of set-aside records. */
export interface SetAsidePage {
  readonly records: readonly SetAsideRecord[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** @throws {AtsError} `sync.invalid-option` */
export async function setAsideOf(
  database: Queryable,
  schema: string,
  { connection, stream, after, limit = 50 }: SetAsideQuery,
): Promise<SetAsidePage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw invalidOption("limit", "must be from 1 to 500");
  const [afterConnection, afterStream, afterKey] = after === undefined ? [null, null, null] : placeOf(after);
  const { rows } = await database.query<SetAsideRecord & { key: string }>(
    `select connection_id as connection, stream, key, id, path, problem, ${utc("first_at")} as since, tries,
       ${utc("next_at")} as "nextAt"
     from ${schema}.set_aside
     where ($1::text is null or connection_id = $1) and ($2::text is null or stream = $2)
       and ($3::text is null or (connection_id, stream, key) > ($3, $4::text, $5::text))
     order by connection_id, stream, key limit $6`,
    [connection ?? null, stream ?? null, afterConnection, afterStream, afterKey, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    records: page.map(({ key: _key, ...record }) => record),
    next: last ? Buffer.from(JSON.stringify([last.connection, last.stream, last.key])).toString("base64url") : null,
  };
}

function placeOf(after: string): readonly [string, string, string] {
  try {
    const place: unknown = JSON.parse(Buffer.from(after, "base64url").toString());
    if (Array.isArray(place) && place.length === 3 && place.every((part) => typeof part === "string"))
      return place as unknown as readonly [string, string, string];
  } catch {
    // It is not one of ours.
  }
  throw invalidOption("after", "is not the `next` of a page");
}
