import {
  ADAPTER,
  applications,
  CapabilityNotSupported,
  handles,
  InvalidInput,
  toInstant,
  type Adapter,
  type InputOf,
} from "@anyats/core";
import { action } from "../coverage/kombo-names.ts";
import { readData, receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { KOMBO_SETTINGS } from "../settings.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { wireImport } from "../wire/connection.ts";
import { formsOfTrackedApplications, type TrackedApplicationForm } from "../wire/tracked-applications.ts";

/** Takes the form that Kombo has for the connected ATS. */
export const importTrackedApplication = handles(applications.importTracked, {
  lane: "unified",
  routes: documented("POST /ats/import-tracked-application"),
  needs: [action(/^import_tracked_applications?$/)],
  inject: { transport: TRANSPORT, settings: KOMBO_SETTINGS, adapter: ADAPTER },
  async handle({ application, trackedAt }, call, { transport, settings, adapter }) {
    const tool = settings.integrationId.split(":")[0]!;
    const { idType, ids } = formOf(adapter, tool, application);
    const named = Object.entries(ids).map(([id, name]) => [name, application[id as keyof typeof application]]);
    const body = { tracked_at: trackedAt, [tool]: { id_type: idType, ...Object.fromEntries(named) } };
    const answer = await transport.send(
      { method: "POST", path: "/ats/import-tracked-application", body, effect: "idempotent", action: true },
      call,
    );
    const { data, warnings } = readData(wireImport, answer, "idempotent");
    return { importId: data.id, trackedAt: toInstant(data.tracked_at ?? "") ?? null, ...receiptOf(warnings) };
  },
});

type Ids = InputOf<typeof applications.importTracked>["application"];

function formOf(adapter: Adapter, tool: string, application: Ids): TrackedApplicationForm {
  const forms = Object.hasOwn(formsOfTrackedApplications, tool) ? formsOfTrackedApplications[tool]! : [];
  if (forms.length === 0)
    throw new CapabilityNotSupported({
      adapterId: adapter.id,
      adapterName: adapter.name,
      capabilityId: "applications.importTracked",
      reason: "aggregator-cannot",
      explanation: `Kombo imports no tracked applications of "${tool}".`,
      workaround: "Let Kombo sync all applications (a setting of the integration).",
    });
  const form = forms.find(({ ids }) => Object.keys(ids).every((id) => application[id as keyof typeof application]));
  if (form) return form;
  const needed = forms.map(({ ids }) => Object.keys(ids).join(" and ")).join(", or ");
  throw new InvalidInput("The input of applications.importTracked", [
    { path: "application", message: `must give ${needed} for "${tool}"` },
  ]);
}
