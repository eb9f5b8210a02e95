import type { Attachment, Call, CallHandler, Injected, InputOf, candidates } from "@anyats/core";
import { ATTACHMENTS } from "../../reading/attachments.ts";

type Capability = typeof candidates.listAttachments;

/** `GET /ats/candidates/{id}/attachments`. Runs live in the ATS. */
export class ListCandidateAttachments implements CallHandler<Capability> {
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
  protected readonly collaborators: Injected<typeof ListCandidateAttachments.inject>;

  constructor(collaborators: Injected<typeof ListCandidateAttachments.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<Attachment[]> {
    return [...(await this.collaborators.attachments.ofCandidate(input.candidate.id, call))];
  }
}
