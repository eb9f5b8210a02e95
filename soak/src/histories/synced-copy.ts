import type { Application, Candidate, Job } from "@anyats/core";
import type { Known, SourceWorld } from "./source-world.ts";

export type Synced = Job | Application | Candidate;

/** What was wrong in a history. All are 0 in a right one. */
export interface Wrong {
  /** A record was said to be gone that is there. */
  falseDeletions: number;
  /** A change or a deletion that the copy does not have in the end. */
  missedUpdates: number;
  /** A record that is there and that the copy does not have in the end. */
  lost: number;
  /** A record that was delivered again without a change, a crash in its page, or a read that began again. */
  duplicates: number;
}

/** What an app shows of a record, as far as histories change it. */
function shown(record: Synced): string {
  if ("hiringTeam" in record) return JSON.stringify([record.title, record.hiringTeam.length]);
  if ("candidate" in record) return JSON.stringify([record.outcome, record.candidate?.lastName ?? null]);
  const outcomes = record.applications.map(({ id, outcome }) => `${id} ${outcome}`).toSorted();
  return JSON.stringify([record.title, ...outcomes]);
}

/** An app's copy of one kind of record. It outlives crashes, as a database does. */
export class SyncedCopy {
  readonly wrong: Wrong = { falseDeletions: 0, missedUpdates: 0, lost: 0, duplicates: 0 };
  /** Ids of records that could not be read, to be read again. */
  readonly unread = new Set<string>();
  readonly #source: SourceWorld;
  readonly #records = new Map<string, Known>();
  /** What the read under way has delivered and the app would not get again. */
  readonly #delivered = new Map<string, string>();
  /** The same of the page under way: after a crash it comes again. */
  #ofPage = new Map<string, string>();

  constructor(source: SourceWorld) {
    this.#source = source;
  }

  /** A read begins at the beginning. */
  beginRead(whole: boolean): void {
    this.#delivered.clear();
    this.#ofPage.clear();
    // What a read of everything left behind may be gone by now, and no later read would say so.
    if (whole) this.#records.clear();
  }

  /** A page was taken wholly, and its checkpoint is kept. */
  pageTaken(): void {
    for (const [id, version] of this.#ofPage) this.#delivered.set(id, version);
    this.#ofPage = new Map();
  }

  crashed(): void {
    this.#ofPage.clear();
  }

  take(record: Synced, updatedAfter: string | undefined): void {
    const { id, changedAt, deletedAt } = record;
    const known = { changedAt, shown: shown(record) };
    const version = JSON.stringify([known, deletedAt]);
    const isRepeated = this.#delivered.get(id) === version || this.#ofPage.get(id) === version;
    const isNeedless = updatedAfter !== undefined && !this.#source.changedSince(id, updatedAfter);
    if (isRepeated || isNeedless) this.wrong.duplicates += 1;
    this.#ofPage.set(id, version);
    this.store(record);
  }

  store(record: Synced): void {
    const { id, changedAt, deletedAt } = record;
    this.unread.delete(id);
    if (deletedAt === null) this.#records.set(id, { changedAt, shown: shown(record) });
    else {
      if (this.#source.isThere(id)) this.wrong.falseDeletions += 1;
      this.#records.delete(id);
    }
  }

  /** Compares the copy with the source, at the end. */
  compare(): Wrong {
    const truth = this.#source.truth();
    for (const [id, is] of truth) {
      const known = this.#records.get(id);
      if (!known) this.wrong.lost += 1;
      else if (known.changedAt !== is.changedAt || known.shown !== is.shown) this.wrong.missedUpdates += 1;
    }
    for (const id of this.#records.keys()) if (!truth.has(id)) this.wrong.missedUpdates += 1;
    return this.wrong;
  }
}
