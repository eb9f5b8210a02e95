import { emptied } from "./anonymised.ts";
import type { VirtualClock } from "./clock.ts";
import { Collection } from "./collection.ts";
import { models, worldModels, type Collections, type WorldModel } from "./models.ts";
import type { CandidateRow, Row } from "./rows.ts";

/** What a world is made of. */
export interface WorldSetup {
  readonly clock: VirtualClock;
  /** The id that clients see, from the id that the tool's own records have. */
  identify(remoteId: string): string;
  /** Is told which record changed, with every change. */
  changed(model: WorldModel, id: string): void;
}

interface SavedWorld {
  readonly rows: readonly (readonly [WorldModel, readonly unknown[]])[];
  readonly nextRemoteId: number;
  readonly syncedJobs: readonly string[];
}

/** Days after which Kombo empties a deleted record (documented). */
const daysUntilAnonymised = 14;
const millisecondsPerDay = 86_400_000;

/** For types: a world has one property for each model, so a model is named in `models.ts` alone. */
const WithCollections = Object as unknown as new () => Collections;

/**
 * Everything that the emulated ATS holds (and an aggregator's copy of it), whatever API it is served by. Tests look into it, and
 * change it to play somebody who works in the ATS: `world.jobs.update(id, { status: "CLOSED" })`.
 */
export class World extends WithCollections {
  readonly clock: VirtualClock;
  /** Remote ids of the jobs that were selected for synchronisation (Avionté only). */
  readonly syncedJobs = new Set<string>();
  /** Ids of the ATS's custom fields that the customer has removed: neither they nor what records hold in them are shown. */
  readonly removedFields = new Set<string>();
  readonly #identify: (remoteId: string) => string;
  #nextRemoteId = 9_000_000;

  constructor({ clock, identify, changed }: WorldSetup) {
    super();
    for (const model of worldModels)
      Object.assign(this, { [model]: new Collection(clock, ({ id }) => changed(model, id)) });
    this.clock = clock;
    this.#identify = identify;
  }

  /** The candidates with an e-mail address, whatever its case. */
  candidatesByEmail(email: string): readonly Readonly<CandidateRow>[] {
    const addresses = ({ email_addresses }: Readonly<CandidateRow>): Set<string> =>
      new Set(email_addresses?.map((entry) => entry.email_address.toLowerCase()));
    return this.candidates.lookup("email_addresses", addresses, email.toLowerCase());
  }

  /** The id that clients see of a record of the tool. */
  id(remoteId: string): string {
    return this.#identify(remoteId);
  }

  /** A remote id that the tool gives to a new record. */
  newRemoteId(): string {
    this.#nextRemoteId += 1;
    return String(this.#nextRemoteId);
  }

  /** The four fields of a record that comes into being now. */
  newRow(remoteId: string = this.newRemoteId()): Row & { remote_id: string } {
    return { id: this.id(remoteId), remote_id: remoteId, changed_at: this.clock.timestamp(), remote_deleted_at: null };
  }

  /** All records, as a copy. */
  save(): SavedWorld {
    const rows = worldModels.map((model) => [model, this[model].save()] as const);
    return { rows, nextRemoteId: this.#nextRemoteId, syncedJobs: [...this.syncedJobs] };
  }

  /** Takes what `save` gave into a world that is empty. `changed` is not called. */
  load({ rows, nextRemoteId, syncedJobs }: SavedWorld): void {
    for (const [model, saved] of rows) this[model].load(saved as never);
    this.#nextRemoteId = nextRemoteId;
    for (const job of syncedJobs) this.syncedJobs.add(job);
  }

  /** Empties the records whose 14 days are over. Called before every answer. */
  expire(): void {
    const age = daysUntilAnonymised * millisecondsPerDay;
    for (const model of worldModels) if (models[model].emptied) this[model].anonymise(age, emptied as never);
  }
}
