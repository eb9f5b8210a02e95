import { AtsError, token, type Call, type Injected, type Reference, type Token } from "@anyats/core";
import { SharedAnswers } from "@anyats/http";
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
  readonly #known = new SharedAnswers<string>(capacity);

  constructor(collaborators: Injected<typeof KnownRemoteIds.inject>) {
    this.#collaborators = collaborators;
  }

  async of(entity: Entity, reference: Reference, call: Call): Promise<string> {
    // Kombo's ids are unique among records of one kind only.
    const key = `${entity} ${reference.id}`;
    const known = reference.remoteId ?? this.#known.kept(key);
    return known ?? this.#known.read(key, call, () => this.#lookUp(entity, reference.id, call));
  }

  async #lookUp(entity: Entity, id: string, call: Call): Promise<string> {
    const { remoteId } = await this.#read(entity, id, call);
    if (remoteId === null) throw noRemoteId(entity);
    return remoteId;
  }

  #read(entity: Entity, id: string, call: Call): Promise<{ readonly remoteId: string | null }> {
    const { lists } = this.#collaborators;
    if (entity === "job") return lists.one("job", "/ats/jobs", jobReading, { id }, call);
    if (entity === "candidate") return lists.one("candidate", "/ats/candidates", candidateReading, { id }, call);
    return lists.one("application", "/ats/applications", applicationReading, { id }, call);
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
