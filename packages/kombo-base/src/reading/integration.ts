import { EVENTS, token, type Call, type Injected, type IntegrationDetails, type Token } from "@anyats/core";
import { toIntegrationDetails } from "../mapping/connection.ts";
import { KOMBO_SETTINGS } from "../settings.ts";
import { readAnswer } from "../transport/envelope.ts";
import { DriftReports, path } from "@anyats/http";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { wireIntegration } from "../wire/connection.ts";
import { readData } from "./read-data.ts";

/** Reads what Kombo knows of this connection's integration. */
export interface Integration {
  details(call: Call): Promise<IntegrationDetails>;
}

export const INTEGRATION: Token<Integration> = token("kombo/integration");

export class IntegrationReader implements Integration {
  static readonly inject = { transport: TRANSPORT, settings: KOMBO_SETTINGS, events: EVENTS };
  readonly #collaborators: Injected<typeof IntegrationReader.inject>;
  readonly #drift: DriftReports;

  constructor(collaborators: Injected<typeof IntegrationReader.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  async details(call: Call): Promise<IntegrationDetails> {
    const { transport, settings } = this.#collaborators;
    const { integrationId } = settings;
    const answer = await transport.send(
      { method: "GET", path: path`/integrations/${integrationId}`, effect: "reads", action: false, integration: false },
      call,
    );
    const drift = this.#drift.of(call);
    const { data } = readData(wireIntegration, answer, "reads", drift);
    const details = toIntegrationDetails(data, drift);
    return call.raw ? { ...details, raw: readAnswer(answer, "reads").data } : details;
  }
}
