import type { Fault } from "@anyats/core";
import { generalMeaning, type Meaning } from "@anyats/http";

/** What one of Kombo's error codes means here. Source: Kombo's API reference, error codes. */
const row = (
  code: string,
  fault: Fault,
  ran: Meaning["ran"],
  passes: boolean,
  message: string,
  advice: string,
): Meaning => ({
  code,
  fault,
  ran,
  passes,
  message,
  advice,
});

const askCustomer = "Ask the customer to open the connection's setup again (a relink) and finish it.";
const waitAndRetry = "This is usually temporary: try again later.";
const report = "Report it to Kombo with the log link, if it does not pass.";

/** Kombo's codes. One that is not here is handled by its HTTP status. */
export const komboCodes: Readonly<Record<string, Meaning>> = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": {
    ...row(
      "quota.exceeded",
      "caller",
      "no",
      true,
      "Kombo's request quota is used up.",
      "Wait until the limit renews, or spread the calls.",
    ),
    quota: "window",
  },
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": {
    ...row(
      "quota.concurrency-exceeded",
      "caller",
      "no",
      true,
      "Too many actions run at once on this integration.",
      "Run fewer at once; other clients of the same integration count too.",
    ),
    quota: "concurrency",
  },
  "PLATFORM.INTEGRATION_NOT_FOUND": row(
    "connection.integration-not-found",
    "configuration",
    "no",
    false,
    "Kombo does not know this integration.",
    "Check `integrationId` and that it belongs to the key's environment and region.",
  ),
  "PLATFORM.INPUT_INVALID": row(
    "input.refused-by-aggregator",
    "caller",
    "no",
    false,
    "Kombo refused the request as invalid.",
    "Open the log link to see which field it was.",
  ),
  "PLATFORM.UNKNOWN_ERROR": row(
    "aggregator.failed",
    "aggregator",
    "perhaps",
    true,
    "Kombo failed in a way it does not explain.",
    report,
  ),
  "PLATFORM.IP_NOT_WHITELISTED": row(
    "connection.address-not-allowed",
    "configuration",
    "no",
    false,
    "Kombo does not accept calls from this address.",
    "Add the address to the allow-list in Kombo's dashboard.",
  ),
  "PLATFORM.AUTHENTICATION_INVALID": row(
    "connection.key-refused",
    "configuration",
    "no",
    false,
    "Kombo refused the API key.",
    "Check `apiKey` and `region`; keys belong to one environment.",
  ),
  "PLATFORM.TASK_TIMED_OUT": row(
    "aggregator.timed-out",
    "aggregator",
    "perhaps",
    true,
    "Kombo timed out waiting for the ATS; the operation may still be running.",
    "Look whether it happened before you repeat it.",
  ),
  "INTEGRATION.PERMISSION_MISSING": {
    ...row(
      "connection.permission-missing",
      "configuration",
      "no",
      false,
      "The credentials stored with Kombo lack a permission in the ATS.",
      "Ask the customer's administrator to grant it, then relink.",
    ),
    concerns: "capability",
  },
  "INTEGRATION.AUTHENTICATION_INVALID": row(
    "connection.credentials-expired",
    "configuration",
    "no",
    false,
    "The ATS refuses the credentials stored with Kombo.",
    "Ask the customer to reconnect (a relink).",
  ),
  "INTEGRATION.QA_FAILED": row(
    "connection.quality-check-failed",
    "configuration",
    "no",
    false,
    "The integration did not pass Kombo's quality checks.",
    "Ask Kombo's support what is missing; a person must fix it.",
  ),
  "INTEGRATION.SETUP_SYNC_PENDING": {
    ...row(
      "connection.first-sync-pending",
      "configuration",
      "no",
      false,
      "The first sync of this integration is still running.",
      "Wait for Kombo's webhook; it may take hours. Do not poll.",
    ),
    awaitsWebhook: true,
  },
  "INTEGRATION.SETUP_INCOMPLETE": row(
    "connection.setup-incomplete",
    "configuration",
    "no",
    false,
    "The setup of this integration is not finished.",
    askCustomer,
  ),
  "INTEGRATION.INACTIVE": row(
    "connection.inactive",
    "configuration",
    "no",
    false,
    "The integration is switched off.",
    "Switch it on in Kombo's dashboard.",
  ),
  "INTEGRATION.MODEL_NOT_AVAILABLE": {
    ...row(
      "capability.model-not-available",
      "aggregator",
      "no",
      false,
      "Kombo does not offer this kind of record for this ATS.",
      "Leave the feature out for this ATS.",
    ),
    concerns: "capability",
  },
  "INTEGRATION.MODEL_DISABLED": {
    ...row(
      "capability.model-disabled",
      "configuration",
      "no",
      false,
      "This kind of record is switched off in the integration's scope.",
      "Switch it on in the scope configuration, or ask the customer to opt in.",
    ),
    concerns: "capability",
  },
  "INTEGRATION.ACTION_NOT_AVAILABLE": {
    ...row(
      "capability.action-not-available",
      "aggregator",
      "no",
      false,
      "Kombo does not offer this action for this ATS.",
      "Leave the feature out for this ATS.",
    ),
    concerns: "capability",
  },
  "INTEGRATION.ACTION_DISABLED": {
    ...row(
      "capability.action-disabled",
      "configuration",
      "no",
      false,
      "This action is switched off in the integration's scope.",
      "Switch it on in the scope configuration, or ask the customer to opt in.",
    ),
    concerns: "capability",
  },
  "REMOTE.SERVICE_UNAVAILABLE": row(
    "ats.unavailable",
    "ats",
    "perhaps",
    true,
    "The ATS does not answer.",
    waitAndRetry,
  ),
  "REMOTE.RATE_LIMIT_EXCEEDED": row(
    "ats.quota-exceeded",
    "ats",
    "perhaps",
    true,
    "The ATS limits the calls of this customer.",
    waitAndRetry,
  ),
  "REMOTE.INPUT_INVALID": row(
    "input.refused-by-ats",
    "caller",
    "no",
    false,
    "The ATS refused the data.",
    "Open the log link to see what it disliked, and correct it.",
  ),
  "REMOTE.UNKNOWN_HTTP_ERROR": row(
    "ats.failed",
    "ats",
    "perhaps",
    false,
    "The ATS failed in a way that Kombo could not classify.",
    "Open the log link to see its answer.",
  ),
  "ATS.JOB_CLOSED": row(
    "application.job-closed",
    "caller",
    "no",
    false,
    "The job takes no more applications.",
    "Pick an open job.",
  ),
  "ATS.APPLICATION_ALREADY_EXISTS": row(
    "application.already-exists",
    "caller",
    "no",
    false,
    "The candidate has applied to this job before.",
    "Treat it as done, and use the application that exists.",
  ),
};

/** What is known when there is no code: by the HTTP status. */
export function codeForStatus(status: number): Meaning {
  if (status === 401) return komboCodes["PLATFORM.AUTHENTICATION_INVALID"]!;
  if (status === 403)
    return {
      ...row(
        "connection.refused",
        "configuration",
        "no",
        false,
        "Kombo refused the call.",
        "Check the key's and the integration's permissions.",
      ),
      concerns: "capability",
    };
  if (status === 404 || status === 410)
    return row(
      "record.not-found",
      "caller",
      "no",
      false,
      "Kombo found nothing at this id or address.",
      "Check that the ids belong to this integration, and check `baseUrl` where the settings have it.",
    );
  if (status === 408 || status === 413) return generalMeaning(status, { name: "Kombo", party: "aggregator" });
  if (status === 429) return komboCodes["PLATFORM.RATE_LIMIT_EXCEEDED"]!;
  if (status >= 500)
    return row(
      "aggregator.unavailable",
      "aggregator",
      "perhaps",
      true,
      `Kombo or something before it failed (HTTP ${status}).`,
      waitAndRetry,
    );
  return row(
    "aggregator.refused",
    "aggregator",
    "no",
    false,
    `Kombo answered with HTTP ${status} and no reason.`,
    report,
  );
}
