import {
  handles,
  applications,
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

type Capability = typeof applications.addAttachment;

/** `POST /ats/applications/{id}/attachments`. Where the ATS keeps no files of applications, the candidate gets it. */
export class AddApplicationAttachment extends AttachmentAction implements CallHandler<Capability> {
  readonly routes = documented("POST /ats/applications/{application_id}/attachments");
  readonly settledBy: readonly string[] = ["applications.listAttachments"];

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

export const addApplicationAttachment = handles(applications.addAttachment, AddApplicationAttachment, {
  needs: [action(/^add_application_attachment$/, "documented")],
});
