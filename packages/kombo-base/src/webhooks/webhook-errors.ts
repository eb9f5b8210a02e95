import { AtsError, type AtsErrorFacts } from "@anyats/core";

/** What to answer to a delivery that was refused, as an HTTP status. */
export type RefusalStatus = 400 | 401 | 408 | 413 | 503;

/** Why a delivery was refused. */
export type RefusalCode =
  | "webhook.signature-missing"
  | "webhook.signature-invalid"
  | "webhook.body-too-large"
  | "webhook.body-incomplete"
  | "webhook.body-too-slow"
  | "webhook.too-busy"
  | "webhook.body-already-read"
  | "webhook.body-invalid";

type Refusal = Pick<AtsErrorFacts, "fault" | "message" | "advice"> & { readonly answer: RefusalStatus };

const refusals: Readonly<Record<RefusalCode, Refusal>> = {
  "webhook.signature-missing": {
    answer: 401,
    fault: "configuration",
    message: "The delivery has no signature.",
    advice: "Kombo signs every event: either this is not from Kombo, or a proxy drops the header.",
  },
  "webhook.signature-invalid": {
    answer: 401,
    fault: "configuration",
    message: "The signature of the delivery does not match its body.",
    advice:
      "If Kombo sent it, compare the webhook secret with that of the environment in Kombo's dashboard, and make sure that no proxy changes the body.",
  },
  "webhook.body-too-large": {
    answer: 413,
    fault: "configuration",
    message: "The body of the delivery is larger than `maxBytes`.",
    advice: "If Kombo sent it, increase `maxBytes`.",
  },
  "webhook.body-incomplete": {
    answer: 400,
    fault: "network",
    message: "The body of the delivery is incomplete.",
    advice: "Nothing was handled: request a redelivery, and poll for changes as well.",
  },
  "webhook.body-too-slow": {
    answer: 408,
    fault: "network",
    message: "The body of the delivery did not arrive in time.",
    advice: "If Kombo sent it, increase `bodyTimeoutMs`, and poll for changes as well.",
  },
  "webhook.too-busy": {
    answer: 503,
    fault: "network",
    message: "Too many bodies of deliveries are arriving at once.",
    advice: "Limit connections in front of the app: Kombo does not send that many unsigned bodies.",
  },
  "webhook.body-already-read": {
    answer: 400,
    fault: "configuration",
    message: "The body of the delivery was read or parsed before the webhook handler could check its signature.",
    advice:
      "A signature is over the raw bytes: mount the webhook before any body parser (such as express.json()), or use a raw one (express.raw({ type: '*/*' })) for this route.",
  },
  "webhook.body-invalid": {
    answer: 400,
    fault: "aggregator",
    message: "The body of the delivery is signed, but is not a Kombo event.",
    advice: "Report it with `details.paths`, which names the missing or mistyped fields.",
  },
};

/** A delivery was refused, and nothing of it was handled. Neither its body nor a secret is in the error. */
export class WebhookRefused extends AtsError {
  override readonly name = "WebhookRefused";
  declare readonly code: RefusalCode;
  /** What to answer. */
  readonly answer: RefusalStatus;

  /** @param paths Of a body that is not an event: the fields at fault, such as `data.changed_models`. */
  constructor(code: RefusalCode, paths?: readonly string[]) {
    const { answer, ...facts } = refusals[code];
    super({ code, ...facts, retry: "never", ...(paths && { details: { paths } }) });
    this.answer = answer;
  }
}

/** The webhook was set up in a way that cannot work. Thrown at set-up, before any delivery. */
export class WebhookMisconfigured extends AtsError {
  override readonly name = "WebhookMisconfigured";

  constructor(problem: string, advice: string) {
    super({
      code: "webhook.misconfigured",
      fault: "configuration",
      retry: "never",
      message: `The webhook cannot be set up: ${problem}.`,
      advice,
    });
  }
}

/**
 * A size or a number that is one.
 * @throws {WebhookMisconfigured} when it is not: nothing would be bounded by it.
 */
export function checkedBound(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new WebhookMisconfigured(`${name} is not a bound`, "Give a whole number above 0, or leave it out.");
}
