import type { Application, Call, CallHandler, applications, Injected, InputOf } from "@anyats/core";
import { applicationReading } from "../../mapping/application.ts";
import { LISTS } from "../../reading/list-reader.ts";

type Capability = typeof applications.get;

/** `GET /ats/applications?ids=`: Kombo has no get-by-id. */
export class GetApplication implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/applications", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof GetApplication.inject>;

  constructor(collaborators: Injected<typeof GetApplication.inject>) {
    this.collaborators = collaborators;
  }

  handle(input: InputOf<Capability>, call: Call): Promise<Application> {
    return this.collaborators.lists.one("application", "/ats/applications", applicationReading, input, call);
  }
}
