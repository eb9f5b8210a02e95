import type { avionte } from "@anyats/avionte";
import { AtsError, type Application, type ClientOf } from "@anyats/core";
import type { InterviewResult } from "./interview-result.ts";

type Ats = ClientOf<typeof avionte>;

/** A step of the write-back, and how it ended. */
export interface Step {
  readonly step: string;
  readonly outcome: "done" | "settled" | "unknown" | "failed";
  readonly code?: string;
}

/** Makes one write. What cannot be known is said, and left for later: the key makes it safe to call again. */
async function attempt(step: string, write: () => Promise<{ readonly settledBy: string }>): Promise<Step> {
  try {
    const { settledBy } = await write();
    return { step, outcome: settledBy === "answer" ? "done" : "settled" };
  } catch (error) {
    if (!AtsError.is(error)) throw error;
    return { step, outcome: error.retry === "unknown-outcome" ? "unknown" : "failed", code: error.code };
  }
}

/**
 * Writes one result back: notes on application and candidate, a custom field, the transcript, and for who passed the
 * next stage. It can be called again with the same result at any time: nothing is written twice.
 */
export async function writeBack(ats: Ats, application: Application, result: InterviewResult): Promise<readonly Step[]> {
  const key = (what: string) => ({ idempotencyKey: `interview-${result.applicationId}-${what}` });
  const note = { html: result.summaryHtml };
  const candidate = application.candidateId!;
  const steps = [
    await attempt("note on the application", () =>
      ats.applications.addNote({ application, note }, key("application-note")),
    ),
    await attempt("note on the candidate", () => ats.candidates.addNote({ candidate, note }, key("candidate-note"))),
    await attempt("custom field", () =>
      ats.applications.updateCustomFields({ application, updates: { "Match Score": result.score } }),
    ),
    await attempt("transcript", () =>
      ats.applications.addAttachment(
        {
          application,
          file: {
            name: `interview-${result.applicationId}.pdf`,
            type: "OTHER",
            contentType: "application/pdf",
            bytes: result.transcript,
          },
        },
        key("transcript"),
      ),
    ),
  ];
  if (!result.passed) return steps;
  const stages = await ats.applications.listStages({ jobIds: [application.jobId!] });
  const stage = stages.findLast(({ movable, name }) => movable && /interview|offer/i.test(name ?? ""));
  if (stage)
    steps.push(await attempt(`move to "${stage.name}"`, () => ats.applications.moveToStage({ application, stage })));
  return steps;
}
