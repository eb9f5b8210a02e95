import {
  AtsError,
  InvalidInput,
  type Call,
  type Injected,
  type InputOf,
  type Receipt,
  type applications,
} from "@anyats/core";
import { path, beforeWriting } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { LISTS } from "../reading/list-reader.ts";
import { applicationReading } from "../mapping/application.ts";
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
  static readonly inject = { transport: TRANSPORT, reasons: REJECTION_REASONS, lists: LISTS };
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

  /** Whether a rejection carries a remark or an e-mail, which nobody wants twice. */
  isOnce(rejection: Rejection): boolean {
    return repeatable(rejection).leftOut.length > 0;
  }

  /** Rejects one application. */
  protected reject(applicationId: string, rejection: Rejection, call: Call): Promise<Receipt> {
    return this.#send(applicationId, rejection, this.isOnce(rejection) ? "creates" : "idempotent", call);
  }

  /** Rejects it after a lost answer, without what may have been sent: the receipt says that nobody knows of it. */
  protected async rejectAgain(applicationId: string, given: Rejection, call: Call): Promise<Receipt> {
    const { rejection, leftOut } = repeatable(given);
    const receipt = await this.#send(applicationId, rejection, "idempotent", call);
    const message = `An answer was lost: the application is rejected, but it is not known whether ${leftOut.join(", nor whether ")}.`;
    return { ...receipt, warnings: [...receipt.warnings, { message, code: null }] };
  }

  async #send(id: string, rejection: Rejection, effect: "idempotent" | "creates", call: Call): Promise<Receipt> {
    const { reasonId, note, remoteFields } = rejection;
    const body = {
      rejection_reason_id: reasonId,
      ...(note !== undefined && { note }),
      ...(remoteFields && { remote_fields: remoteFields }),
    };
    const request = { method: "POST", path: path`/ats/applications/${id}/reject`, body, effect, action: true } as const;
    try {
      return receiptOf(readAnswer(await this.collaborators.transport.send(request, call), effect).warnings);
    } catch (error) {
      const mayBeDone = AtsError.is(error) && /^(input\.refused-by-ats|ats\.failed)$/.test(error.code);
      if (effect === "creates" || !mayBeDone || !(await this.#isRejected(id, reasonId, call).catch(() => false)))
        throw error;
      return { ...receiptOf([]), settledBy: "read-back" };
    }
  }

  /** Whether it was rejected before for this reason. Some ATSs, such as Greenhouse, reject what is open only. */
  async #isRejected(id: string, reasonId: string, call: Call): Promise<boolean> {
    const { lists, reasons } = this.collaborators;
    const found = await lists.one("application", "/ats/applications", applicationReading, { id }, call);
    const reason = (await reasons.read(call)).find((each) => each.id === reasonId);
    return found.outcome === "DECLINED" && reason?.name != null && found.rejectionReasonName === reason.name;
  }
}

/** What is sent again of the ATS's own inputs. */
const withoutEmail = (fields: Rejection["remoteFields"]) =>
  JSON.stringify(fields, (name, value: unknown) => (name === "rejection_email" ? undefined : value));

/** The rejection as it may be repeated after a lost answer: without its remark, and without an e-mail to the candidate. */
function repeatable({ note, remoteFields, ...rest }: Rejection): Repeatable {
  const kept = withoutEmail(remoteFields);
  const isMailed = kept !== JSON.stringify(remoteFields);
  return {
    rejection: { ...rest, ...(remoteFields && { remoteFields: JSON.parse(kept) as typeof remoteFields }) },
    leftOut: [
      ...(note === undefined ? [] : ["the note was written"]),
      ...(isMailed ? ["the candidate was sent the e-mail"] : []),
    ],
  };
}
