import { type Call } from "@anyats/core";
import type { Http } from "@anyats/http";
import { z } from "zod/mini";
import { noteReading } from "./mapping.ts";
import { post } from "./results.ts";

const ofApplication = z.looseObject({ candidate: z.looseObject({ id: z.string() }) });

/** The candidate of an application. */
export async function candidateOf(http: Http, applicationId: string, call: Call): Promise<string> {
  const expected = { schema: ofApplication, effect: "reads" } as const;
  const { candidate } = await post(http, "/application.info", { applicationId }, expected, call);
  return candidate.id;
}

/** The list of a candidate's notes. */
export const notesOf = (candidateId: string) => ({
  path: "/candidate.listNotes",
  reading: noteReading(candidateId),
  parameters: { candidateId },
});
