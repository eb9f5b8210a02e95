import { AtsError, token, type Call, type Injected, type Reference, type Token } from "@anyats/core";
import { SharedAnswers } from "@anyats/http";
import { LISTS } from "@anyats/kombo-base";
import { z } from "zod/mini";

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

/** Of a record that is only looked up, nothing else needs to be readable. */
const reading = {
  schema: z.looseObject({ id: z.string(), remote_id: z.nullish(z.string()) }),
  map: ({ remote_id: remoteId = null }: { readonly remote_id?: string | null | undefined }) => ({ remoteId }),
};

const paths = { job: "/ats/jobs", application: "/ats/applications", candidate: "/ats/candidates" } as const;

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
    const plain = { ...call, raw: false, provenance: false };
    const { remoteId } = await this.#collaborators.lists.one(entity, paths[entity], reading, { id }, plain);
    if (remoteId === null) throw noRemoteId(entity);
    return remoteId;
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
