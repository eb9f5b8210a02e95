import type { Call, CallHandler, Injected, InputOf, Receipt } from "@anyats/core";
import { path, readAnswer, TRANSPORT } from "@anyats/kombo-base";
import type { selectJob, unselectJob } from "../../capabilities/select-job.ts";

const documented = { certainty: "documented", source: "Kombo's API reference, custom endpoints" } as const;

abstract class JobSelection {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  protected readonly collaborators: Injected<typeof JobSelection.inject>;

  constructor(collaborators: Injected<typeof JobSelection.inject>) {
    this.collaborators = collaborators;
  }

  protected async send(method: "POST" | "DELETE", address: string, body: object, call: Call): Promise<Receipt> {
    const answer = await this.collaborators.transport.send(
      { method, path: address, body, effect: "idempotent", action: true },
      call,
    );
    return { warnings: [...readAnswer(answer, "idempotent").warnings], settledBy: "answer" };
  }
}

/** `POST /ats/custom/avionte/synced-jobs`. */
export class SelectJob extends JobSelection implements CallHandler<typeof selectJob> {
  readonly routes = [{ method: "POST", path: "/ats/custom/avionte/synced-jobs", ...documented }] as const;

  handle({ remoteId }: InputOf<typeof selectJob>, call: Call): Promise<Receipt> {
    return this.send("POST", "/ats/custom/avionte/synced-jobs", { job_remote_id: remoteId }, call);
  }
}

/** `DELETE /ats/custom/avionte/synced-jobs/{job_remote_id}`. */
export class UnselectJob extends JobSelection implements CallHandler<typeof unselectJob> {
  readonly routes = [
    { method: "DELETE", path: "/ats/custom/avionte/synced-jobs/{job_remote_id}", ...documented },
  ] as const;

  handle({ remoteId }: InputOf<typeof unselectJob>, call: Call): Promise<Receipt> {
    return this.send("DELETE", path`/ats/custom/avionte/synced-jobs/${remoteId}`, {}, call);
  }
}
