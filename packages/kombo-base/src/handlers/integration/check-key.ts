import type { Call, CallHandler, integration, Injected, InputOf, OutputOf } from "@anyats/core";
import { readData } from "../../reading/read-data.ts";
import { TRANSPORT } from "../../transport/kombo-transport.ts";
import { wireKey } from "../../wire/connection.ts";

type Capability = typeof integration.checkKey;

/** `GET /check-api-key`. It says nothing of the integration. */
export class CheckKey implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/check-api-key", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof CheckKey.inject>;

  constructor(collaborators: Injected<typeof CheckKey.inject>) {
    this.collaborators = collaborators;
  }

  async handle(_input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const answer = await this.collaborators.transport.send(
      { method: "GET", path: "/check-api-key", effect: "reads", action: false, integration: false },
      call,
    );
    const { data } = readData(wireKey, answer, "reads");
    return { environmentId: data.environment_id, customerId: data.customer_id ?? null };
  }
}
