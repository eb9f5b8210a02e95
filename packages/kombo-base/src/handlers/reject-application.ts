import { handles, type Call, type CallHandler, type InputOf, type Receipt, applications } from "@anyats/core";
import { rejecting, RejectionAction } from "./rejection-action.ts";

type Capability = typeof applications.reject;

/** `POST /ats/applications/{id}/reject`, for a reason that the connection has. */
export class RejectApplication extends RejectionAction implements CallHandler<Capability> {
  async handle({ application, ...rejection }: InputOf<Capability>, call: Call): Promise<Receipt> {
    await this.checkReason(rejection.reasonId, call);
    return this.reject(application.id, rejection, call);
  }
}

export const rejectApplication = handles(applications.reject, RejectApplication, { needs: [rejecting] });
