import type { candidates, Call, CallHandler, Injected, InputOf, Receipt } from "@anyats/core";
import { readAnswer } from "../../transport/envelope.ts";
import { receiptOf } from "../../reading/read-data.ts";
import { path } from "@anyats/http";
import { TRANSPORT } from "../../transport/kombo-transport.ts";

type Capability = typeof candidates.addTag;

/** `POST /ats/candidates/{id}/tags`. */
export class AddCandidateTag implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  readonly routes = [
    {
      method: "POST",
      path: "/ats/candidates/{candidate_id}/tags",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;
  protected readonly collaborators: Injected<typeof AddCandidateTag.inject>;

  constructor(collaborators: Injected<typeof AddCandidateTag.inject>) {
    this.collaborators = collaborators;
  }

  async handle({ candidate, tag, remoteFields }: InputOf<Capability>, call: Call): Promise<Receipt> {
    const body = { tag: { name: tag }, ...(remoteFields && { remote_fields: remoteFields }) };
    const address = path`/ats/candidates/${candidate.id}/tags`;
    const answer = await this.collaborators.transport.send(
      { method: "POST", path: address, body, effect: "idempotent", action: true },
      call,
    );
    return receiptOf(readAnswer(answer, "idempotent").warnings);
  }
}
