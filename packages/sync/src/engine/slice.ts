import { AtsError } from "@anyats/core";
import { StatementFailed, type Queryable } from "@anyats/postgres";
import { modelOf, type Model } from "../model.ts";
import { applyDepartures, brakes, noteAbsent, unaskedOf } from "../store/departures.ts";
import {
  PageRefused,
  storePage,
  storeRederived,
  type PageTarget,
  type PageToStore,
  type StoredPage,
} from "../store/store-page.ts";
import { noteLagSql } from "../history/lag.ts";
import type { Fenced } from "../store/fenced.ts";
import { fence, LeaseLost, renew, type Claim } from "./claim.ts";
import { endSlice, type SliceEnd } from "./end-slice.ts";
import { trackOf, type Pass, type PassKind } from "../store/pass.ts";
import type { EngineSettings } from "./settings.ts";
import type { Source } from "./source.ts";

/** How many absent records are asked for in one request. */
const askedAtOnce = 50;
/** How many records are derived again in one transaction. */
const rederivedAtOnce = 200;
/** How many deletions are written in one transaction. */
const appliedAtOnce = 500;
/** How long a page of a complete pass gives way to fresh work: as long as the page before took, and at least this long. */
const leastGivenMs = 250;
/** How often a pass begins again at once because its place is refused; from then on each time counts as a failure. */
const mostRestarts = 5;

/** A complete pass that waits says so, for the next slice to be its own. */
const waiting = `case when whole_pass is not null then whole_pass || '{"waited": true}' end`;

/** One bounded piece of a pass, done under one claim. */
export class Slice {
  readonly #settings: EngineSettings;
  readonly #claim: Claim;
  readonly #source: Source;
  readonly #model: Model;
  readonly #signal: AbortSignal;
  readonly #endsAt: number;
  #wanted: number;
  #pages = 0;
  #given: number | undefined;
  /** What the source said last of itself in this slice. */
  #isComplete = false;
  /** What the transaction that completed the pass left behind. */
  #ended: SliceEnd | undefined;

  constructor(settings: EngineSettings, claim: Claim, source: Source, signal: AbortSignal) {
    this.#settings = settings;
    this.#claim = claim;
    this.#source = source;
    this.#model = modelOf(claim.stream)!;
    this.#signal = signal;
    this.#endsAt = settings.clock.now() + settings.sliceMs;
    this.#wanted = claim.wanted;
    this.#given = claim.nextPass;
  }

  /**
   * Does the piece, and writes when the stream is due again.
   * @throws {LeaseLost} when another worker has taken over; AtsError when the source or the database fails.
   */
  async run(): Promise<SliceEnd> {
    if (!this.#source.supports(this.#claim.stream)) await this.#unschedule();
    let pass = await this.#choose();
    if (pass?.kind === "rederiving") pass = await this.#rederive(pass);
    if (pass?.phase === "reading" && pass.kind !== "rederiving") pass = await this.#read(pass);
    while (pass && pass.phase !== "reading" && !this.#over()) pass = await this.#depart(pass);
    return this.#ended ?? endSlice(this.#settings, this.#claim);
  }

  /** The connection does not offer the stream, or no longer. */
  async #unschedule(): Promise<never> {
    const { database, schema } = this.#settings;
    const { connection, stream, attempt } = this.#claim;
    await database.query(
      `update ${schema}.streams set scheduled = false, next_at = null, lease_until = null, worker = null,
         not_scheduled = coalesce(not_scheduled, $4)
       where connection_id = $1 and stream = $2 and attempt = $3`,
      [connection, stream, attempt, `The connection does not offer ${stream}.`],
    );
    throw new LeaseLost("The stream is not offered.");
  }

  get #now(): number {
    return this.#settings.clock.now();
  }

  #iso(): string {
    return new Date(this.#now).toISOString();
  }

  #over(): boolean {
    return this.#signal.aborted || this.#pages >= this.#settings.slicePages || this.#now >= this.#endsAt;
  }

  /** The pass under way, or a new one; short ones first, unless a complete one waited for a slice already. */
  async #choose(): Promise<Pass | null> {
    const { fresh, whole, firstDone, wanted, served, dueAt, verifyDueAt, again, confirmed, rederive } = this.#claim;
    const { completedAt, failures } = this.#claim;
    if (fresh) return fresh;
    if (whole?.waited) return { ...whole, waited: false };
    if (confirmed) return { ...(await this.#begin("targeted", { ids: [] })), phase: "asking" };
    // One that has not begun has nothing to wait in: short passes that never end would put it off without end.
    if (!whole && firstDone && failures === 0) {
      if (rederive) return this.#begin("rederiving", {});
      const isPassedOver = verifyDueAt !== null && verifyDueAt <= this.#now && (completedAt ?? 0) >= verifyDueAt;
      if (isPassedOver) return this.#begin("verifying", {});
    }
    if (firstDone) {
      if (again.length > 0) return this.#begin("targeted", { ids: again, includeDeleted: true });
      const due = wanted > served || dueAt <= this.#now;
      if (due) return this.#begin("incremental", this.#since());
    }
    if (whole) return whole;
    if (!firstDone) return this.#begin("first", {});
    if (rederive) return this.#begin("rederiving", {});
    if (verifyDueAt !== null && verifyDueAt <= this.#now) return this.#begin("verifying", {});
    return null;
  }

  #since(): Pass["filter"] {
    // A clock that was ahead must not leave a gap behind.
    const since = Math.min(Date.parse(this.#claim.since!), this.#now) - this.#settings.marginMs;
    return { updatedAfter: new Date(since).toISOString(), includeDeleted: true };
  }

  async #begin(kind: PassKind, filter: Pass["filter"], restarts = 0): Promise<Pass> {
    const id = await this.#nextPass();
    const counts = { pages: 0, records: 0, setAside: 0, blind: false, restarts };
    return { id, kind, phase: "reading", filter, startedAt: this.#iso(), wanted: this.#claim.wanted, ...counts };
  }

  /** The number that came with the claim, once; a pass that begins again needs another. */
  async #nextPass(): Promise<number> {
    const { database, schema } = this.#settings;
    const given = this.#given;
    this.#given = undefined;
    if (given !== undefined) return given;
    const { rows } = await database.query<{ id: number }>(`select nextval('${schema}.passes')::float8 as id`);
    return rows[0]!.id;
  }

  /** One transaction of this worker: the fence first, then the work. */
  async #commit<T>(
    pass: Pass,
    next: Pass | null,
    work: (transaction: Queryable, fenced: Fenced) => Promise<T>,
    afterPages?: number,
  ): Promise<T> {
    const { database, schema, leaseMs } = this.#settings;
    return database.transaction(async (transaction) => {
      const change = { track: trackOf(pass.kind), pass: next, until: this.#now + leaseMs, lockMs: leaseMs, afterPages };
      const fenced = await fence(transaction, schema, this.#claim, change);
      this.#wanted = fenced.wanted;
      return work(transaction, fenced);
    });
  }

  /** Where the records of a pass go. */
  #targetOf(pass: Pass, fenced: Fenced): PageTarget {
    const { schema, raw: keepRaw, secret } = this.#settings;
    const { connection } = this.#claim;
    return { schema, connection, model: this.#model, pass, fenced, now: this.#iso(), keepRaw, secret };
  }

  async #read(begun: Pass): Promise<Pass | null> {
    let pass = begun;
    const { raw, pageSize } = this.#settings;
    if (pass.pages === 0 && pass.kind === "verifying" && (await this.#source.incomplete(this.#signal)) !== null)
      return this.#postpone(pass);
    const stream = this.#source.stream(this.#claim.stream, pass.filter, {
      signal: this.#signal,
      raw,
      ...(pass.checkpoint && { checkpoint: pass.checkpoint }),
      ...(pageSize !== undefined && { pageSize }),
    });
    // Opens the generation before its first page is asked for: what others see from now on belongs to it.
    if (pass.pages === 0 && trackOf(pass.kind) === "whole_pass") await this.#commit(pass, pass, async () => {});
    let pageBegan = performance.now();
    for await (const { records, quarantined, checkpoint } of stream.pages()) {
      const next: Pass = {
        ...pass,
        checkpoint,
        pages: pass.pages + 1,
        records: pass.records + records.length,
        setAside: pass.setAside + quarantined.length,
        blind: pass.blind || quarantined.some(({ id }) => id === null),
      };
      const left = await this.#storePage(next, { records, quarantined }, checkpoint.done, pass.pages);
      this.#pages += 1;
      if (left === null || left.phase !== "reading" || this.#over() || this.#isOvertaken(left)) return left;
      pass = left;
      // Fresh work that never ends slows a complete pass down, and no more.
      if (trackOf(pass.kind) === "whole_pass")
        await this.#settings.giveWay?.(Math.max(leastGivenMs, performance.now() - pageBegan));
      pageBegan = performance.now();
    }
    // A stream that gives no page at all has nothing for this filter.
    return this.#storePage(pass, { records: [], quarantined: [] }, true, pass.pages);
  }

  /** Reads what was kept of the wire again, as the adapter reads it today: nothing is asked of the source. */
  async #rederive(begun: Pass): Promise<Pass | null> {
    const { database, schema } = this.#settings;
    const { connection, stream } = this.#claim;
    // A request from now on calls for another pass: what this one has read may have been read by older code.
    if (begun.after === undefined)
      await this.#commit(begun, begun, (transaction) =>
        transaction.query(`update ${schema}.streams set rederive = false where connection_id = $1 and stream = $2`, [
          connection,
          stream,
        ]),
      );
    for (let pass = begun; ;) {
      const { rows } = await database.query<{ id: string; raw: unknown }>(
        `select id, raw from ${schema}.${this.#model.table}
         where connection_id = $1 and id > $2 and deleted_at is null and raw is not null order by id limit $3`,
        [connection, pass.after ?? "", rederivedAtOnce],
      );
      const last = rows.at(-1)?.id;
      if (last === undefined)
        return this.#commit(pass, pass, (transaction, fenced) => this.#complete(transaction, pass, fenced));
      const kept = rows.map(({ raw }) => raw);
      const reread = await this.#source.reread(stream, kept, this.#signal).catch(unlessUnable);
      if (!reread) return this.#verifyInstead(pass);
      const { records, quarantined } = reread;
      const next: Pass = { ...pass, after: last, pages: pass.pages + 1, records: pass.records + records.length };
      this.#pages += 1;
      await this.#commit(next, next, async (transaction, fenced) => {
        const stored = await storeRederived(transaction, this.#targetOf(next, fenced), { records, quarantined });
        await this.#tellSink(transaction, stored);
      });
      if (this.#over() || this.#isOvertaken(next)) return next;
      pass = next;
    }
  }

  /** The adapter needs its server to read these records: so they are read there, by a verifying pass. */
  async #verifyInstead(pass: Pass): Promise<null> {
    const { schema } = this.#settings;
    const { connection, stream } = this.#claim;
    await this.#commit(pass, null, (transaction) =>
      transaction.query(`update ${schema}.streams set verify_due_at = $3 where connection_id = $1 and stream = $2`, [
        connection,
        stream,
        this.#iso(),
      ]),
    );
    return null;
  }

  /** A complete pass lets go early when something fresh is asked for. */
  #isOvertaken({ kind, wanted }: Pass): boolean {
    return (
      trackOf(kind) === "whole_pass" && this.#claim.firstDone && this.#wanted > Math.max(wanted, this.#claim.served)
    );
  }

  /** @param afterPages How many pages of the pass were stored before this one. */
  async #storePage(pass: Pass, page: PageToStore, done: boolean, afterPages: number): Promise<Pass | null> {
    const began = this.#now;
    const { sink } = this.#settings;
    const { connection, stream } = this.#claim;
    const pagesBefore = trackOf(pass.kind) === "whole_pass" ? afterPages : undefined;
    const attempt = (oneByOne: boolean) =>
      this.#commit(
        pass,
        pass,
        async (transaction, fenced) => {
          const target = { ...this.#targetOf(pass, fenced), mayBeLost: !done && sink === undefined };
          const stored = await storePage(transaction, target, page, oneByOne);
          const { changes, refused } = stored;
          await this.#tellSink(transaction, stored);
          const counted = { ...pass, setAside: pass.setAside + refused.length };
          const mayDelete = fenced.departures || page.records.some(({ deletedAt }) => deletedAt != null);
          const left = done ? await this.#completeReading(transaction, counted, fenced, mayDelete) : counted;
          return { left, changes: changes.length, refused: refused.length };
        },
        pagesBefore,
      );
    const result = await attempt(false).catch((error: unknown) => {
      if (error instanceof PageRefused || (error instanceof StatementFailed && /^(22|54)/.test(error.sqlState ?? "")))
        return attempt(true);
      throw error;
    });
    this.#settings.tell({
      type: "page",
      connection,
      stream,
      kind: pass.kind,
      records: page.records.length,
      changes: result.changes,
      setAside: page.quarantined.length + result.refused,
      ms: this.#now - began,
    });
    return result.left;
  }

  /** The last page is stored: what follows from a complete reading, in the same transaction. */
  async #completeReading(transaction: Queryable, pass: Pass, fenced: Fenced, mayDelete: boolean): Promise<Pass | null> {
    const { schema } = this.#settings;
    const { connection } = this.#claim;
    const where = { schema, connection, model: this.#model, pass, now: this.#iso() };
    if (pass.kind === "verifying" && !pass.blind) await noteAbsent(transaction, where);
    if (pass.kind === "targeted") await this.#notFound(transaction, pass);
    if (!mayDelete && pass.kind !== "verifying") return this.#complete(transaction, pass, fenced);
    const { count, held, unasked } = await this.#brake(transaction, fenced);
    if (count === 0 || held) return this.#complete(transaction, pass, fenced);
    if (unasked === 0 && count <= appliedAtOnce) {
      await this.#apply(transaction);
      return this.#complete(transaction, pass, fenced);
    }
    const next: Pass = { ...pass, phase: unasked > 0 ? "asking" : "applying" };
    await this.#keep(transaction, next);
    return next;
  }

  /** A set-aside record that the source does not have any more, deleted or not, is not read again. */
  async #notFound(transaction: Queryable, pass: Pass): Promise<void> {
    const { schema } = this.#settings;
    const { connection, stream } = this.#claim;
    // One that came back without its id may be any of them: all of them are asked for again, later.
    const fate = pass.blind
      ? `update ${schema}.set_aside set tries = tries + 1, next_at = $5::timestamptz + make_interval(secs => least(86400, 60 * power(2, least(tries + 1, 12))))`
      : `delete from ${schema}.set_aside`;
    await transaction.query(
      `${fate} where connection_id = $1 and stream = $2 and id = any($3::text[]) and pass <> $4 and $5::text is not null`,
      [connection, stream, pass.filter.ids, pass.id, this.#iso()],
    );
  }

  /** Holds what is about to go where a person must look first. */
  async #brake(transaction: Queryable, fenced: Fenced): ReturnType<typeof brakes> {
    const { schema, brake, tell } = this.#settings;
    const { connection, stream } = this.#claim;
    const departing = await brakes(transaction, { schema, connection, model: this.#model, now: this.#iso() }, brake);
    const { count } = departing;
    const held = departing.held || (count > 0 && fenced.held && !fenced.confirmed);
    if (!held) return departing;
    await transaction.query(
      `update ${schema}.streams set held = jsonb_build_object('deletions', $3::int, 'since', coalesce(held ->> 'since', $4::text))
       where connection_id = $1 and stream = $2`,
      [connection, stream, count, this.#iso()],
    );
    tell({ type: "held", connection, stream, deletions: count });
    return { ...departing, held };
  }

  async #keep(transaction: Queryable, pass: Pass): Promise<void> {
    const { schema } = this.#settings;
    const { connection, stream } = this.#claim;
    await transaction.query(
      `update ${schema}.streams set ${trackOf(pass.kind)} = $3::jsonb where connection_id = $1 and stream = $2`,
      [connection, stream, JSON.stringify(pass)],
    );
  }

  /** The pass is complete: its beginning is where the next one looks for changes. */
  async #complete(transaction: Queryable, pass: Pass, fenced: Fenced): Promise<null> {
    const { schema, tell } = this.#settings;
    const { connection, stream } = this.#claim;
    const { kind } = pass;
    const isRead = kind === "first" || kind === "incremental";
    await transaction.query(
      `with ${noteLagSql(schema, { isRead: "$3", began: "$4", now: "$6" })}
       update ${schema}.streams set last_error = null, failures = 0, retry_at = null,
         since = case when $3 then $4::timestamptz else since end,
         held = case when not exists (
           select from ${schema}.departures d where d.connection_id = $1 and d.stream = $2) then null else held end,
         whole_pass = case when $9 then ${waiting} else null end, fresh_pass = case when $9 then null else fresh_pass end,
         served = case when $3 then greatest(served, $5) else served end,
         completed_at = case when $3 then $6::timestamptz else completed_at end,
         due_at = case when $3 then $6::timestamptz + make_interval(secs => every_ms / 1000.0) else due_at end,
         first_done_at = case when $7 then $6::timestamptz else first_done_at end,
         verified_at = case when $8 then $6::timestamptz else verified_at end,
         verify_due_at = case when ($7 or $8) and coalesce(verify_due_at <= $4, true)
           then $6::timestamptz + make_interval(secs => verify_ms / 1000.0) else verify_due_at end
       where connection_id = $1 and stream = $2`,
      [
        connection,
        stream,
        isRead,
        pass.startedAt,
        pass.wanted,
        this.#iso(),
        kind === "first",
        kind === "verifying",
        trackOf(kind) === "fresh_pass",
      ],
    );
    if (kind === "first" || kind === "verifying") {
      await this.#forgetGeneration(transaction);
      // Everything was read again: a record without an id that still cannot be read was set aside again.
      await transaction.query(
        `delete from ${schema}.set_aside where connection_id = $1 and stream = $2 and id is null and pass < $3`,
        [connection, stream, pass.id],
      );
    }
    if (!fenced.settled || kind === "first") await this.#settle(transaction);
    this.#ended = await endSlice(this.#settings, this.#claim, transaction);
    const ms = this.#now - Date.parse(pass.startedAt);
    tell({ type: "pass", connection, stream, kind, pages: pass.pages, records: pass.records, ms });
    return null;
  }

  /** A pass is complete: nothing is wrong with the connection any more. */
  async #settle(transaction: Queryable): Promise<void> {
    const { schema, tell } = this.#settings;
    const { connection } = this.#claim;
    const { rows } = await transaction.query<{ was: string; state: string }>(
      `update ${schema}.connections c set failures = 0, retry_at = null, reason = null, incomplete = null,
         state = case when exists (select from ${schema}.streams s where s.connection_id = $1 and s.scheduled and s.first_done_at is null)
           then 'waiting' else 'active' end
       from (select state as was from ${schema}.connections where id = $1) before
       where c.id = $1 and c.state in ('waiting', 'active', 'attention') returning before.was, c.state`,
      [connection],
    );
    for (const { was, state } of rows) if (state !== was) tell({ type: "state", connection, state, code: null });
  }

  async #forgetGeneration(transaction: Queryable): Promise<void> {
    const { schema } = this.#settings;
    const { connection, stream } = this.#claim;
    await transaction.query(`delete from ${schema}.seen_pages where connection_id = $1 and stream = $2`, [
      connection,
      stream,
    ]);
  }

  /** The source is not complete: nothing is verified against it, and nothing deleted. */
  async #postpone(pass: Pass): Promise<null> {
    const { schema } = this.#settings;
    const { connection, stream } = this.#claim;
    return this.#commit(pass, null, async (transaction, fenced) => {
      const key = [connection, stream];
      if (pass.kind === "verifying") {
        await this.#forgetGeneration(transaction);
        await transaction.query(
          `delete from ${schema}.departures where connection_id = $1 and stream = $2 and pass = $3`,
          [...key, pass.id],
        );
        await transaction.query(
          `update ${schema}.streams set verify_due_at = $3::timestamptz + make_interval(secs => least(verify_ms, 3600000) / 1000.0)
           where connection_id = $1 and stream = $2`,
          [...key, this.#iso()],
        );
        return null;
      }
      // What is absent is asked for again later, and what was confirmed stays so.
      await transaction.query(
        `update ${schema}.departures set asked = false where connection_id = $1 and stream = $2 and evidence ? 'absent'`,
        key,
      );
      await transaction.query(
        `update ${schema}.streams set held = held || jsonb_build_object('after', $3::timestamptz + interval '1 hour')
         where connection_id = $1 and stream = $2 and held is not null`,
        [...key, this.#iso()],
      );
      // What a pass has read for itself is read; only what others found absent waits.
      return pass.kind === "targeted" ? null : this.#complete(transaction, pass, fenced);
    });
  }

  /** Asks for absent records by id, then deletes what is gone: each a bounded transaction. */
  async #depart(pass: Pass): Promise<Pass | null> {
    const { database, schema } = this.#settings;
    const { connection, stream } = this.#claim;
    this.#pages += 1;
    if (pass.phase === "asking") {
      const ids = await unaskedOf(database, schema, connection, stream, askedAtOnce);
      if (!this.#isComplete && (await this.#isIncomplete())) return this.#postpone(pass);
      if (ids.length > 0) return this.#ask(pass, ids);
    }
    const applying: Pass = { ...pass, phase: "applying" };
    return this.#commit(pass, applying, async (transaction, fenced) => {
      // Passes of changes run between the transactions of a long one, and may have brought more.
      if ((await this.#brake(transaction, fenced)).held) return this.#complete(transaction, applying, fenced);
      const count = await this.#apply(transaction);
      return count < appliedAtOnce ? this.#complete(transaction, applying, fenced) : applying;
    });
  }

  /** Whether the source says that it lacks something. */
  async #isIncomplete(): Promise<boolean> {
    this.#isComplete = (await this.#source.incomplete(this.#signal)) === null;
    return !this.#isComplete;
  }

  /** Writes deletions. @returns How many departures that settles. */
  async #apply(transaction: Queryable): Promise<number> {
    const { schema, brake } = this.#settings;
    const where = { schema, connection: this.#claim.connection, model: this.#model, now: this.#iso() };
    const { count, deleted } = await applyDepartures(transaction, where, appliedAtOnce, brake.withinMs);
    const changes = deleted.map((id) => ({ id, op: "deleted" as const, previous: null }));
    if (changes.length > 0)
      await this.#tellSink(transaction, { kept: { records: [], quarantined: [] }, changes, refused: [] });
    return count;
  }

  /** Lets the app's own code see what was stored, in the same transaction. */
  async #tellSink(transaction: Queryable, { kept, changes, refused }: StoredPage): Promise<void> {
    const { connection } = this.#claim;
    const quarantined = [...kept.quarantined, ...refused];
    await this.#settings.sink?.(
      { connection, model: this.#model.table, records: kept.records, changes, quarantined },
      transaction,
    );
  }

  /** Absence alone may be a gap of the paging. What the source still has when asked by id is stored, not deleted. */
  async #ask(pass: Pass, ids: readonly string[]): Promise<Pass | null> {
    const { schema, raw } = this.#settings;
    const { connection, stream } = this.#claim;
    const pages: PageToStore[] = [];
    const filter = { ids, includeDeleted: true };
    for await (const { records, quarantined } of this.#source
      .stream(stream, filter, { signal: this.#signal, raw })
      .pages())
      pages.push({ records, quarantined });
    // Before and after: when others are asked for, perhaps hours later, the source may be complete again.
    if (await this.#isIncomplete()) return this.#postpone(pass);
    return this.#commit(pass, pass, async (transaction, fenced) => {
      const target = this.#targetOf(pass, { ...fenced, departures: true });
      for (const page of pages) await this.#tellSink(transaction, await storePage(transaction, target, page, true));
      // One that came back without its id may be any of them: then none of them is known to be gone.
      const blind = pages.some(({ quarantined }) => quarantined.some(({ id }) => id === null));
      const told = new Set(
        pages.flatMap(({ records }) => records.flatMap(({ id, deletedAt }) => (deletedAt == null ? [] : [id]))),
      );
      const there = blind
        ? ids.filter((id) => !told.has(id))
        : pages.flatMap(({ records, quarantined }) => [
            ...records.filter(({ deletedAt }) => deletedAt == null).map(({ id }) => id),
            ...quarantined.flatMap(({ id }) => (id === null ? [] : [id])),
          ]);
      await transaction.query(
        `delete from ${schema}.departures where connection_id = $1 and stream = $2 and id = any($3::text[])`,
        [connection, stream, there],
      );
      await transaction.query(
        `update ${schema}.departures set asked = true where connection_id = $1 and stream = $2 and id = any($3::text[])`,
        [connection, stream, ids],
      );
      return pass;
    });
  }

  /**
   * The server no longer takes the place: the pass begins again, and what it saw so far proves nothing.
   * @returns `often` when it did so several times before, which is a failure that others should hear of.
   */
  async restart(error: AtsError): Promise<"no" | "restarted" | "often"> {
    const { fresh, whole } = await this.#passesNow();
    const pass = fresh ?? whole;
    const codes = ["stream.cursor-refused", "stream.checkpoint-mismatch", "stream.repeated-cursor"];
    if (!pass || pass.checkpoint === undefined || !codes.includes(error.code)) return "no";
    const { schema } = this.#settings;
    const { connection, stream } = this.#claim;
    const anew = { ...(await this.#begin(pass.kind, pass.filter, pass.restarts + 1)), wanted: pass.wanted };
    await this.#commit(pass, anew, async (transaction) => {
      if (trackOf(pass.kind) === "whole_pass") await this.#forgetGeneration(transaction);
      await transaction.query(
        `delete from ${schema}.departures where connection_id = $1 and stream = $2 and pass = $3`,
        [connection, stream, pass.id],
      );
    });
    return pass.restarts >= mostRestarts ? "often" : "restarted";
  }

  async #passesNow(): Promise<{ fresh: Pass | null; whole: Pass | null }> {
    const { database, schema } = this.#settings;
    const { connection, stream } = this.#claim;
    const { rows } = await database.query<{ fresh: Pass | null; whole: Pass | null }>(
      `select fresh_pass as fresh, whole_pass as whole from ${schema}.streams where connection_id = $1 and stream = $2`,
      [connection, stream],
    );
    return rows[0] ?? { fresh: null, whole: null };
  }
}

/** `undefined` where stored records cannot be read without the server. */
function unlessUnable(error: unknown): undefined {
  if (AtsError.is(error) && error.code === "sync.cannot-reread") return undefined;
  throw error;
}

/** Renews a lease while a slice works, so that a slow page is not treated as a dead worker. */
export function holdLease(settings: EngineSettings, claim: Claim, lost: () => void): () => void {
  const { database, schema, leaseMs, clock } = settings;
  let isAsking = false;
  const timer = setInterval(() => {
    // A long transaction of the slice itself keeps the row: one that waits is enough.
    if (isAsking) return;
    isAsking = true;
    renew(database, schema, claim, clock.now() + leaseMs)
      .then(
        (held) => !held && lost(),
        () => {}, // The database is away; the fence decides.
      )
      .finally(() => (isAsking = false));
  }, leaseMs / 3);
  return () => clearInterval(timer);
}
