import {
  applications,
  handles,
  type Call,
  type CallHandler,
  type InputOf,
  type OutputOf,
  type Settlement,
} from "@anyats/core";
import { rejectEach } from "@anyats/http";
import { rejecting, RejectionAction } from "./rejection-action.ts";

type Capability = typeof applications.rejectMany;

/** `POST /ats/applications/{id}/reject` for each, as many at once as Kombo allows, while interactive calls pass. */
export class RejectManyApplications extends RejectionAction implements CallHandler<Capability> {
  /** @throws {BatchStopped} when the call is given up in the middle: it says what was done. */
  async handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const { applications, onProgress, ...rejection } = input;
    if (applications.length > 0) await this.checkReason(rejection.reasonId, call);
    const reject = (id: string, each: Call) => this.reject(id, rejection, each);
    const again = (id: string, each: Call) => this.rejectAgain(id, rejection, each);
    return rejectEach({ applications, onProgress }, call, reject, this.isOnce(rejection) ? again : undefined);
  }

  async settle(input: InputOf<Capability>, call: Call): Promise<Settlement<OutputOf<Capability>>> {
    const { applications, onProgress, ...rejection } = input;
    const again = (id: string, each: Call) => this.rejectAgain(id, rejection, each);
    return { found: true, output: await rejectEach({ applications, onProgress }, call, again) };
  }
}

export const rejectManyApplications = handles(applications.rejectMany, RejectManyApplications, { needs: [rejecting] });
