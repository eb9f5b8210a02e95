import {
  handles,
  type Call,
  type CallHandler,
  applications,
  type InputOf,
  type OutputOf,
  type Settlement,
} from "@anyats/core";
import { path } from "@anyats/http";
import { action } from "../coverage/kombo-names.ts";
import { readData, receiptOf } from "../reading/read-data.ts";
import { documented } from "../routes.ts";
import { wireCreatedApplication } from "../wire/applicant.ts";
import { ApplicantAction } from "./applicant-action.ts";

type Capability = typeof applications.create;

/** `POST /ats/jobs/{id}/applications`. */
export class CreateApplication extends ApplicantAction implements CallHandler<Capability> {
  readonly routes = documented("POST /ats/jobs/{job_id}/applications");
  readonly settledBy: readonly string[] = ["candidates.stream"];

  async handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const applicant = await this.body(input, "applications.create", call);
    const body = { ...applicant, ...(input.stage && { stage_id: input.stage.id }) };
    const address = path`/ats/jobs/${input.job.id}/applications`;
    return this.enter(input, call, async () => {
      const request = { method: "POST", path: address, body, effect: "creates", action: true } as const;
      const answer = await this.collaborators.transport.send(request, call);
      const { data, warnings } = readData(wireCreatedApplication, answer, "creates");
      return {
        applicationId: data.id,
        candidateId: data.candidate_id ?? data.candidate?.id ?? null,
        remoteId: data.remote_id ?? null,
        ...receiptOf(warnings),
      };
    });
  }

  settle(input: InputOf<Capability>, call: Call): Promise<Settlement<OutputOf<Capability>>> {
    return this.lookFor(input, call, ({ id, remoteId, candidateId }) => ({
      applicationId: id,
      candidateId,
      remoteId,
      ...receiptOf([]),
    }));
  }
}

export const createApplication = handles(applications.create, CreateApplication, {
  needs: [action(/^create_application$/, "documented")],
});
