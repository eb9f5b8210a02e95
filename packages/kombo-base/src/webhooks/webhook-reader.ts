import { AtsError, type WebhookNotice, type WebhookReader } from "@anyats/core";
import { modelReads } from "./changed-models.ts";
import type { IntegrationStateChanged, WebhookEvent } from "./events.ts";

function stateOf({ state, setupStatus, qaStatus }: IntegrationStateChanged): WebhookNotice["state"] {
  // Kombo refuses every call while its quality checks fail, and only a person can help.
  if (state === "INVALID" || state === "INACTIVE" || qaStatus === "FAILED") return "attention";
  if (setupStatus !== null && setupStatus !== "COMPLETED") return "waiting";
  return state === "ACTIVE" ? "active" : null;
}

/** What a synchronisation should know of an event. */
export function noticeOf(event: WebhookEvent): WebhookNotice {
  const integration = "integration" in event ? event.integration : null;
  const notice = { eventId: event.id, connectionKey: integration?.id ?? null, changed: [], state: null } as const;
  switch (event.type) {
    case "data-changed": {
      // A model of tomorrow may show in any stream.
      const reads = event.changedModels.map((model) =>
        Object.hasOwn(modelReads, model) ? modelReads[model] : undefined,
      );
      if (reads.includes(undefined)) return { ...notice, changed: "all" };
      const shown = reads.flatMap((read) => [...read!.reads, ...(read!.within ?? [])]);
      return { ...notice, changed: [...new Set(shown)] };
    }
    case "sync-finished":
      return { ...notice, changed: "all" };
    case "integration-deleted":
      return { ...notice, state: "disconnected" };
    case "integration-state-changed":
      return { ...notice, state: stateOf(event) };
    default:
      return notice;
  }
}

/** Kombo's webhooks for a synchronisation of many connections. What reads them is loaded with the first one. */
export const komboWebhooks: WebhookReader = {
  async verify({ headers, body }, secrets) {
    const { verifyKomboWebhook } = await import("./verify-webhook.ts");
    const { WebhookRefused } = await import("./webhook-errors.ts");
    try {
      return noticeOf(verifyKomboWebhook(body, headers, secrets));
    } catch (error) {
      if (!(error instanceof WebhookRefused)) throw error;
      const { code, fault, retry, message, advice, answer, details } = error;
      throw new AtsError({ code, fault, retry, message, advice, details, status: answer });
    }
  },
};
