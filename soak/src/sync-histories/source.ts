import { createEmulator, type Emulator, type FaultKind } from "@anyats/emulator";
import type { Kind, Trouble } from "./plan.ts";

const lists = /\/ats\/(?:jobs|applications|candidates)$/;
const faults: Readonly<Record<Trouble, FaultKind>> = {
  unavailable: { kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE" },
  "broken-after": { kind: "status", status: 500, code: null, when: "after" },
  "request-lost": { kind: "dropBefore" },
  "answer-lost": { kind: "dropAfter" },
  truncated: { kind: "truncatedBody", by: "text" },
  "html-page": { kind: "htmlPage", status: 502 },
  "unreadable-record": { kind: "malformedRecord", index: 1 },
  "record-without-id": { kind: "malformedRecord", mutate: (record) => ({ ...record, id: 7 }) },
  "expired-cursor": { kind: "expiredCursor" },
};

interface Rows {
  all(): readonly SourceRow[];
  get(id: string): SourceRow | undefined;
  where(field: string, value: unknown): readonly SourceRow[];
  lookup(field: string, keysOf: unknown, key: unknown): readonly SourceRow[];
  insert(row: unknown): SourceRow;
  update(id: string, changes: object): SourceRow;
  relink(id: string, changes: object): SourceRow;
  delete(id: string): SourceRow;
}

export interface SourceRow {
  readonly id: string;
  readonly remote_id: string | null;
  remote_deleted_at: string | null;
  changed_at: string;
  readonly candidate_id?: string | null;
}

/** The ATS of a history. People work in it while it is read, and it says afterwards what was ever gone from it. */
export class Source {
  readonly emulator: Emulator;
  /** `kind id` of each record that the source did not have at some time. */
  readonly everGone = new Set<string>();
  readonly erased = new Set<string>();
  /** Applications of erased persons at that time: whether a later one counts is not asked. */
  readonly unclear = new Set<string>();
  /** Whose an application was before. */
  readonly #before = new Map<string, Set<string>>();
  /** Whether a record came without its id: then nobody can read it again before everything is. */
  blind = 0;
  /** Whether somebody reads right now. */
  isRead = false;
  /** Kinds whose lists lost a record while they were read: with the offsets of the source, a reader may miss another. */
  readonly shifted = new Set<Kind>();
  readonly #hidden = new Set<string>();
  /** Records that it lacks while it is incomplete, and how many requests there had been. */
  readonly #concealed = new Map<string, number>();
  /** Rows as they are looked up with those that are hidden. */
  readonly #whole: Partial<Record<Kind, Rows["where"]>> = {};
  #changes = 0;

  /** @param now When it begins, by the clock of another one. */
  constructor(seed: number, candidates: number, now?: number) {
    this.emulator = createEmulator({ seed: 1 + (seed % 7), candidates });
    for (const kind of ["jobs", "applications", "candidates"] as const) this.#hideable(kind);
    this.emulator.clock.advance(now === undefined ? 60_000 : now - this.now());
  }

  /** A record can be hidden: the source has lost it without a trace. */
  #hideable(kind: Kind): void {
    const rows = this.#rows(kind);
    const shown = ({ id }: SourceRow) => !this.#hidden.has(`${kind} ${id}`);
    const { all, get, where, lookup } = rows;
    this.#whole[kind] = (field, value) =>
      lookup.call(rows, field, (row: Readonly<Record<string, unknown>>) => [row[field]], value);
    rows.all = () => all.call(rows).filter(shown);
    rows.get = (id) => [get.call(rows, id)].find((row) => row !== undefined && shown(row));
    rows.where = (field, value) => where.call(rows, field, value).filter(shown);
    rows.lookup = (field, keysOf, key) => lookup.call(rows, field, keysOf, key).filter(shown);
  }

  #rows(kind: Kind): Rows {
    return this.emulator.world[kind] as unknown as Rows;
  }

  now(): number {
    return this.emulator.clock.now().getTime();
  }

  /** It says that it is not complete, and lacks a record until it is: nothing of what is missing is gone. */
  conceal(kind: Kind, which: number): void {
    const row = this.#one(kind, which);
    if (!row) return;
    this.emulator.integration.state = "INVALID";
    this.#concealed.set(`${kind} ${row.id}`, this.emulator.requests.count());
    if (this.isRead) this.shifted.add(kind);
    this.#hidden.add(`${kind} ${row.id}`);
  }

  /** It is complete again. */
  complete(): void {
    this.emulator.integration.state = "ACTIVE";
    for (const [key, since] of this.#concealed) {
      this.#hidden.delete(key);
      this.shifted.add(key.slice(0, key.indexOf(" ")) as Kind);
      // Nobody can tell an answer from within so short a time.
      if (this.emulator.requests.count() - since < 8) this.everGone.add(key);
    }
    this.#concealed.clear();
  }

  /** One list fails. */
  failing(kind: Kind, times: number): void {
    const match = { path: new RegExp(`/ats/${kind}$`) };
    this.emulator.faults.inject({ ...faults.unavailable, times, match });
  }

  trouble(trouble: Trouble, times: number, after: number): void {
    const isOfRecords = trouble === "unreadable-record" || trouble === "record-without-id";
    if (trouble === "record-without-id") this.blind += 1;
    this.emulator.faults.inject({
      ...faults[trouble],
      times,
      after,
      ...(isOfRecords && { match: { path: lists } }),
    });
  }

  living(kind: Kind): readonly SourceRow[] {
    return this.#rows(kind)
      .all()
      .filter((row) => row.remote_deleted_at === null);
  }

  #one(kind: Kind, which: number): SourceRow | undefined {
    const rows = this.living(kind).filter(
      ({ id, candidate_id }) => !this.erased.has(id) && !this.erased.has(candidate_id ?? ""),
    );
    return rows[which % Math.max(1, rows.length)];
  }

  #fields(kind: Kind): object {
    this.#changes += 1;
    const name = `Changed ${this.#changes}`;
    if (kind === "jobs") return { name };
    if (kind === "candidates") return { last_name: name };
    return { outcome: (["PENDING", "HIRED", "DECLINED"] as const)[this.#changes % 3] };
  }

  change(kind: Kind, which: number): void {
    const row = this.#one(kind, which);
    if (row) this.#rows(kind).update(row.id, this.#fields(kind));
  }

  /** A change that the source committed late: its time lies before what readers have seen already. */
  late(kind: Kind, which: number): void {
    const row = this.#one(kind, which);
    if (!row) return;
    const before = Date.parse(row.changed_at);
    this.#rows(kind).update(row.id, this.#fields(kind));
    row.changed_at = new Date(Math.max(before, this.now() - 45_000)).toISOString();
  }

  create(kind: Kind, which: number): void {
    const like = this.#one(kind, which);
    if (like) this.#rows(kind).insert({ ...like, ...this.emulator.world.newRow(), ...this.#fields(kind) });
  }

  delete(kind: Kind, which: number): void {
    const row = this.#one(kind, which);
    if (!row) return;
    this.everGone.add(`${kind} ${row.id}`);
    this.#rows(kind).delete(row.id);
  }

  vanish(kind: Kind, which: number): void {
    const row = this.#one(kind, which);
    if (row) this.#hide(kind, row.id);
  }

  #hide(kind: Kind, id: string): void {
    if (this.isRead) this.shifted.add(kind);
    this.everGone.add(`${kind} ${id}`);
    this.#hidden.add(`${kind} ${id}`);
  }

  /** What was gone is there again. */
  revive(kind: Kind, which: number): void {
    const gone = [...this.everGone].filter((key) => key.startsWith(`${kind} `) && !this.#moved.has(key));
    const key = gone[which % Math.max(1, gone.length)];
    if (key === undefined) return;
    this.#hidden.delete(key);
    const row = this.#rows(kind).get(key.slice(kind.length + 1))!;
    if (this.erased.has(row.id)) return;
    row.remote_deleted_at = null;
    this.#rows(kind).update(row.id, this.#fields(kind));
  }

  /** Old ids of records that have new ones. */
  readonly #moved = new Set<string>();

  /** A candidate has a new id and the same remote id; the old one is gone without a trace. */
  rekey(which: number): void {
    const old = this.#one("candidates", which);
    if (!old) return;
    const { world } = this.emulator;
    const next = { ...old, ...world.newRow(), remote_id: old.remote_id };
    // Those that are gone without a trace, too: when they are back, they name the new id.
    const children = this.#whole.applications!("candidate_id", old.id);
    this.#hide("candidates", old.id);
    this.#moved.add(`candidates ${old.id}`);
    this.#rows("candidates").insert(next);
    for (const { id } of children) this.#give(id, old.id, next.id);
  }

  /** One candidate becomes part of another. */
  merge(which: number): void {
    const [one, other] = [this.#one("candidates", which), this.#one("candidates", which + 1)];
    if (!one || !other || one.id === other.id) return;
    for (const { id } of this.#whole.applications!("candidate_id", one.id)) this.#give(id, one.id, other.id);
    this.everGone.add(`candidates ${one.id}`);
    this.#rows("candidates").delete(one.id);
  }

  /** An application was entered for the wrong person, or belongs to one who was erased since. */
  move(which: number): void {
    const application = this.#one("applications", which);
    const people = this.living("candidates");
    const person = people[which % Math.max(1, people.length)];
    if (application && person) this.#give(application.id, application.candidate_id ?? "", person.id);
  }

  #give(application: string, from: string, to: string): void {
    this.#before.set(application, (this.#before.get(application) ?? new Set()).add(from));
    this.#rows("applications").update(application, { candidate_id: to });
  }

  /** Whether it may have been erased with one who had it before: then it waits until the copy knows who has it now. */
  mayWait(kind: Kind, { id }: SourceRow): boolean {
    return kind === "applications" && [...(this.#before.get(id) ?? [])].some((candidate) => this.erased.has(candidate));
  }

  /** Whether the candidate of an application is there. */
  hasOwner({ candidate_id }: SourceRow): boolean {
    return this.living("candidates").some(({ id }) => id === candidate_id);
  }

  /** @returns The candidate to erase. */
  erase(which: number): string | undefined {
    const row = this.#one("candidates", which);
    if (!row) return undefined;
    this.erased.add(row.id);
    for (const application of this.#rows("applications").where("candidate_id", row.id))
      this.unclear.add(application.id);
    return row.id;
  }

  /** Whether a record belongs into the copy. */
  belongs(kind: Kind, row: SourceRow): boolean {
    if (kind === "candidates") return !this.erased.has(row.id);
    return kind === "jobs" || (!this.unclear.has(row.id) && !this.erased.has(row.candidate_id ?? ""));
  }
}
