import type { Attachment, Call, CallHandler, Injected, InputOf, OutputOf, candidates } from "@anyats/core";
import { ATTACHMENTS } from "../../reading/attachments.ts";

type Capability = typeof candidates.getResume;

const byAge = (a: Attachment, b: Attachment) => (a.createdAt ?? "").localeCompare(b.createdAt ?? "");

/** `GET /ats/candidates/{id}/attachments`: the newest file of type `CV`. Runs live in the ATS. */
export class GetCandidateResume implements CallHandler<Capability> {
  static readonly inject = { attachments: ATTACHMENTS };
  readonly lane = "unified" as const;
  readonly routes = [
    {
      method: "GET",
      path: "/ats/candidates/{candidate_id}/attachments",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;
  protected readonly collaborators: Injected<typeof GetCandidateResume.inject>;

  constructor(collaborators: Injected<typeof GetCandidateResume.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const files = await this.collaborators.attachments.ofCandidate(input.candidate.id, call);
    const attachment =
      files
        .filter(({ type }) => type === "CV")
        .toSorted(byAge)
        .at(-1) ?? null;
    return { attachment, others: attachment ? files.length - 1 : files.length };
  }
}
