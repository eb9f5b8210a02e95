import { createEmulator, type Emulator, type FaultKind } from "@anyats/emulator";
import type { Kind, Plan, TroubleName } from "./plan.ts";

const faults: Readonly<Record<TroubleName, FaultKind>> = {
  throttled: { kind: "rateLimit", resetSeconds: 2 },
  "too-many-at-once": { kind: "concurrency" },
  unavailable: { kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE" },
  "broken-after": { kind: "status", status: 500, code: null, when: "after" },
  "request-lost": { kind: "dropBefore" },
  "answer-lost": { kind: "dropAfter" },
  "truncated-text": { kind: "truncatedBody", by: "text" },
  "truncated-connection": { kind: "truncatedBody", by: "connection" },
  "html-page": { kind: "htmlPage", status: 502 },
  "empty-answer": { kind: "emptyBody" },
  "unreadable-record": { kind: "malformedRecord", index: 1 },
  "expired-cursor": { kind: "expiredCursor" },
};

/** A record as an app should come to know it. `shown` is what the history changes of it and of the records in it. */
export interface Known {
  readonly changedAt: string;
  readonly shown: string;
}

/** The ATS of a history: people work in it while it is read. */
export class SourceWorld {
  readonly emulator: Emulator;
  readonly #kind: Kind;
  #changes = 0;

  constructor({ kind, seed, records }: Plan) {
    this.#kind = kind;
    this.emulator = createEmulator({ seed, candidates: 20 });
    while (this.emulator.world[kind].size < records) this.#insertLike(this.emulator.world[kind].size);
    this.pass(60_000);
  }

  now(): number {
    return this.emulator.clock.now().getTime();
  }

  pass(milliseconds: number): void {
    this.emulator.clock.advance(milliseconds);
  }

  trouble(name: TroubleName, times: number, after: number): void {
    this.emulator.faults.inject({ ...faults[name], times, after });
  }

  /** How often people changed, made or removed something. */
  get changes(): number {
    return this.#changes;
  }

  change(which: number, part: "own" | "related"): void {
    const { world } = this.emulator;
    const id = this.#living(which);
    if (id === undefined) return;
    const name = this.#next("Changed");
    const outcome = (["PENDING", "HIRED", "DECLINED"] as const)[this.#changes % 3]!;
    if (this.#kind === "jobs") {
      // Who is in the team is not a field of the job: `changed_at` stays, and `updated_after` counts it anyway.
      if (part === "related") world.jobs.relink(id, { hiring_team: world.jobs.get(id)!.hiring_team.slice(1) });
      else world.jobs.update(id, { name });
    } else if (this.#kind === "candidates") {
      const [application] = world.applications.where("candidate_id", id);
      if (part === "related" && application) world.applications.update(application.id, { outcome });
      else world.candidates.update(id, { title: name });
    } else if (part === "related") {
      const candidate = world.applications.get(id)?.candidate_id;
      if (candidate) world.candidates.update(candidate, { last_name: name });
    } else world.applications.update(id, { outcome });
  }

  create(which: number): void {
    this.#next("Created");
    this.#insertLike(which);
  }

  remove(which: number): void {
    const id = this.#living(which);
    this.#next("Removed");
    if (id !== undefined) this.emulator.world[this.#kind].delete(id);
  }

  isThere(id: string): boolean {
    return this.emulator.world[this.#kind].get(id)?.remote_deleted_at === null;
  }

  /** Whether a record, or what counts with it for `updated_after`, changed at or after an instant. */
  changedSince(id: string, instant: string): boolean {
    const { world } = this.emulator;
    const rows = world[this.#kind];
    const related =
      this.#kind === "applications"
        ? [world.candidates.get(world.applications.get(id)?.candidate_id)]
        : this.#kind === "candidates"
          ? world.applications.where("candidate_id", id)
          : [];
    const instants = [rows.get(id)?.changed_at, rows.linksChangedAt(id), ...related.map((row) => row?.changed_at)];
    return instants.some((at) => at !== undefined && at >= instant);
  }

  /** All records that are there. */
  truth(): ReadonlyMap<string, Known> {
    const rows = this.emulator.world[this.#kind].all().filter((row) => row.remote_deleted_at === null);
    return new Map(rows.map(({ id, changed_at }) => [id, { changedAt: changed_at, shown: this.#shown(id) }]));
  }

  #shown(id: string): string {
    const { world } = this.emulator;
    if (this.#kind === "jobs") {
      const job = world.jobs.get(id)!;
      return JSON.stringify([job.name, job.hiring_team.length]);
    }
    if (this.#kind === "candidates") {
      const living = world.applications.where("candidate_id", id).filter((row) => row.remote_deleted_at === null);
      const outcomes = living.map((row) => `${row.id} ${row.outcome}`).toSorted();
      return JSON.stringify([world.candidates.get(id)!.title, ...outcomes]);
    }
    const application = world.applications.get(id)!;
    const candidate = world.candidates.get(application.candidate_id);
    return JSON.stringify([application.outcome, candidate?.last_name ?? null]);
  }

  #insertLike(which: number): void {
    const { world } = this.emulator;
    const like = <T>(rows: readonly T[]): T => rows[which % rows.length]!;
    if (this.#kind === "jobs") world.jobs.insert({ ...like(world.jobs.all()), ...world.newRow() });
    else if (this.#kind === "candidates")
      world.candidates.insert({ ...like(world.candidates.all()), ...world.newRow() });
    else world.applications.insert({ ...like(world.applications.all()), ...world.newRow() });
  }

  #living(which: number): string | undefined {
    const rows = this.emulator.world[this.#kind].all().filter((row) => row.remote_deleted_at === null);
    return rows[which % rows.length]?.id;
  }

  /** Each change has its instant. */
  #next(word: string): string {
    this.#changes += 1;
    this.pass(1_000);
    return `${word} ${this.#changes}`;
  }
}
