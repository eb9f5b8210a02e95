import { InvalidInput, type Call, type Injected, type InputOf, type Receipt, type applications } from "@anyats/core";
import { path, beforeWriting } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { receiptOf } from "../reading/read-data.ts";
import { REJECTION_REASONS } from "../reading/rejection-reasons.ts";
import { documented } from "../routes.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { checkedBefore } from "./checked-before.ts";

/** The action that rejects. */
export const rejecting = action(/^reject_applications?$/);

/** What a rejection is made with. */
export type Rejection = Omit<InputOf<typeof applications.reject>, "application">;

/** What of a rejection may be repeated. */
interface Repeatable {
  readonly rejection: Rejection;
  /** What it leaves out, as half sentences (`the note was written`) for the warning that nobody knows of it. */
  readonly leftOut: readonly string[];
}

/** Rejects applications, one by one. */
export abstract class RejectionAction {
  static readonly inject = { transport: TRANSPORT, reasons: REJECTION_REASONS };
  readonly lane = "unified" as const;
  readonly routes = documented("POST /ats/applications/{application_id}/reject");
  protected readonly collaborators: Injected<typeof RejectionAction.inject>;

  constructor(collaborators: Injected<typeof RejectionAction.inject>) {
    this.collaborators = collaborators;
  }

  /** Refuses a reason that the connection does not have. @throws {InvalidInput} before anything is written. */
  protected checkReason(reasonId: string, call: Call): Promise<void> {
    return checkedBefore("The rejection reason", call, async () => {
      if (await beforeWriting(() => this.collaborators.reasons.has(reasonId, call))) return;
      throw new InvalidInput("The rejection reason", [
        { path: "reasonId", message: "must be one of applications.listRejectionReasons" },
      ]);
    });
  }

  /** What goes into `remote_fields`: an adapter whose ATS looks for more there adds it. */
  protected remoteFields({ remoteFields }: Rejection): Rejection["remoteFields"] {
    return remoteFields;
  }

  /** Whether a rejection carries a remark or an e-mail, which nobody wants twice. */
  isOnce(rejection: Rejection): boolean {
    return this.#repeatable(rejection).leftOut.length > 0;
  }

  /** Rejects one application. */
  protected reject(applicationId: string, given: Rejection, call: Call): Promise<Receipt> {
    const rejection = { ...given, remoteFields: this.remoteFields(given) };
    return this.#send(applicationId, rejection, this.isOnce(given) ? "creates" : "idempotent", call);
  }

  /** Rejects it after a lost answer, without what may have been sent: the receipt says that nobody knows of it. */
  protected async rejectAgain(applicationId: string, given: Rejection, call: Call): Promise<Receipt> {
    const { rejection, leftOut } = this.#repeatable(given);
    const receipt = await this.#send(applicationId, rejection, "idempotent", call);
    const message = `An answer was lost: the application is rejected, but it is not known whether ${leftOut.join(", nor whether ")}.`;
    return { ...receipt, warnings: [...receipt.warnings, { message, code: null }] };
  }

  #repeatable(given: Rejection): Repeatable {
    return repeatable({ ...given, remoteFields: this.remoteFields(given) });
  }

  async #send(id: string, rejection: Rejection, effect: "idempotent" | "creates", call: Call): Promise<Receipt> {
    const { reasonId, note, remoteFields } = rejection;
    const body = {
      rejection_reason_id: reasonId,
      ...(note !== undefined && { note }),
      ...(remoteFields && { remote_fields: remoteFields }),
    };
    const answer = await this.collaborators.transport.send(
      { method: "POST", path: path`/ats/applications/${id}/reject`, body, effect, action: true },
      call,
    );
    return receiptOf(readAnswer(answer, effect).warnings);
  }
}

/** The rejection as it may be repeated after a lost answer: without its remark, and without an e-mail to the candidate. */
function repeatable({ note, remoteFields, ...rest }: Rejection): Repeatable {
  const fields = Object.entries(remoteFields ?? {});
  const isMailed = fields.some(([, { rejection_email }]) => rejection_email !== undefined);
  const kept = fields.map(([connector, { rejection_email: _email, ...others }]) => [connector, others] as const);
  return {
    rejection: { ...rest, ...(remoteFields && { remoteFields: isMailed ? Object.fromEntries(kept) : remoteFields }) },
    leftOut: [
      ...(note === undefined ? [] : ["the note was written"]),
      ...(isMailed ? ["the candidate was sent the e-mail"] : []),
    ],
  };
}
