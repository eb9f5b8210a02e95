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
  #since: Date;

  /** @param now The time; what changed before it is known already. */
  constructor(ats: Ats, now: () => Date) {
    this.#ats = ats;
    this.#now = now;
    this.#since = now();
  }

  /** Reads what an event says has changed. Throws where a read fails: then the event counts as not handled. */
  async changed(event: DataChanged): Promise<void> {
    const startedAt = this.#now();
    const { streams, notStreamed } = changesOf(this.#ats, event, { since: this.#since });
    for (const [capability, stream] of Object.entries(streams))
      for await (const { id } of stream) this.read.push(`${capability} ${id}`);
    this.notShown.push(...notStreamed.map(({ model }) => model));
    this.#since = startedAt; // When the read began, not when it ended: what changed meanwhile comes next time.
  }
}
