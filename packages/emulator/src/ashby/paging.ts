import type { Row } from "../world/rows.ts";
import type { WorldModel } from "../world/models.ts";
import { AshbyFailure, invalidInput } from "./failure.ts";
import type { AshbyState } from "./state.ts";

/** A list endpoint: which rows it looks at, in which order, and what becomes of each. */
export interface List<T extends Row> {
  readonly model: WorldModel;
  readonly rows: (state: AshbyState) => readonly Readonly<T>[];
  readonly passes?: (row: Readonly<T>, body: Body, state: AshbyState) => boolean;
  readonly render: (row: Readonly<T>, state: AshbyState, body: Body) => object;
  /** Whether it takes `syncToken`. Default true. */
  readonly sync?: boolean;
  /** When a record was created, for `createdAfter`. */
  readonly createdAt?: (row: Readonly<T>) => string | null;
}

export type Body = Readonly<Record<string, unknown>>;

interface Place {
  readonly index: number;
  /** The change with which the run began: what came later is in the next increment. */
  readonly began: number;
  readonly since: Since | null;
  readonly list: string;
}

/** What an increment begins from. */
interface Since {
  readonly change: number;
  /**
   * The parameters of the run whose token it is. Ashby does not say what becomes of a token that is sent with others: here, a
   * record must meet both, so that a token of a part is none of the whole.
   */
  readonly asked: Body;
}

interface Token {
  readonly began: number;
  readonly at: number;
  readonly list: string;
  readonly asked: Body;
}

const written = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function read<T>(text: unknown, failure: string): T {
  try {
    return JSON.parse(Buffer.from(String(text), "base64url").toString("utf8")) as T;
  } catch {
    throw new AshbyFailure(failure, "It is not one of this list's.");
  }
}

/** The parameters of a list that choose its records. */
const choosing = ({ cursor: _cursor, limit: _limit, syncToken: _syncToken, ...asked }: Body): Body => asked;

const day = 86_400_000;

/** A page of a list, with `syncToken` on the last one only (documented). */
export function listPage<T extends Row>(name: string, list: List<T>, state: AshbyState, body: Body): object {
  const limit = body["limit"] ?? 100;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalidInput("limit: a whole number from 1 to 100");
  const after = body["createdAfter"];
  if (list.createdAt && after !== undefined && after !== null && !Number.isSafeInteger(after))
    throw invalidInput("createdAfter: milliseconds since 1970, a whole number");
  const since = sinceOf(name, list, state, body["syncToken"]);
  const place =
    body["cursor"] === undefined || body["cursor"] === null
      ? { index: 0, began: state.changes.count, since, list: name }
      : read<Place>(body["cursor"], "invalid_next_cursor");
  if (place.list !== name) throw new AshbyFailure("cursor_invalid", "The cursor belongs to another list.");
  const rows = list.rows(state);
  const found: Readonly<T>[] = [];
  let index = place.index;
  for (; index < rows.length && found.length <= limit; index += 1) {
    const row = rows[index]!;
    if (belongs(row, list, place, state, body)) found.push(row);
  }
  const more = found.length > limit;
  const results = found.slice(0, limit).map((row) => list.render(row, state, body));
  const token: Token = { began: place.began, at: state.clock.milliseconds(), list: name, asked: choosing(body) };
  return {
    results,
    moreDataAvailable: more,
    nextCursor: more ? written({ ...place, index: index - 1 }) : null,
    ...(list.sync !== false && { syncToken: more ? null : written(token) }),
  };
}

function belongs<T extends Row>(row: Readonly<T>, list: List<T>, place: Place, state: AshbyState, body: Body): boolean {
  if (row.remote_deleted_at !== null) return false;
  if (place.since !== null && !isNew(row, list, place.since, state)) return false;
  const after = body["createdAfter"];
  const createdAt = list.createdAt?.(row);
  if (typeof after === "number" && list.createdAt && !(createdAt && Date.parse(createdAt) >= after)) return false;
  return list.passes?.(row, body, state) ?? true;
}

const isNew = <T extends Row>(row: Readonly<T>, list: List<T>, { change, asked }: Since, state: AshbyState) =>
  changedSince(row.id, list.model, change, state) && (list.passes?.(row, asked, state) ?? true);

const changedSince = (id: string, model: WorldModel, since: number, { changes }: AshbyState) =>
  (changes.of.get(model)?.get(id) ?? 0) > since;

/** @throws {AshbyFailure} when the token is not valid, too old, or too much changed since it. */
function sinceOf<T extends Row>(name: string, list: List<T>, state: AshbyState, given: unknown): Since | null {
  if (given === undefined || given === null) return null;
  if (list.sync === false) return null;
  const token = read<Token>(given, "sync_token_invalid");
  if (token.list !== name) throw new AshbyFailure("sync_token_invalid", "The token belongs to another list.");
  if (state.clock.milliseconds() - token.at > state.sync.tokenDays * day)
    throw new AshbyFailure("sync_token_expired", "The sync token has expired.");
  const changed = list.rows(state).filter(({ id }) => changedSince(id, list.model, token.began, state)).length;
  if (changed > state.sync.largestIncrement)
    throw new AshbyFailure("incremental_sync_too_large", "Too much changed: sync again from the beginning.");
  return { change: token.began, asked: token.asked };
}
