import {
  handles,
  type Call,
  type CallHandler,
  candidates,
  type InputOf,
  type OutputOf,
  type Settlement,
  toInstant,
} from "@anyats/core";
import { action } from "../coverage/kombo-names.ts";
import { readData, receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { wireCreatedCandidate } from "../wire/applicant.ts";
import { ApplicantAction } from "./applicant-action.ts";

type Capability = typeof candidates.create;

interface Dated {
  readonly id: string;
  readonly remote_created_at?: string | null | undefined;
}

const createdAt = ({ remote_created_at: at }: Dated): string => toInstant(at ?? "") ?? "";

/** The one that was created last; of those whose time is not known, the last. */
function newestOf(applications: readonly Dated[]): Dated | undefined {
  return applications.toSorted((one, other) => (createdAt(one) < createdAt(other) ? -1 : 1)).at(-1);
}

/** `POST /ats/candidates`, with exactly one application. Kombo advises to create the application instead. */
export class CreateCandidate extends ApplicantAction implements CallHandler<Capability> {
  readonly routes = documented("POST /ats/candidates");
  readonly settledBy: readonly string[] = ["candidates.stream"];

  async handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const applicant = await this.body(input, "candidates.create", call);
    const application = { job_id: input.job.id, ...(input.stage && { stage_id: input.stage.id }) };
    const body = { ...applicant, application };
    return this.enter(input, call, async (before) => {
      const request = { method: "POST", path: "/ats/candidates", body, effect: "creates", action: true } as const;
      const answer = await this.collaborators.transport.send(request, call);
      const { data, warnings } = readData(wireCreatedCandidate, answer, "creates");
      // The candidate that Kombo gives back has the former applications too.
      const toThisJob = (data.applications ?? []).filter(({ job }) => job?.id === input.job.id);
      const created = newestOf(toThisJob.filter(({ id }) => !before.has(id))) ?? newestOf(toThisJob);
      return {
        candidateId: data.id,
        remoteId: data.remote_id ?? null,
        applicationId: created?.id ?? null,
        ...receiptOf(warnings),
      };
    });
  }

  settle(input: InputOf<Capability>, call: Call): Promise<Settlement<OutputOf<Capability>>> {
    return this.lookFor(input, call, ({ id, candidateId, candidateRemoteId }) => ({
      candidateId,
      remoteId: candidateRemoteId,
      applicationId: id,
      ...receiptOf([]),
    }));
  }
}

export const createCandidate = handles(candidates.create, CreateCandidate, {
  needs: [action(/^create_candidate$/, "documented")],
});
