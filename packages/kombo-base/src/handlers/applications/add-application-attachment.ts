import type { applications, Call, CallHandler, InputOf, Receipt, Settlement } from "@anyats/core";
import { path } from "@anyats/http";
import { AttachmentAction, type Attaching } from "../attachment-action.ts";

type Capability = typeof applications.addAttachment;

/** `POST /ats/applications/{id}/attachments`. Where the ATS keeps no files of applications, the candidate gets it. */
export class AddApplicationAttachment extends AttachmentAction implements CallHandler<Capability> {
  readonly routes = [
    {
      method: "POST",
      path: "/ats/applications/{application_id}/attachments",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;

  handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    return this.attach(this.#attaching(input, call), call);
  }

  settle(input: InputOf<Capability>, call: Call): Promise<Settlement<Receipt>> {
    return this.lookFor(this.#attaching(input, call), call);
  }

  #attaching({ application, file, remoteFields }: InputOf<Capability>, call: Call): Attaching {
    return {
      command: "applications.addAttachment",
      path: path`/ats/applications/${application.id}/attachments`,
      recordId: application.id,
      file,
      remoteFields,
      files: () => this.collaborators.attachments.ofApplication(application.id, call),
    };
  }
}
