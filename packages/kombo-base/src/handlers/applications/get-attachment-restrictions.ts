import type {
  AttachmentRestrictions,
  Call,
  CallHandler,
  getAttachmentRestrictions,
  Injected,
  InputOf,
} from "@anyats/core";
import { toAttachmentRestrictions } from "../../mapping/connection.ts";
import { readData } from "../../reading/read-data.ts";
import { path, TRANSPORT } from "../../transport/kombo-transport.ts";
import { wireAttachmentRestrictions } from "../../wire/connection.ts";

type Capability = typeof getAttachmentRestrictions;

/** Kombo's names of the actions that take files: the only four that it documents. */
const actions = {
  "applications.create": "ats_create_application",
  "applications.addAttachment": "ats_add_application_attachment",
  "candidates.create": "ats_create_candidate",
  "candidates.addAttachment": "ats_add_candidate_attachment",
} as const;

/** `GET /ats/actions/{action}`: what Kombo calls a capability probe. */
export class GetAttachmentRestrictions implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/actions/{action}", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof GetAttachmentRestrictions.inject>;

  constructor(collaborators: Injected<typeof GetAttachmentRestrictions.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<AttachmentRestrictions> {
    const address = path`/ats/actions/${actions[input.command]}`;
    const answer = await this.collaborators.transport.send(
      { method: "GET", path: address, effect: "reads", action: false },
      call,
    );
    return toAttachmentRestrictions(readData(wireAttachmentRestrictions, answer, "reads").data);
  }
}
