import type { Call, Injected } from "@anyats/core";
import { KomboTransport, type KomboAnswer, type KomboRequest } from "@anyats/kombo-base";
import { connectorOf, GREENHOUSE_SETTINGS, otherThan, type GreenhouseSettings, type RemoteFields } from "./settings.ts";

/**
 * Kombo looks for `remote_fields` under the name of the connection's connector only: what an app gives for the other one goes
 * there, too.
 */
export class ConnectorFields extends KomboTransport {
  static override readonly inject = { ...KomboTransport.inject, settings: GREENHOUSE_SETTINGS };
  readonly #settings: GreenhouseSettings;

  constructor(collaborators: Injected<typeof ConnectorFields.inject>) {
    super(collaborators);
    this.#settings = collaborators.settings;
  }

  override send(request: KomboRequest, call: Call): Promise<KomboAnswer> {
    const { remote_fields: given, ...body } = (request.body ?? {}) as { readonly remote_fields?: RemoteFields };
    if (!given) return super.send(request, call);
    return super.send({ ...request, body: { ...body, remote_fields: this.#fields(given, call) } }, call);
  }

  #fields(given: NonNullable<RemoteFields>, call: Call): RemoteFields {
    const connector = connectorOf(this.#settings);
    const { post_headers: headers, ...others } = given[otherThan(connector)] ?? {};
    const actsInNames = connector === "greenhouse";
    if (!actsInNames && (headers ?? given[connector]?.["post_headers"]) !== undefined)
      call.warn({ message: onBehalfOf, code: null });
    const moved = { ...(actsInNames && headers !== undefined && { post_headers: headers }), ...others };
    if (Object.keys(moved).length === 0) return given;
    return { ...given, [connector]: { ...moved, ...given[connector] } };
  }
}

const onBehalfOf =
  "Kombo's connector greenhousev3 has no `post_headers`: `On-Behalf-Of` has no effect, and Greenhouse shows Kombo's own user.";
