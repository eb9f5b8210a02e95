import {
  ADAPTER,
  CapabilityNotSupported,
  InvalidInput,
  SETTINGS,
  type Call,
  type CallHandler,
  type applications,
  type Injected,
  type InputOf,
  type OutputOf,
} from "@anyats/core";
import { readData, receiptOf } from "../../reading/read-data.ts";
import type { KomboSettings } from "../../settings.ts";
import { TRANSPORT } from "../../transport/kombo-transport.ts";
import { wireImport } from "../../wire/connection.ts";
import { formsOfTrackedApplications, type TrackedApplicationForm } from "../../wire/tracked-applications.ts";

type Capability = typeof applications.importTracked;

/** `POST /ats/import-tracked-application`, in the form that Kombo takes for the connected ATS. */
export class ImportTrackedApplication implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT, settings: SETTINGS, adapter: ADAPTER };
  readonly lane = "unified" as const;
  readonly routes = [
    {
      method: "POST",
      path: "/ats/import-tracked-application",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;
  protected readonly collaborators: Injected<typeof ImportTrackedApplication.inject>;

  constructor(collaborators: Injected<typeof ImportTrackedApplication.inject>) {
    this.collaborators = collaborators;
  }

  async handle({ application, trackedAt }: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const { transport, settings } = this.collaborators;
    const tool = (settings as unknown as KomboSettings).integrationId.split(":")[0]!;
    const { idType, ids } = this.#form(tool, application);
    const named = Object.entries(ids).map(([id, name]) => [name, application[id as keyof typeof application]]);
    const body = { tracked_at: trackedAt, [tool]: { id_type: idType, ...Object.fromEntries(named) } };
    const answer = await transport.send(
      { method: "POST", path: "/ats/import-tracked-application", body, effect: "idempotent", action: true },
      call,
    );
    const { data, warnings } = readData(wireImport, answer, "idempotent");
    return { importId: data.id, trackedAt: data.tracked_at ?? null, ...receiptOf(warnings) };
  }

  #form(tool: string, application: InputOf<Capability>["application"]): TrackedApplicationForm {
    const forms = Object.hasOwn(formsOfTrackedApplications, tool) ? formsOfTrackedApplications[tool]! : [];
    const { adapter } = this.collaborators;
    if (forms.length === 0)
      throw new CapabilityNotSupported({
        adapterId: adapter.id,
        adapterName: adapter.name,
        capabilityId: "applications.importTracked",
        reason: "aggregator-cannot",
        explanation: `Kombo imports no tracked applications of "${tool}".`,
        userMessage: "Applications that began elsewhere cannot be imported into your system.",
        workaround: "Let Kombo sync all applications (a setting of the integration).",
      });
    const form = forms.find(({ ids }) => Object.keys(ids).every((id) => application[id as keyof typeof application]));
    if (form) return form;
    const needed = forms.map(({ ids }) => Object.keys(ids).join(" and ")).join(", or ");
    throw new InvalidInput("The input of applications.importTracked", [
      { path: "application", message: `must give ${needed} for "${tool}"` },
    ]);
  }
}
