import type { CoverageCell, IntegrationDetails, IntegrationFeature, Need } from "@anyats/core";

/** Why a connection cannot do something, as coverage says it. */
export type Refusal = Omit<NonNullable<CoverageCell["gap"]>, "userMessage"> & { readonly userMessage?: string };

const refusal = (reason: Refusal["reason"], explanation: string, workaround: string): Refusal => ({
  reason,
  explanation,
  priority: null,
  plan: null,
  workaround,
});

const otherWay = "Leave the feature out for this customer, or call the ATS's own API with passthrough.send.";

/** What the state of the whole integration forbids; `undefined` when nothing. */
export function refusalByState({ status, setupStatus }: IntegrationDetails, live: boolean): Refusal | undefined {
  if (status === "INACTIVE")
    return refusal(
      "disabled-by-customer",
      "The integration is switched off (status INACTIVE).",
      "Switch it on in Kombo's dashboard.",
    );
  if (setupStatus === "INCOMPLETE")
    return refusal(
      "disabled-by-customer",
      "The customer has not finished the setup (setup status INCOMPLETE).",
      "Ask the customer to open the setup again and finish it.",
    );
  if (setupStatus === "FINAL_SYNC_PENDING")
    return refusal(
      "aggregator-cannot",
      "Kombo gives nothing before its first sync has ended (setup status FINAL_SYNC_PENDING).",
      "Wait for Kombo's webhook, which may take hours; do not poll.",
    );
  // What Kombo has read before stays readable; what runs live in the ATS needs credentials.
  if (status === "INVALID" && live)
    return refusal(
      "disabled-by-customer",
      "The ATS refuses the credentials stored with Kombo (status INVALID).",
      "Ask the customer to reconnect (a relink).",
    );
  return undefined;
}

/** What a read model or a write action forbids; `undefined` when nothing. */
export function refusalByFeature(
  feature: IntegrationFeature,
  { of, certainty }: Need,
  scopeName: string | null,
): Refusal | undefined {
  const kind = of === "readModels" ? "read model" : "write action";
  const sure = certainty === "documented" ? "" : ", found by the likeness of its name";
  const what = `Kombo's ${kind} "${feature.label ?? feature.id}" (${feature.id}${sure})`;
  const scope = `the scope configuration${scopeName === null ? "" : ` "${scopeName}"`}`;
  if (feature.coverage === "UNSUPPORTED")
    return refusal("ats-cannot", `The ATS cannot do it: ${what} has the coverage UNSUPPORTED.`, otherWay);
  if (feature.coverage === "NOT_IMPLEMENTED")
    return refusal(
      "aggregator-cannot",
      `Kombo has not built it for this ATS: ${what} has the coverage NOT_IMPLEMENTED.`,
      `Ask Kombo for it. ${otherWay}`,
    );
  if (feature.scope === "DISABLED")
    return refusal(
      "disabled-by-customer",
      `It is switched off: ${what} is DISABLED in ${scope}.`,
      `Switch it on in ${scope}, in Kombo's dashboard.`,
    );
  if (feature.optedOut === true)
    return refusal(
      "disabled-by-customer",
      `The customer opted out of it: ${what} is OPTIONAL in ${scope}.`,
      "Ask the customer to open the setup again (a relink) and to opt in.",
    );
  if (feature.available !== false) return undefined;
  return feature.coverage === "UNKNOWN"
    ? refusal(
        "not-known",
        `Nobody knows whether it works: ${what} is not available, and has the coverage UNKNOWN.`,
        `Ask Kombo. ${otherWay}`,
      )
    : refusal(
        "aggregator-cannot",
        `Kombo says that ${what} is not available, and does not say why.`,
        "Ask Kombo's support.",
      );
}
