import type { ApplicationRow, EmulatorFor, FaultRule, InjectedFault, JobRow, ToolName } from "@anyats/emulator";
import type { Kind, ListChange, RecordState, RemovableKind } from "../world.ts";
import { instantClock } from "./instant-clock.ts";

type AnyEmulator = EmulatorFor<ToolName>;

/** What all emulated worlds share: how to connect, the time, and the count of requests. */
export abstract class EmulatedSession<Emulated extends AnyEmulator> {
  protected readonly emulator: Emulated;
  readonly settings: object;
  readonly modules;
  readonly wrong;

  /**
   * @param fetch Reaches the emulator. Default: its own `fetch`.
   * @param more Settings besides those of the emulator.
   */
  constructor(emulator: Emulated, fetch?: typeof globalThis.fetch, more: object = {}) {
    this.emulator = emulator;
    this.settings = { ...emulator.settings(), ...(fetch && { fetch }), ...more };
    this.modules = [instantClock(emulator.clock.now())];
    const key = "a-key-that-is-wrong-0123456789";
    this.wrong = { key, settings: { ...this.settings, apiKey: key } };
  }

  requests(): number {
    return this.emulator.requests.count();
  }

  now(): Date {
    return this.emulator.clock.now();
  }

  /** Advances the clock, so that the next change is later than any before. */
  protected later(): void {
    this.emulator.clock.advance(60_000);
  }

  close(): void {}
}

/** An emulated world whose records are the emulator's own rows, and whose troubles are the emulator's faults. */
export abstract class RowSession<Emulated extends AnyEmulator> extends EmulatedSession<Emulated> {
  #injected: readonly InjectedFault[] = [];

  ids(kind: Kind): readonly string[] {
    const { jobs, applications, candidates, rejectionReasons } = this.emulator.world;
    // No other kinds: a world need not know more than the type says.
    const held = { jobs, applications, candidates, rejectionReasons }[kind];
    return held.all().flatMap(({ id, remote_deleted_at }) => (remote_deleted_at === null ? [id] : []));
  }

  touch(kind: Kind, id: string): void {
    this.later();
    const { world } = this.emulator;
    if (kind === "jobs") world.jobs.update(id, { name: "A changed title" });
    else if (kind === "candidates") world.candidates.update(id, { title: "A changed title" });
    else world[kind].touch(id);
  }

  remove(kind: RemovableKind, id: string): void {
    this.later();
    this.emulator.world[kind].delete(id);
  }

  restore(kind: Kind, id: string): void {
    this.later();
    this.emulator.world[kind].update(id, { remote_deleted_at: null } as object);
  }

  move(application: string, job: string): void {
    this.later();
    this.emulator.world.applications.update(application, { job_id: job });
  }

  merge(candidate: string, into: string): void {
    this.later();
    const { world } = this.emulator;
    for (const name of ["applications", "notes", "scorecards", "attachments"] as const)
      for (const { id, candidate_id } of world[name].all())
        if (candidate_id === candidate) world[name].update(id, { candidate_id: into });
    world.candidates.delete(candidate);
    world.candidates.touch(into);
  }

  administer(change: ListChange): string {
    this.later();
    if ("remove" in change) return this.#removed(change);
    if ("add" in change) return this.#added(change);
    const { list, rename: id, to: name } = change;
    if (list === "users") return this.emulator.world.users.update(id, { last_name: name }).id;
    return this.emulator.world[list].update(id, { name }).id;
  }

  #removed({ list, remove: id }: Extract<ListChange, { readonly remove: string }>): string {
    const { world } = this.emulator;
    world[list].delete(id);
    if (list === "stages")
      for (const job of world.jobs.all())
        if (job.stage_ids.includes(id))
          world.jobs.relink(job.id, { stage_ids: job.stage_ids.filter((other) => other !== id) });
    return id;
  }

  #added({ list, add: name }: Extract<ListChange, { readonly add: string }>): string {
    const { world } = this.emulator;
    const row = world.newRow();
    if (list === "tags" || list === "rejectionReasons") return world[list].insert({ ...row, name }).id;
    if (list === "users") {
      const email = `${row.remote_id}@agency.example.com`;
      const words = { first_name: "Somebody", last_name: name, email, status: "ACTIVE", role_ids: [] } as const;
      return world.users.insert({ ...row, ...words }).id;
    }
    const { id } = world.stages.insert({ ...row, name, status: "ACTIVE", index: null });
    for (const job of this.jobsThatShareStages()) world.jobs.relink(job.id, { stage_ids: [...job.stage_ids, id] });
    return id;
  }

  /** The jobs that get a new stage: all, unless jobs have workflows of their own. */
  protected jobsThatShareStages(): readonly Readonly<JobRow>[] {
    return this.emulator.world.jobs.all().filter((job) => job.remote_deleted_at === null);
  }

  setCustomField(_group: string, fieldId: string, exists: boolean): void {
    this.later();
    const { removedFields } = this.emulator.world;
    if (exists) removedFields.delete(fieldId);
    else removedFields.add(fieldId);
  }

  become(id: string, { field, value }: RecordState): void | "never" {
    this.later();
    const { world } = this.emulator;
    switch (field) {
      case "outcome": {
        const rejected_at = value === "DECLINED" ? this.now().toISOString() : null;
        return void world.applications.update(id, { outcome: value as ApplicationRow["outcome"], rejected_at });
      }
      case "stageId":
        return void world.applications.update(id, { current_stage_id: value, tool_stage_id: value });
      case "emailAddresses":
        return void world.candidates.update(id, { email_addresses: [] });
      case "status":
        return void world.jobs.update(id, { status: value });
    }
  }

  application(id: string): { stageId: string | null; rejected: boolean } {
    const row = this.emulator.world.applications.get(id);
    if (!row) throw new Error("the world has no such application");
    return { stageId: row.current_stage_id, rejected: row.outcome === "DECLINED" };
  }

  /** Replaces the faults that were injected before. */
  protected inject(rules: readonly FaultRule[]): void {
    const { faults } = this.emulator;
    faults.clear();
    this.#injected = rules.map((rule) => faults.inject(rule));
  }

  /** The cursors of the lists that are being read expire. */
  endLists(): void {
    this.emulator.faults.inject({ kind: "expiredCursor" });
  }

  struck(): number {
    return this.#injected.reduce((sum, { hits }) => sum + hits, 0);
  }
}
