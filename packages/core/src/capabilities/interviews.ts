import { z } from "zod/mini";
import { ApplicationReference, Id, RecordReference } from "../models/identity.ts";
import { InstantInput } from "../models/instant.ts";
import { Interview } from "../models/interview.ts";
import { personal } from "../models/personal.ts";
import { Receipt } from "../models/receipt.ts";
import { visibleLine } from "../models/text-input.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Where the interview takes place. */
const place = z.strictObject({
  /** Whether people meet in a room or in a call. */
  type: z.enum(["PHYSICAL", "VIRTUAL"]),
  /** A postal address, or the address of the call. */
  address: z.optional(personal(visibleLine(1000))),
});

/**
 * What an interview is scheduled with, also of a change. An ATS may ask for more of it, or have no place for some: coverage
 * says so, and what was not sent is in the receipt's warnings.
 */
const scheduled = {
  application: ApplicationReference,
  /** What the interview is called. */
  title: z.optional(personal(visibleLine(1000))),
  /** When the interview begins. */
  startsAt: InstantInput,
  /** When the interview ends. */
  endsAt: InstantInput,
  /** The users who interview. */
  interviewerIds: listOf(Id),
  /** The user who organizes the interview. */
  organizerId: z.optional(Id),
  location: z.optional(place),
} as const;

const endsLater = ({ startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string }): boolean =>
  Date.parse(endsAt) > Date.parse(startsAt);
const order = { path: ["endsAt"], message: "must be later than `startsAt`" };

/** Interviews on applications. */
export const interviews = resource("interviews", {
  /**
   * Stream the interviews.
   *
   * `updatedAfter` gives interviews whose own fields changed, that gained or lost an interviewer, or whose application
   * changed. Changes of an interviewer's own fields and of the application's candidate or job do not count. A deletion
   * shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      /** Only interviews on applications to one of these jobs. */
      jobIds: z.optional(listOf(Id)),
    }),
    output: Interview,
  },

  /** Schedule an interview on an application. */
  create: {
    kind: "command",
    effect: "creates",
    input: z.strictObject(scheduled).check(z.refine(endsLater, order)),
    output: Receipt,
  },

  /** Change an interview: every field is set to what is given. */
  update: {
    kind: "command",
    effect: "idempotent",
    input: z
      .strictObject({
        /** An interview: its id, or the record. */
        interview: RecordReference,
        ...scheduled,
      })
      .check(z.refine(endsLater, order)),
    output: Receipt,
  },
});
