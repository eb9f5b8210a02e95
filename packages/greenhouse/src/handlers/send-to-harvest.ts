import { SETTINGS, type Call, type Injected, type InputOf, type OutputOf, type passthrough } from "@anyats/core";
import { SendPassthrough } from "@anyats/kombo-base";
import { connectorOf, type GreenhouseSettings } from "../settings.ts";

type Capability = typeof passthrough.send;

/** As Kombo's, to Harvest v3 of the connector that the customer has, unless the call names another API. */
export class SendToHarvest extends SendPassthrough {
  static override readonly inject = { ...SendPassthrough.inject, settings: SETTINGS };
  readonly #settings: GreenhouseSettings;

  constructor(collaborators: Injected<typeof SendToHarvest.inject>) {
    super(collaborators);
    this.#settings = collaborators.settings as unknown as GreenhouseSettings;
  }

  override handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    return super.handle({ ...input, api: input.api ?? `${connectorOf(this.#settings)}/harvestv3` }, call);
  }
}
