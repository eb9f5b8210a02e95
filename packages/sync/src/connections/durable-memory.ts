import type { ConnectionMemory } from "@anyats/core";
import type { Queryable } from "@anyats/postgres";
import type { ConnectionLife } from "../engine/source.ts";
import { utc } from "../schema/utc.ts";
import { storable } from "../store/encode.ts";

/**
 * What the clients of a connection remember, such as the sync tokens of an ATS, kept in the database: a restart goes on with
 * it, and so do other workers. Losing it costs requests and nothing else.
 */
export class DurableMemory implements ConnectionMemory {
  readonly #database: Queryable;
  readonly #schema: string;
  readonly #connection: ConnectionLife;
  #values = new Map<string, unknown>();
  readonly #changed = new Set<string>();
  #isLoaded = false;
  /** Whether the adapter remembers anything: for one that does not, the database is asked once. */
  #isUsed = false;

  constructor(database: Queryable, schema: string, connection: ConnectionLife) {
    this.#database = database;
    this.#schema = schema;
    this.#connection = connection;
  }

  get(key: string): unknown {
    this.#isUsed = true;
    return this.#values.get(key);
  }

  set(key: string, value: unknown): void {
    this.#isUsed = true;
    this.#values.set(key, value);
    this.#changed.add(key);
  }

  /** Reads what other workers, or an earlier life of this one, remembered. What was not saved yet stays. */
  async load(): Promise<void> {
    if (this.#isLoaded && !this.#isUsed) return;
    const { rows } = await this.#database.query<{ key: string; value: unknown }>(
      `select key, value from ${this.#schema}.memories where connection_id = $1`,
      [this.#connection.id],
    );
    this.#isLoaded = true;
    const own = [...this.#changed].map((key) => [key, this.#values.get(key)] as const);
    this.#values = new Map([...rows.map(({ key, value }) => [key, value] as const), ...own]);
  }

  /**
   * Writes what changed. A lease lets one worker at a time read a stream, so no two write the same key. Another connection
   * that has the id by now is told nothing.
   */
  async save(): Promise<void> {
    const keys = [...this.#changed];
    if (keys.length === 0) return;
    this.#changed.clear();
    await this.#database.query(
      `insert into ${this.#schema}.memories (connection_id, key, value)
       select $1, key, value::jsonb from unnest($2::text[], $3::text[]) as given (key, value),
         (select from ${this.#schema}.connections
          where id = $1 and adapter = $4 and integration is not distinct from $5 and ${utc("created_at")} = $6 for key share) as there
       on conflict (connection_id, key) do update set value = excluded.value`,
      [
        this.#connection.id,
        keys,
        keys.map((key) => storable(JSON.stringify(this.#values.get(key)))),
        this.#connection.adapter,
        this.#connection.integration,
        this.#connection.addedAt,
      ],
    );
  }
}
