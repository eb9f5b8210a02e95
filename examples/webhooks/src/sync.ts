import type { avionte } from "@anyats/avionte";
import type { ClientOf } from "@anyats/core";
import { changesOf, type DataChanged } from "@anyats/kombo-base/webhooks";

type Ats = ClientOf<typeof avionte>;

/** What the app knows of the ATS: here in memory, in a product in its database. */
export class Sync {
  /** The records that were read, as `capability id`, oldest first. */
  readonly read: string[] = [];
  /** The models whose changes no read shows. */
  readonly notShown: string[] = [];
  readonly #ats: Ats;
  readonly #now: () => Date;
  /** When the latest read of each stream began. */
  readonly #since = new Map<string, Date>();
  readonly #start: Date;

  /** @param now The time; what changed before it is known already. */
  constructor(ats: Ats, now: () => Date) {
    this.#ats = ats;
    this.#now = now;
    this.#start = now();
  }

  /** Reads what an event says has changed. Throws where a read fails: then the event counts as not handled. */
  async changed(event: DataChanged): Promise<void> {
    const { streams, notStreamed } = changesOf(this.#ats, event, { since: this.#start });
    // A place for each stream: one that moved them all would pass over what another stream has not read yet.
    for (const capability of Object.keys(streams) as (keyof typeof streams)[]) {
      const startedAt = this.#now();
      const since = this.#since.get(capability) ?? this.#start;
      const stream = changesOf(this.#ats, event, { since }).streams[capability]!;
      for await (const { id } of stream) this.read.push(`${capability} ${id}`);
      this.#since.set(capability, startedAt); // When the read began: what changed meanwhile comes next time.
    }
    this.notShown.push(...notStreamed.map(({ model }) => model));
  }
}
