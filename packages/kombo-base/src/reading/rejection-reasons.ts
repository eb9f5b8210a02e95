import { token, type Call, type Injected, type RejectionReason, type Token } from "@anyats/core";
import { rejectionReasonReading } from "../mapping/small-records.ts";
import { LISTS } from "./list-reader.ts";
import type { Query } from "./query.ts";
import { SharedAnswers } from "@anyats/http";

/** The reasons for which an application can be rejected. */
export interface RejectionReasons {
  /** @param query Filters as Kombo takes them; without one, all reasons are read. */
  read(call: Call, query?: Query): Promise<readonly RejectionReason[]>;
  /** Whether there is a reason with this id; the reasons are read once, and again for one that was not there. */
  has(id: string, call: Call): Promise<boolean>;
}

export const REJECTION_REASONS: Token<RejectionReasons> = token("kombo/rejection-reasons");

const keyOf = ({ raw, provenance = false }: Call): string => JSON.stringify([raw, provenance]);

/** Reads the reasons, and keeps them for the connection. */
export class RejectionReasonReader implements RejectionReasons {
  static readonly inject = { lists: LISTS };
  readonly #collaborators: Injected<typeof RejectionReasonReader.inject>;
  /** With `raw` and `provenance`, and without: each call gets what it asked for. */
  readonly #answers = new SharedAnswers<readonly RejectionReason[]>(4);

  constructor(collaborators: Injected<typeof RejectionReasonReader.inject>) {
    this.#collaborators = collaborators;
  }

  read(call: Call, query: Query = {}, isFresh = false): Promise<readonly RejectionReason[]> {
    if (Object.keys(query).length > 0) return this.#list(query, call);
    return this.#answers.read(keyOf(call), call, () => this.#list({}, call), isFresh);
  }

  async has(id: string, call: Call): Promise<boolean> {
    const isIt = (reason: RejectionReason) => reason.id === id;
    const kept = this.#answers.kept(keyOf(call));
    // It may have been added since they were read.
    return kept?.some(isIt) || (await this.read(call, {}, kept !== undefined)).some(isIt);
  }

  async #list(query: Query, call: Call): Promise<readonly RejectionReason[]> {
    // By their ids: a list that changes while it is read may give a reason twice.
    const reasons = new Map<string, RejectionReason>();
    const { lists } = this.#collaborators;
    for await (const { records } of lists.all("/ats/rejection-reasons", rejectionReasonReading, query, call))
      for (const record of records) reasons.set(record.id, record);
    return [...reasons.values()];
  }
}
