import type { AttachmentRestrictions, Call, CallHandler, applications, Injected, InputOf } from "@anyats/core";
import { RESTRICTIONS } from "../../reading/attachment-restrictions.ts";

type Capability = typeof applications.getAttachmentRestrictions;

/** `GET /ats/actions/{action}`: what Kombo calls a capability probe. */
export class GetAttachmentRestrictions implements CallHandler<Capability> {
  static readonly inject = { restrictions: RESTRICTIONS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/actions/{action}", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof GetAttachmentRestrictions.inject>;

  constructor(collaborators: Injected<typeof GetAttachmentRestrictions.inject>) {
    this.collaborators = collaborators;
  }

  handle({ command }: InputOf<Capability>, call: Call): Promise<AttachmentRestrictions> {
    return this.collaborators.restrictions.read(command, call);
  }
}
