import { toDay, type Scorecard } from "@anyats/core";
import { z } from "zod/mini";
import { parsedLeniently, type Drift, type Reading } from "@anyats/http";
import {
  wireChoice,
  wireScorecard,
  type WireChoice,
  type WireScorecard,
  type WireScorecardResponse,
} from "../wire/activity.ts";
import { toUserMention } from "./activity.ts";
import { toDatedRecord } from "./pieces.ts";

type Response = Scorecard["responses"][number];

const toChoice = ({ label, remote_id }: WireChoice) => ({ label, remoteId: remote_id ?? null });

const one = z.pipe(wireChoice, z.transform(toChoice));

/** What each type of question is answered with. */
const answers: ReadonlyMap<string, z.core.$ZodType<Response["answer"]>> = new Map<
  string,
  z.core.$ZodType<Response["answer"]>
>([
  ["TEXT", z.string()],
  ["SINGLE_SELECT", one],
  ["MULTI_SELECT", z.array(one)],
  ["BOOLEAN", z.boolean()],
  ["NUMBER", z.number()],
  ["DATE", z.pipe(z.pipe(z.string(), z.transform(toDay)), z.string())],
]);

/** An answer; one of a type that is not known, or in another form than its type has, becomes null and is told. */
function toAnswer({ type, answer }: WireScorecardResponse, drift: Drift): Response["answer"] {
  const schema = answers.get(type);
  if (!schema) drift("$.responses.type", "unknown-value");
  if (!schema || answer === null || answer === undefined) return null;
  const parsed = parsedLeniently(schema, answer, drift, "$.responses.answer");
  if (parsed.success) return parsed.data;
  drift("$.responses.answer", "unreadable-answer");
  return null;
}

export function toScorecard(wire: WireScorecard, drift: Drift): Scorecard {
  return {
    ...toDatedRecord(wire, drift),
    candidateId: wire.candidate_id ?? null,
    applicationId: wire.application_id ?? null,
    interviewId: wire.interview_id ?? null,
    authorId: wire.author_id ?? wire.author?.id ?? null,
    author: wire.author ? toUserMention(wire.author) : null,
    responses: (wire.responses ?? []).map((response) => ({
      label: response.label ?? null,
      remoteId: response.remote_id ?? null,
      description: response.description ?? null,
      required: response.required ?? null,
      type: response.type,
      options: (response.options ?? []).map(toChoice),
      answer: toAnswer(response, drift),
    })),
  };
}

/** How a scorecard is read. */
export const scorecardReading: Reading<WireScorecard, Scorecard> = { schema: wireScorecard, map: toScorecard };
