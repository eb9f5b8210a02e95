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
    if (input.applications.length > 0) await this.checkReason(input.reasonId, call);
    const reject = (id: string, each: Call) => this.reject(id, input, each);
    return rejectEach(input, call, reject, this.isOnce(input) ? this.#again(input) : undefined);
  }

  async settle(input: InputOf<Capability>, call: Call): Promise<Settlement<OutputOf<Capability>>> {
    return { found: true, output: await rejectEach(input, call, this.#again(input)) };
  }

  #again(input: InputOf<Capability>) {
    return (id: string, each: Call) => this.rejectAgain(id, input, each);
  }
}

export const rejectManyApplications = handles(applications.rejectMany, RejectManyApplications, { needs: [rejecting] });
