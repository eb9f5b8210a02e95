import { z } from "zod";
import { Candidate } from "../../models/candidate.ts";
import { personal } from "../../models/personal.ts";
import { capability } from "../capability.ts";

export const findCandidates = capability({
  id: "candidates.find",
  kind: "query",
  effect: "reads",
  summary: "Find candidates by name, e-mail address or phone number.",
  details:
    "All details that are given must match. Where the ATS or the aggregator cannot filter by a detail, the records are read and compared here; `how` says which way was taken and `compared` what it cost.",
  sourceName: "_find_candidates_by_details(first_name, last_name, email, phone)",
  input: z
    .strictObject({
      firstName: personal(z.string().min(1)).optional(),
      lastName: personal(z.string().min(1)).optional(),
      email: personal(z.email()).optional(),
      phone: personal(
        z.string().refine((value) => value.replace(/\D/g, "").length >= 6, "must have at least six digits"),
      )
        .optional()
        .describe("Compared by its digits, without the country code where one side has none."),
      limit: z.int().min(1).max(1000).default(100).describe("Stop after so many matches."),
      compareAtMost: z
        .int()
        .min(1)
        .default(100_000)
        .describe("Read at most so many records where nothing but reading them all can find the candidate."),
    })
    .refine(
      ({ firstName, lastName, email, phone }) =>
        [firstName, lastName, email, phone].some((detail) => detail !== undefined),
      "must give at least one of firstName, lastName, email, phone",
    ),
  output: z
    .object({
      candidates: z.array(Candidate),
      how: z.enum(["filtered-by-the-server", "compared-here"]),
      compared: z.number().describe("How many records were read and compared here."),
      complete: z.boolean().describe("False when the search stopped at `limit` or `compareAtMost`."),
    })
    .describe("The matches, and how they were found."),
});
