import { z } from "zod";

/**
 * A character that has no place in an id: it could leave the path segment that the id is written into,
 * end a header or be invisible to the person who reads a log.
 */
const unsafe = /[\s/\\?#%\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

const identifier = z
  .string()
  .min(1, "must not be empty")
  .max(255, "must have at most 255 characters")
  .refine((value) => !unsafe.test(value), "must hold no white space, slash, ?, #, % or invisible character");

/** The id that the connection uses for a record: the aggregator's where there is one, else the ATS's own. */
export const Id = identifier.refine((value) => !value.includes("."), "must hold no dot");

/** The id of a record in the ATS itself. It may be a composite such as `123:456`. */
export const RemoteId = identifier.refine((value) => !/^\.+$/.test(value), "must not consist of dots");

const recordReference = z.looseObject({ id: Id, remoteId: RemoteId.nullish() });

/** What a command needs to know of a record: its id and, where the caller has it, its id in the ATS. */
export interface Reference {
  readonly id: string;
  readonly remoteId?: string;
}

/**
 * How an input names a record: by id, or by the record itself as it was read.
 * Giving the record saves the look-up of its `remoteId` where an operation goes to the ATS's own API.
 */
export const RecordReference = z.union([Id, recordReference]).transform((value): Reference => {
  if (typeof value === "string") return { id: value };
  return value.remoteId == null ? { id: value.id } : { id: value.id, remoteId: value.remoteId };
});

/** Names an application, by id or by the record as it was read. */
export const ApplicationReference = RecordReference.describe("An application: its id, or the record.");
/** Names a candidate, by id or by the record as it was read. */
export const CandidateReference = RecordReference.describe("A candidate: its id, or the record.");
/** Names a job, by id or by the record as it was read. */
export const JobReference = RecordReference.describe("A job: its id, or the record.");
/** Names a stage of a job, by id or by the record as it was read. */
export const StageReference = RecordReference.describe("A stage of the application's job: its id, or the record.");
