import {
  handles,
  type Call,
  type CallHandler,
  type InputOf,
  type Receipt,
  type Settlement,
  applications,
} from "@anyats/core";
import { rejecting, RejectionAction } from "./rejection-action.ts";

type Capability = typeof applications.reject;

/**
 * `POST /ats/applications/{id}/reject`, for a reason that the connection has. A rejection may be repeated, what comes with it
 * may not: after a lost answer to one with a remark or an e-mail, it is repeated without.
 */
export class RejectApplication extends RejectionAction implements CallHandler<Capability> {
  async handle({ application, ...rejection }: InputOf<Capability>, call: Call): Promise<Receipt> {
    await this.checkReason(rejection.reasonId, call);
    return this.reject(application.id, rejection, call);
  }

  async settle({ application, ...rejection }: InputOf<Capability>, call: Call): Promise<Settlement<Receipt>> {
    return { found: true, output: await this.rejectAgain(application.id, rejection, call) };
  }
}

export const rejectApplication = handles(applications.reject, RejectApplication, { needs: [rejecting] });
