import type { Call, CallHandler, integration, Injected, InputOf, IntegrationDetails } from "@anyats/core";
import { INTEGRATION } from "../../reading/integration.ts";

type Capability = typeof integration.get;

/** `GET /integrations/{id}`, each time anew. */
export class GetIntegration implements CallHandler<Capability> {
  static readonly inject = { integration: INTEGRATION };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/integrations/{integration_id}", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof GetIntegration.inject>;

  constructor(collaborators: Injected<typeof GetIntegration.inject>) {
    this.collaborators = collaborators;
  }

  handle(_input: InputOf<Capability>, call: Call): Promise<IntegrationDetails> {
    return this.collaborators.integration.details(call);
  }
}
