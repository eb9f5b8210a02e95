import {
  handles,
  candidates,
  type Call,
  type CallHandler,
  type InputOf,
  type Receipt,
  type Settlement,
} from "@anyats/core";
import { path } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { documented } from "../routes.ts";
import { AttachmentAction, type Attaching } from "./attachment-action.ts";

type Capability = typeof candidates.addAttachment;

/** `POST /ats/candidates/{id}/attachments`. Kombo advises to attach to an application where there is one. */
export class AddCandidateAttachment extends AttachmentAction implements CallHandler<Capability> {
  readonly routes = documented("POST /ats/candidates/{candidate_id}/attachments");
  readonly settledBy: readonly string[] = ["candidates.listAttachments"];

  handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    return this.attach(this.#attaching(input, call), call);
  }

  settle(input: InputOf<Capability>, call: Call): Promise<Settlement<Receipt>> {
    return this.lookFor(this.#attaching(input, call), call);
  }

  #attaching({ candidate, file, remoteFields }: InputOf<Capability>, call: Call): Attaching {
    return {
      command: "candidates.addAttachment",
      path: path`/ats/candidates/${candidate.id}/attachments`,
      recordId: candidate.id,
      file,
      remoteFields,
      files: () => this.collaborators.attachments.ofCandidate(candidate.id, call),
    };
  }
}

export const addCandidateAttachment = handles(candidates.addAttachment, AddCandidateAttachment, {
  needs: [action(/^add_candidate_attachment$/, "documented")],
});
