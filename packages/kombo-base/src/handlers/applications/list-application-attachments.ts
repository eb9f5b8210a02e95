import type { Attachment, Call, CallHandler, Injected, InputOf, applications } from "@anyats/core";
import { ATTACHMENTS } from "../../reading/attachments.ts";

type Capability = typeof applications.listAttachments;

/** `GET /ats/applications/{id}/attachments`. Runs live in the ATS. */
export class ListApplicationAttachments implements CallHandler<Capability> {
  static readonly inject = { attachments: ATTACHMENTS };
  readonly lane = "unified" as const;
  readonly routes = [
    {
      method: "GET",
      path: "/ats/applications/{application_id}/attachments",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;
  protected readonly collaborators: Injected<typeof ListApplicationAttachments.inject>;

  constructor(collaborators: Injected<typeof ListApplicationAttachments.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<Attachment[]> {
    return [...(await this.collaborators.attachments.ofApplication(input.application.id, call))];
  }
}
