import { z } from "zod";
import { Id, RemoteId } from "../models/identity.ts";

/** Finds one record: by its id, or by its id in the ATS. */
export const recordLookup = z
  .union([z.strictObject({ id: Id }), z.strictObject({ remoteId: RemoteId })])
  .describe("The record's id, or its id in the ATS.");
