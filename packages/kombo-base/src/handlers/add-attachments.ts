import { applications, candidates, handles, type InputOf } from "@anyats/core";
import { path } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { documented } from "../routes.ts";
import { AttachmentAction, type Attaching } from "./attachment-action.ts";

/** Where the ATS keeps no files of applications, the candidate gets it. */
export class AddApplicationAttachment extends AttachmentAction<InputOf<typeof applications.addAttachment>> {
  readonly routes = documented("POST /ats/applications/{application_id}/attachments");
  readonly settledBy: readonly string[] = ["applications.listAttachments"];

  protected attaching({ application, file, remoteFields }: InputOf<typeof applications.addAttachment>): Attaching {
    return {
      command: "applications.addAttachment",
      path: path`/ats/applications/${application.id}/attachments`,
      recordId: application.id,
      file,
      remoteFields,
    };
  }
}

/** Kombo advises to attach to an application where there is one. */
export class AddCandidateAttachment extends AttachmentAction<InputOf<typeof candidates.addAttachment>> {
  readonly routes = documented("POST /ats/candidates/{candidate_id}/attachments");
  readonly settledBy: readonly string[] = ["candidates.listAttachments"];

  protected attaching({ candidate, file, remoteFields }: InputOf<typeof candidates.addAttachment>): Attaching {
    return {
      command: "candidates.addAttachment",
      path: path`/ats/candidates/${candidate.id}/attachments`,
      recordId: candidate.id,
      file,
      remoteFields,
    };
  }
}

export const addApplicationAttachment = handles(applications.addAttachment, AddApplicationAttachment, {
  needs: [action(/^add_application_attachment$/, "documented")],
});

export const addCandidateAttachment = handles(candidates.addAttachment, AddCandidateAttachment, {
  needs: [action(/^add_candidate_attachment$/, "documented")],
});
