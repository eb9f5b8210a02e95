import type { candidates, Call, CallHandler, Injected, InputOf, Receipt } from "@anyats/core";
import { readAnswer } from "../../transport/envelope.ts";
import { receiptOf } from "../../reading/read-data.ts";
import { path } from "@anyats/http";
import { TRANSPORT } from "../../transport/kombo-transport.ts";

type Capability = typeof candidates.removeTag;

/** `DELETE /ats/candidates/{id}/tags`, with a JSON body. */
export class RemoveCandidateTag implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  readonly routes = [
    {
      method: "DELETE",
      path: "/ats/candidates/{candidate_id}/tags",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;
  protected readonly collaborators: Injected<typeof RemoveCandidateTag.inject>;

  constructor(collaborators: Injected<typeof RemoveCandidateTag.inject>) {
    this.collaborators = collaborators;
  }

  async handle({ candidate, tag, remoteFields }: InputOf<Capability>, call: Call): Promise<Receipt> {
    const body = { tag: { name: tag }, ...(remoteFields && { remote_fields: remoteFields }) };
    const address = path`/ats/candidates/${candidate.id}/tags`;
    const answer = await this.collaborators.transport.send(
      { method: "DELETE", path: address, body, effect: "idempotent", action: true },
      call,
    );
    return receiptOf(readAnswer(answer, "idempotent").warnings);
  }
}
