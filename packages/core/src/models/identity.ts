import { z } from "zod/mini";

const identifier = z.string().check(z.minLength(1, "must not be empty"));

/**
 * The id that the connection uses for a record: the aggregator's where there is one, else the ATS's own.
 *
 * Whatever an ATS gave is accepted; what cannot be part of an address is refused where it would become one, see `PathSegment`.
 */
export const Id = identifier;

/** The id of a record in the ATS itself. It may be a composite such as `123:456` or `REQ-2026/017`. */
export const RemoteId = identifier;

/**
 * What no segment of a path can hold, even encoded: servers decode a slash before they look for the route, and an invisible
 * character hides from the person who reads a log.
 */
const unsafe = /[/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** An id in every form in which servers along the way may come to read it: one may decode what another has decoded. */
function readings(value: string): readonly string[] {
  const found = [value];
  while (found.length <= 3) {
    try {
      found.push(decodeURIComponent(found.at(-1)!));
    } catch {
      break; // A per cent sign of the id itself.
    }
  }
  return found;
}

/** An id that can be a segment of a path once it is encoded. */
export const PathSegment = identifier.check(
  z.maxLength(1_000, "must have at most 1,000 characters"),
  z.refine(
    (value) => readings(value).every((read) => !unsafe.test(read)),
    "must hold no slash and no invisible character",
  ),
  z.refine((value) => readings(value).every((read) => !/^[.\s]+$/.test(read)), "must not consist of dots or blanks"),
);

const recordReference = z.looseObject({
  /** The id that the connection uses for the record. */
  id: Id,
  /** The id in the ATS itself. */
  remoteId: z.nullish(RemoteId),
});

/** What a command needs to know of a record: its id and, where the caller has it, its id in the ATS. */
export interface Reference {
  readonly id: string;
  readonly remoteId?: string;
}

/**
 * How an input names a record: by id, or by the record itself as it was read.
 * Giving the record saves the look-up of its `remoteId` where an operation goes to the ATS's own API.
 */
export const RecordReference = z.pipe(
  z.union([Id, recordReference]),
  z.transform((value): Reference => {
    if (typeof value === "string") return { id: value };
    return value.remoteId == null ? { id: value.id } : { id: value.id, remoteId: value.remoteId };
  }),
);

/** An application: its id, or the record. */
export const ApplicationReference = RecordReference;
/** A candidate: its id, or the record. */
export const CandidateReference = RecordReference;
/** A job: its id, or the record. */
export const JobReference = RecordReference;
/** A stage of the application's job: its id, or the record. */
export const StageReference = RecordReference;
