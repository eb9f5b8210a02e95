import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AtsError, type WebhookNotice, type WebhookReader } from "@anyats/core";
import { orNull } from "@anyats/http";
import { z } from "zod/mini";

const event = z.looseObject({ action: z.string(), webhookActionId: orNull(z.string()) });

/** What each action shows in (documented); what is not named here may show in anything. */
const reads: Readonly<Record<string, readonly string[]>> = {
  ping: [],
  applicationSubmit: ["applications.stream", "candidates.stream"],
  applicationUpdate: ["applications.stream"],
  candidateStageChange: ["applications.stream"],
  candidateHire: ["applications.stream", "offers.stream"],
  candidateDelete: ["candidates.stream", "applications.stream"],
  candidateMerge: ["candidates.stream", "applications.stream"],
  interviewPlanTransition: ["jobs.stream", "applications.stream"],
  interviewScheduleCreate: ["interviews.stream"],
  interviewScheduleUpdate: ["interviews.stream"],
  jobCreate: ["jobs.stream"],
  jobUpdate: ["jobs.stream"],
  jobPostingUpdate: ["jobs.stream"],
  jobPostingPublish: ["jobs.stream"],
  jobPostingUnpublish: ["jobs.stream"],
  jobPostingDelete: ["jobs.stream"],
  offerCreate: ["offers.stream"],
  offerUpdate: ["offers.stream"],
  offerDelete: ["offers.stream"],
};

function refused(status: number, code: string, message: string, advice: string): AtsError {
  return new AtsError({ code, fault: "configuration", retry: "never", status, message, advice });
}

function isGenuine(body: Uint8Array, given: string, secret: string): boolean {
  const wanted = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const found = Buffer.from(given);
  return wanted.byteLength === found.byteLength && timingSafeEqual(wanted, found);
}

/**
 * Ashby's webhooks: HMAC-SHA256 over the body, in `Ashby-Signature` (documented). One action causes several webhooks
 * with one id: id and action together name an event. Without that id the content names it, so a repeated delivery
 * stays the same event. There is no timestamp, so keep the ids that you have seen.
 */
export const ashbyWebhooks: WebhookReader = {
  verify({ headers, body }, secrets): WebhookNotice {
    const signature = headers.get("ashby-signature") ?? "";
    // Anyone can sign with an empty secret, such as that of a variable that is not set.
    if (!secrets.some((secret) => secret.trim() !== "" && isGenuine(body, signature, secret)))
      throw refused(
        401,
        "webhook.signature-invalid",
        "The webhook's signature is not valid.",
        "Check the webhook's secret token in Ashby.",
      );
    const parsed = event.safeParse(parsedOrNothing(body));
    if (!parsed.success)
      throw refused(400, "webhook.unreadable", "The webhook's body is not an event of Ashby's.", "Report it.");
    const { action, webhookActionId } = parsed.data;
    const changed = Object.hasOwn(reads, action) ? reads[action]! : "all";
    // The one secret belongs to one customer: Ashby names no organization.
    return {
      eventId: `${webhookActionId ?? createHash("sha256").update(body).digest("hex")}:${action}`,
      connectionKey: null,
      changed,
      state: null,
    };
  },
};

function parsedOrNothing(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
