import { AtsError, token, type Call, type Injected, type Reference, type Token } from "@anyats/core";
import { applicationReading, candidateReading, jobReading, LISTS } from "@anyats/kombo-base";

/** The kinds of record that Avionté's own API is asked for by id. They are those with custom fields. */
export type Entity = "job" | "application" | "candidate";

/** Finds the id in Avionté of a record that a caller names by Kombo's id. */
export interface RemoteIds {
  /** One request to Kombo, and none when the caller gave the record or it was asked before. */
  of(entity: Entity, reference: Reference, call: Call): Promise<string>;
}

export const REMOTE_IDS: Token<RemoteIds> = token("avionte/remote-ids");

/** How many ids are kept for a connection: enough for a day's work, bounded anyway. */
const capacity = 10_000;

export class KnownRemoteIds implements RemoteIds {
  static readonly inject = { lists: LISTS };
  readonly #collaborators: Injected<typeof KnownRemoteIds.inject>;
  readonly #known = new Map<string, string>();

  constructor(collaborators: Injected<typeof KnownRemoteIds.inject>) {
    this.#collaborators = collaborators;
  }

  async of(entity: Entity, reference: Reference, call: Call): Promise<string> {
    // Kombo's ids are unique among records of one kind only.
    const key = `${entity} ${reference.id}`;
    const known = reference.remoteId ?? this.#known.get(key);
    if (known !== undefined) return known;
    const remoteId = await this.#lookUp(entity, reference.id, call);
    if (remoteId === null) throw noRemoteId(entity);
    if (this.#known.size >= capacity) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, remoteId);
    return remoteId;
  }

  async #lookUp(entity: Entity, id: string, call: Call): Promise<string | null> {
    const { lists } = this.#collaborators;
    if (entity === "job") return (await lists.one("job", "/ats/jobs", jobReading, { id }, call)).remoteId;
    if (entity === "candidate")
      return (await lists.one("candidate", "/ats/candidates", candidateReading, { id }, call)).remoteId;
    return (await lists.one("application", "/ats/applications", applicationReading, { id }, call)).remoteId;
  }
}

function noRemoteId(entity: Entity): AtsError {
  return new AtsError({
    code: "record.no-remote-id",
    fault: "aggregator",
    retry: "never",
    message: `Kombo does not know the ${entity}'s id in Avionté.`,
    advice: "Wait for the next sync, or give the record's remoteId.",
  });
}
