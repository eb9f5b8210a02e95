/** A change of the engine's source, as a developer could have made it. The anchor must stand there exactly once. */
export interface Edit {
  /** Under `packages/sync/src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** An engine that breaks one promise, and the test that must notice. */
export interface BrokenEngine {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Under the root of the repository. */
  readonly test: string;
  /** A part of the title of the test that fails. */
  readonly title: string;
  /** What the failure says. Any other failure, such as a program that cannot start, proves nothing. */
  readonly says: RegExp;
}

const slice = "engine/slice.ts";
const claim = "engine/claim.ts";
const page = "store/store-page.ts";
const pageSql = "store/page-sql.ts";

const engine = (name: string, test: string, title: string, ...edits: readonly Edit[]): BrokenEngine => ({
  name,
  edits,
  test: `packages/sync/test/${test}.test.ts`,
  title,
  // Vitest reports a failed poll or promise as an Error.
  says: /AssertionError|Error: expected |Error: promise resolved /,
});
const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

export const brokenEngines: readonly BrokenEngine[] = [
  engine(
    "checkpoint before records",
    "crash-points",
    "between the pieces of a page",
    edit(
      slice,
      "    const result = await attempt(false)",
      "    await this.#commit(pass, pass, async () => {});\n    const result = await attempt(false)",
    ),
  ),
  engine(
    "one sequence for all feeds",
    "outbox-and-feed",
    "gives each change once, in order",
    edit(pageSql, "counted.seq + row_number() over (order by told.ord)", "nextval('${schema}.passes')"),
  ),
  engine(
    "feed without order",
    "outbox-and-feed",
    "gives each change once, in order",
    edit("feed/changes.ts", "and seq > $2 order by seq limit $3", "and seq > $2 order by id limit $3"),
  ),
  engine(
    "a broken pass counts as complete",
    "records",
    "of a page whose source breaks off",
    edit(
      slice,
      "of stream.pages()) {",
      "of (async function* () { try { yield* stream.pages(); } catch { return; } })()) {",
    ),
  ),
  engine(
    "sweep after a pass that could not read everything",
    "deletions",
    "from a pass that set aside a record without an id",
    edit(slice, `if (pass.kind === "verifying" && !pass.blind)`, `if (pass.kind === "verifying")`),
    edit("store/departures.ts", "'noted', $4::text), false, t.version", "'noted', $4::text), true, t.version"),
  ),
  engine(
    "no fence",
    "fence",
    "a worker stopped in mid-page commits nothing after another took over",
    edit(
      claim,
      "and s.attempt = $3 and s.lease_until is not null\n       and ($6::int is null or",
      // The number of pages would notice most zombies, too.
      "and $3::text is not null\n       and ($6::int is null or true or",
    ),
  ),
  engine(
    "pages that a crash took back are skipped",
    "fence",
    "after one that a crash of the server took back",
    edit(claim, "and ($6::int is null or", "and ($6::int is null or true or"),
  ),
  engine(
    "a paused connection is committed to",
    "fence",
    "paused in mid-page",
    edit(
      claim,
      "where id = $1 and state in ('waiting', 'active', 'attention') for no key update)",
      "where id = $1 for no key update)",
    ),
    edit(
      claim,
      "and s.attempt = $3 and s.lease_until is not null\n       and ($6",
      "and s.attempt = $3\n       and ($6",
    ),
  ),
  engine(
    "margin of zero",
    "records",
    "is requested from before the last pass began",
    edit(slice, "- this.#settings.marginMs", "- 0"),
  ),
  engine(
    "changes are asked for from the end of the last pass",
    "records",
    "while a long pass goes on",
    edit(slice, "since = case when $3 then $4::timestamptz", "since = case when $3 then $6::timestamptz"),
  ),
  engine(
    "job as truth",
    "workers",
    "copy a connection and a webhook's change while jobs are lost again and again",
    edit("engine/worker.ts", "if (rung || due) {", "if (false as boolean) {"),
  ),
  engine(
    "a dead worker keeps its claim",
    "crash-points",
    "any statement or request loses nothing",
    edit(claim, "const until = new Date(work.now + work.leaseMs)", "const until = new Date(work.now + 50 * 60_000)"),
  ),
  engine(
    "tombstone by absence in an incremental pass",
    "deletions",
    "from a pass that reads changes only",
    edit(slice, `if (pass.kind === "verifying" && !pass.blind)`, `if (pass.kind !== "targeted" && !pass.blind)`),
    edit("store/departures.ts", "'noted', $4::text), false, t.version", "'noted', $4::text), true, t.version"),
  ),
  engine(
    "absence is believed without asking",
    "deletions",
    "from a list that skipped a record",
    edit("store/departures.ts", "'noted', $4::text), false, t.version", "'noted', $4::text), true, t.version"),
  ),
  engine(
    "an unreadable answer counts as absence",
    "deletions",
    "comes back without an id",
    edit(slice, "const blind = pages.some(", "const blind = false && pages.some("),
  ),
  engine(
    "a generation is swapped in when its slice ends",
    "long-passes",
    "interrupted k times",
    edit(
      slice,
      "{ records, quarantined }, checkpoint.done,",
      "{ records, quarantined }, checkpoint.done || this.#signal.aborted || this.#pages >= 1,",
    ),
  ),
  engine(
    "no brake",
    "deletions",
    "beyond the brake are held",
    edit(slice, "if (!held) return departing;", "if (!held || held) return { ...departing, held: false };"),
  ),
  engine(
    "a brake for each pass alone",
    "deletions",
    "in many small passes",
    edit("store/departures.ts", "then s.gone else 0 end)::int as before", "then 0 else 0 end)::int as before"),
  ),
  engine(
    "a confirmation also of what comes later",
    "deletions",
    "that came after a person looked",
    edit("store/departures.ts", "Math.max(0, count - confirmed)", "confirmed > 0 ? 0 : count"),
  ),
  engine(
    "a brake at the end of a reading alone",
    "deletions",
    "by a verifying pass that was asking",
    edit(
      slice,
      "if ((await this.#brake(transaction, fenced)).held) return",
      "if (pass.kind === 'targeted' && (await this.#brake(transaction, fenced)).held) return",
    ),
  ),
  engine(
    "no re-key",
    "records",
    "is one re-key",
    edit(pageSql, "case when b.id is null and s.remote_id is not null", "case when false and s.remote_id is not null"),
  ),
  engine(
    "references do not follow a re-key",
    "records",
    "is one re-key",
    edit(
      "store/rekey.ts",
      "set ${child.reference.column} = $3, record = jsonb_set(record, '{${child.reference.field}}', to_jsonb($3::text))\n         where connection_id = $1",
      "set ${child.reference.column} = $3, record = jsonb_set(record, '{${child.reference.field}}', to_jsonb($3::text))\n         where false and connection_id = $1",
    ),
  ),
  engine(
    "late parent dropped",
    "records",
    "arrives before its parent",
    edit(
      page,
      "const living = wanted.filter(({ deletedAt }) => deletedAt == null);",
      `const parents = model.table === "applications" ? (await transaction.query<{ id: string }>(\`select id from \${schema}.candidates where connection_id = $1\`, [connection])).rows.map(({ id }) => id) : undefined;
  const living = wanted.filter((record) => record.deletedAt == null && (!parents || parents.includes((record as unknown as { candidateId: string }).candidateId)));`,
    ),
    edit(page, "const { fenced, pass } = target;", "const { fenced, pass, schema, connection, model } = target;"),
  ),
  engine(
    "monotone version ignored",
    "records",
    "never overwritten by an older version",
    edit(pageSql, "and (t.version is null or excluded.version is null or excluded.version >= t.version)", ""),
  ),
  engine(
    "set-aside records forgotten",
    "records",
    "set aside by id, and stored when it can",
    edit(
      page,
      "wanted, refused);\n  if (aside.length > 0) await setAside(",
      "wanted, refused);\n  if (false as boolean) await setAside(",
    ),
  ),
  engine(
    "consumer's cursor outside the transaction",
    "outbox-and-feed",
    "with the consumer's own transaction",
    edit(
      "feed/changes.ts",
      "const { rows: moved } = await transaction.query<",
      "void transaction;\n      const { rows: moved } = await this.#database.query<",
    ),
  ),
  engine(
    "outbox repeats a write whose outcome nobody knows",
    "outbox-and-feed",
    "whose answer is lost waits for a person",
    edit(
      "outbox/outbox.ts",
      `if (code === "write.outcome-unknown")`,
      `if (code === "write.outcome-unknown" && taken.tries > 3)`,
    ),
    edit(
      "outbox/outbox.ts",
      "const idempotencyKey = round === 0 ? key : `${key}#${round}`;",
      "const idempotencyKey = `${key}#${round}#${Math.random()}`;",
    ),
    edit(
      "outbox/outbox.ts",
      `const isFinal = retry === "never" &&`,
      `const isFinal = retry === "never" && code !== "write.outcome-unknown" &&`,
    ),
  ),
  engine(
    "webhook counted after the answer",
    "webhooks",
    "is answered when it is noted",
    edit(
      "webhooks/route.ts",
      "const touched = await database.transaction(",
      "const touched: readonly Noted[] = [];\n    void database.transaction(",
    ),
    edit("webhooks/route.ts", "return noted;\n    });", "return noted;\n    }).catch(() => {});"),
  ),
  engine(
    "a request during a pass is served by it",
    "webhooks",
    "during a pass is followed by another",
    edit(
      slice,
      "served = case when $3 then greatest(served, $5) else served end",
      "served = case when $3 and $5::float8 >= 0 then wanted else served end",
    ),
  ),
  engine(
    "erased persons come back",
    "outbox-and-feed",
    "no later pass brings the person back",
    edit(page, "fenced.erasures ?", "(false as boolean) ?"),
  ),
  engine(
    "a customer inherits the erased persons and keys of the id's former one",
    "outbox-and-feed",
    "brings nothing of one customer to another",
    edit("connections/former.ts", "and (f.adapter <> $2 or f.integration <> $3)", "and f.adapter <> $2 and $3 <> ''"),
  ),
  engine(
    "webhooks starve a complete pass",
    "long-passes",
    "under a storm",
    edit(slice, "if (whole?.waited) return { ...whole, waited: false };", ""),
  ),
  engine(
    "webhooks put off a due complete pass",
    "long-passes",
    "under a storm",
    edit(slice, "if (isPassedOver) return", "if (isPassedOver && (false as boolean)) return"),
  ),
  engine(
    "a pass whose place is refused too often stops",
    "long-passes",
    "whose place the server keeps refusing restarts, and ends once it is accepted",
    edit(
      slice,
      "!codes.includes(error.code)) return",
      "!codes.includes(error.code) || pass.restarts >= mostRestarts) return",
    ),
  ),
  engine(
    "an incomplete source is asked for what it may lack",
    "deletions",
    "that was incomplete when it was asked",
    edit(
      slice,
      "if (!this.#isComplete && (await this.#isIncomplete())) return",
      "if (ids.length === 0 && (await this.#isIncomplete())) return",
    ),
    edit(
      slice,
      "if (await this.#isIncomplete()) return this.#postpone(pass);\n    return this.#commit(",
      "return this.#commit(",
    ),
  ),
  engine(
    "records that are derived again bring an erased person back",
    "versions",
    "brings no person back",
    edit(
      page,
      "const { erased, records, quarantined } = await withoutErased(transaction, target, page);",
      "const { erased, records, quarantined } = { erased: undefined as ErasedOfPage | undefined, ...page };",
    ),
  ),
  engine(
    "attempts begin again with each connection of an id",
    "other-processes",
    "commits nothing of the customer who had its id before",
    edit("connections/connections.ts", "nextval('${this.#schema}.passes') from", "0 from"),
  ),
  engine(
    "a client of the customer who had the id before",
    "other-processes",
    "reads the new customer",
    edit("connections/open-source.ts", "const isAnother = kept &&", "const isAnother = (false as boolean) && kept &&"),
  ),
  engine(
    "a place of the connection that had the id before",
    "outbox-and-feed",
    "begins again where data is deleted",
    edit("feed/changes.ts", "where id = $2 and created_at = $5::timestamptz", "where id = $2 and $5::text is not null"),
  ),
  engine(
    "a place that is committed beside the removal of its connection",
    "outbox-and-feed",
    "begins again where its place is committed while data is deleted",
    edit("feed/changes.ts", "$5::timestamptz for key share)", "$5::timestamptz)"),
  ),
  engine(
    "a worker takes what its adapters lack",
    "other-processes",
    "leaves what it cannot read or write to others",
    edit(claim, "return `(c.adapter || ", "return `(true or c.adapter || "),
  ),
  engine(
    "a write beside the removal of its connection",
    "outbox-and-feed",
    "is not queued for a connection whose data is being deleted",
    edit("outbox/outbox.ts", "and c.id = $1 for key share", "and c.id = $1"),
  ),
  engine(
    "the writes of one tenant take every slot",
    "workers",
    "while the writes of another wait for its ATS",
    edit("engine/worker.ts", "&& this.#writing < Math.floor(this.#concurrency / 2)", ""),
    edit("outbox/outbox.ts", "const mostOfOne = 2;", "const mostOfOne = 1_000;"),
  ),
  engine(
    "each webhook is a try of a stream that fails",
    "limits",
    "however many webhooks come",
    edit("webhooks/route.ts", 'wantSql(schema, state !== "active")', "wantSql(schema, false)"),
  ),
  engine(
    "a rejected statement of one stream ends the run",
    "refusing-database",
    "cost one connection while it works until idle",
    edit("create-sync.ts", "if (!(error instanceof StatementFailed)) throw error;", "if (error) throw error;"),
  ),
  engine(
    "times of a clock that ran ahead stay",
    "schedules",
    "of a clock that ran a year ahead",
    edit("connections/connections.ts", "    await this.#comeBack();\n", ""),
  ),
  engine(
    "webhooks of one tenant take every connection to the database",
    "webhooks",
    "keeps no other customer's work waiting",
    edit(
      "webhooks/route.ts",
      'await inTurn(clients, notice.connectionKey ?? connection ?? "", () => noteAll(notice));',
      "await noteAll(notice);",
    ),
  ),
  engine(
    "a client of the customer before, where neither has an integration id",
    "other-processes",
    "where neither has an integration id",
    edit(
      "connections/open-source.ts",
      "JSON.stringify([adapter, integration, addedAt]);",
      "JSON.stringify([adapter, integration, addedAt.length]);",
    ),
  ),
  engine(
    "a write that ends its process is retaken without end",
    "outbox-and-feed",
    "that ends each process which makes it",
    edit("outbox/outbox.ts", "const mostUnended = 3;", "const mostUnended = 1_000;"),
  ),
  engine(
    "a write goes out although its connection was paused meanwhile",
    "other-processes",
    "makes no write that was taken before it",
    edit("outbox/outbox.ts", "    return rowCount > 0;", "    return rowCount >= 0;"),
  ),
  engine(
    "a page that ends its process is read without end",
    "long-passes",
    "whose page ends each process",
    edit("engine/work-once.ts", "const mostLapses = 3;", "const mostLapses = 1_000;"),
  ),
];
