import type { VirtualClock } from "./clock.ts";
import { copied } from "./copied.ts";
import type { Row } from "./rows.ts";

/** The ATS itself refuses a change. */
export class AtsRefusal extends Error {}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The fields that say what a record is and when it changed; no update sets them. */
export type Changes<T extends Row> = Partial<Omit<T, keyof Row>>;

/** The records of one model, in the order in which they came to be known. */
export class Collection<T extends Row> {
  readonly #ownRows: T[] = [];
  readonly #ownById = new Map<string, T>();
  /** Rows that were loaded, and that nobody has asked for yet. */
  #loaded: readonly T[] | undefined;
  /** When the first of those was deleted, in milliseconds since 1970. */
  #loadedDoom = Infinity;
  readonly #indexes = new Map<keyof T, Index<T>>();
  readonly #linksChangedAt = new Map<string, string>();
  readonly #doomed: T[] = [];
  readonly #clock: VirtualClock;
  readonly #changed: (row: Readonly<T>) => void;

  /** @param changed Is called with a record after every change of it or of its links. */
  constructor(clock: VirtualClock, changed: (row: Readonly<T>) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** All records, the deleted ones too. */
  all(): readonly Readonly<T>[] {
    return this.#rows;
  }

  get size(): number {
    return this.#rows.length;
  }

  /** A record by the id that clients see; undefined when there is none. */
  get(id: string | null | undefined): Readonly<T> | undefined {
    return id === null || id === undefined ? undefined : this.#byId.get(id);
  }

  /** A record by the tool's own id. */
  byRemoteId(remoteId: string): Readonly<T> | undefined {
    return this.where("remote_id", remoteId as T["remote_id"])[0];
  }

  /** The records in which a field has a value; answered from an index. */
  where<Key extends keyof T>(field: Key, value: T[Key]): readonly Readonly<T>[] {
    return this.lookup(field, (row) => [row[field]], value);
  }

  /** Like `where`, for a field that holds several keys. Use one way of taking the keys for each field. */
  lookup(field: keyof T, keysOf: (row: Readonly<T>) => Iterable<unknown>, key: unknown): readonly Readonly<T>[] {
    let index = this.#indexes.get(field);
    if (!index) {
      index = { keysOf, rows: new Map() };
      for (const row of this.#rows) addTo(index, row);
      this.#indexes.set(field, index);
    }
    return index.rows.get(key) ?? [];
  }

  /** Adds a record as it is; its dates are the caller's. */
  insert(row: T): T {
    if (this.#byId.has(row.id)) throw new Error(`There is already a record ${row.id}`);
    this.#rows.push(row);
    this.#byId.set(row.id, row);
    for (const index of this.#indexes.values()) addTo(index, row);
    this.#tell(row, () => {
      this.#rows.pop();
      this.#byId.delete(row.id);
      this.#indexes.clear();
    });
    if (row.remote_deleted_at !== null) this.#doomed.push(row);
    return row;
  }

  /**
   * Changes a record's own fields, as somebody working in the tool would: `changed_at` moves to now.
   * @throws {Error} when there is no such record.
   */
  update(id: string, changes: Changes<T>): Readonly<T> {
    const row = this.#row(id);
    const before = { ...row };
    Object.assign(row, changes);
    this.#stamp(row, before);
    for (const field of Object.keys(changes)) this.#indexes.delete(field as keyof T);
    return row;
  }

  /** Moves `changed_at` (and `remote_updated_at`) to now and changes nothing else. */
  touch(id: string): Readonly<T> {
    return this.update(id, {});
  }

  /**
   * Changes which records this one is linked to. `changed_at` stays: a link is not a property of the record, but
   * `updated_after` may count it (`linksChangedAt`).
   */
  relink(id: string, links: Changes<T>): Readonly<T> {
    const row = this.#row(id);
    Object.assign(row, links);
    this.#linksChangedAt.set(id, this.#clock.timestamp());
    this.#changed(row);
    return row;
  }

  /** The tool no longer has the record: it is hidden, and 14 days later its fields are null. */
  delete(id: string): Readonly<T> {
    const row = this.#row(id);
    if (row.remote_deleted_at !== null) return row;
    const before = { ...row };
    const now = this.#clock.timestamp();
    Object.assign(row, { remote_deleted_at: now, changed_at: now });
    this.#tell(row, () => Object.assign(row, before));
    this.#doomed.push(row);
    return row;
  }

  /** When the record was last linked or unlinked; undefined when never since the start. */
  linksChangedAt(id: string): string | undefined {
    return this.#linksChangedAt.get(id);
  }

  /** Empties what was deleted more than `age` milliseconds ago. */
  anonymise(age: number, empty: (row: T, at: string) => Partial<T>): void {
    const limit = this.#clock.milliseconds() - age;
    if (this.#loaded && this.#loadedDoom <= limit) this.#awake();
    for (let index = this.#doomed.length - 1; index >= 0; index -= 1) {
      const row = this.#doomed[index] as T;
      // One that came back is not emptied.
      if (row.remote_deleted_at === null) this.#doomed.splice(index, 1);
      const deletedAt = Date.parse(row.remote_deleted_at ?? "");
      if (!(deletedAt <= limit)) continue;
      Object.assign(row, empty(row, new Date(deletedAt + age).toISOString()));
      this.#doomed.splice(index, 1);
      this.#indexes.clear();
      this.#changed(row);
    }
  }

  /** All rows, as a copy. */
  save(): readonly T[] {
    return copied(this.#rows);
  }

  /**
   * Takes rows that `save` gave, as a copy, into a collection that is empty. `changed` is not called. They are copied when
   * first asked for: most tests look at a few of a world's collections.
   */
  load(rows: readonly T[]): void {
    this.#loaded = rows;
    this.#loadedDoom = firstDeletionIn(rows);
  }

  #awake(): void {
    const rows = this.#loaded ?? [];
    this.#loaded = undefined;
    const nested = nestedIn(rows) as readonly (keyof T)[];
    for (const row of rows) {
      const own = { ...row };
      for (const field of nested) own[field] = copied(own[field]);
      this.#ownRows.push(own);
      this.#ownById.set(own.id, own);
      if (own.remote_deleted_at !== null) this.#doomed.push(own);
    }
  }

  get #rows(): T[] {
    if (this.#loaded) this.#awake();
    return this.#ownRows;
  }

  get #byId(): Map<string, T> {
    if (this.#loaded) this.#awake();
    return this.#ownById;
  }

  #row(id: string): Mutable<T> {
    const row = this.#byId.get(id);
    if (!row) throw new Error(`There is no record ${id}`);
    return row;
  }

  #stamp(row: Mutable<T>, before: T): void {
    const now = this.#clock.timestamp();
    row.changed_at = now;
    if ("remote_updated_at" in row) Object.assign(row, { remote_updated_at: now });
    this.#tell(row, () => Object.assign(row, before));
  }

  /** Reports a change. What the ATS refuses, such as the deletion of somebody with applications, is taken back. */
  #tell(row: T, takeBack: () => void): void {
    try {
      this.#changed(row);
    } catch (error) {
      takeBack();
      throw error;
    }
  }
}

const nestedFields = new WeakMap<object, readonly string[]>();

/** The fields in which any of some rows holds more than a plain value. The same rows are asked for in each world. */
function nestedIn(rows: readonly object[]): readonly string[] {
  const known = nestedFields.get(rows);
  if (known) return known;
  const isNested = ([, value]: readonly [string, unknown]) => typeof value === "object" && value !== null;
  const found = new Set(rows.flatMap((row) => Object.entries(row).filter(isNested)).map(([field]) => field));
  const fields = [...found];
  nestedFields.set(rows, fields);
  return fields;
}

const firstDeletions = new WeakMap<object, number>();

/** When the first of some rows was deleted, in milliseconds since 1970; `Infinity` where none was. */
function firstDeletionIn(rows: readonly Row[]): number {
  const known = firstDeletions.get(rows);
  if (known !== undefined) return known;
  const deleted = rows.flatMap(({ remote_deleted_at: at }) => (at === null ? [] : [Date.parse(at)]));
  const first = Math.min(...deleted);
  firstDeletions.set(rows, first);
  return first;
}

interface Index<T> {
  readonly keysOf: (row: Readonly<T>) => Iterable<unknown>;
  readonly rows: Map<unknown, T[]>;
}

function addTo<T>({ keysOf, rows }: Index<T>, row: T): void {
  for (const key of keysOf(row)) {
    const known = rows.get(key);
    if (known) known.push(row);
    else rows.set(key, [row]);
  }
}
