import { z } from "zod/mini";
import { Id, RemoteId } from "../models/identity.ts";

/** The record's id, or its id in the ATS. */
export const recordLookup = z.union([
  z.strictObject({
    /** The id that the connection uses for the record. */
    id: Id,
  }),
  z.strictObject({
    /** The id in the ATS itself. */
    remoteId: RemoteId,
  }),
]);
