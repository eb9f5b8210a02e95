import type { Call, CallHandler, Injected, InputOf, applications, Receipt } from "@anyats/core";
import { receiptOf } from "../../reading/read-data.ts";
import { STAGES } from "../../reading/stage-directory.ts";
import { readAnswer } from "../../transport/envelope.ts";
import { path } from "@anyats/http";
import { TRANSPORT } from "../../transport/kombo-transport.ts";
import { beforeWriting } from "@anyats/http";
import { STAGE_TARGETS } from "../stage-targets.ts";

type Capability = typeof applications.moveToStage;

/**
 * `PUT /ats/applications/{id}/stage`. Before it, the stage is compared with the limitations and with the stages of the
 * application's job: one read for an application that the connection has not moved yet, one for a job whose stages it
 * has not seen.
 */
export class MoveApplicationToStage implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT, stages: STAGES, targets: STAGE_TARGETS };
  readonly lane = "unified" as const;
  readonly routes = [
    {
      method: "PUT",
      path: "/ats/applications/{application_id}/stage",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;
  protected readonly collaborators: Injected<typeof MoveApplicationToStage.inject>;

  constructor(collaborators: Injected<typeof MoveApplicationToStage.inject>) {
    this.collaborators = collaborators;
  }

  async handle({ application, stage, remoteFields }: InputOf<Capability>, call: Call): Promise<Receipt> {
    const { transport, stages, targets } = this.collaborators;
    await beforeWriting(() => targets.check({ stage, jobId: () => stages.jobOf(application.id, call) }, call));
    const body = { stage_id: stage.id, ...(remoteFields && { remote_fields: remoteFields }) };
    const answer = await transport.send(
      {
        method: "PUT",
        path: path`/ats/applications/${application.id}/stage`,
        body,
        effect: "idempotent",
        action: true,
      },
      call,
    );
    return receiptOf(readAnswer(answer, "idempotent").warnings);
  }
}
