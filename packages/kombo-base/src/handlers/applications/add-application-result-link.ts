import type { Call, CallHandler, InputOf, Receipt, Settlement, applications } from "@anyats/core";
import { path } from "@anyats/http";
import { ResultLinkAction } from "../result-link-action.ts";

type Capability = typeof applications.addResultLink;

/** `POST /ats/applications/{id}/result-links`. */
export class AddApplicationResultLink extends ResultLinkAction implements CallHandler<Capability> {
  readonly routes = [
    {
      method: "POST",
      path: "/ats/applications/{application_id}/result-links",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;

  handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    return this.add(path`/ats/applications/${input.application.id}/result-links`, input, call);
  }

  settle(input: InputOf<Capability>): Promise<Settlement<Receipt>> {
    return this.unknown({ applicationId: input.application.id });
  }
}
