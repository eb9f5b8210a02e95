import {
  InvalidInput,
  LIMITATIONS,
  refusal,
  token,
  type Call,
  type Injected,
  type Stage,
  type Token,
} from "@anyats/core";
import { HTTP } from "@anyats/http";
import { z } from "zod";
import { wireStage } from "./records/wire.ts";

/** Rowan's stages: one workflow for all jobs, read once a connection. */
export class Stages {
  static readonly inject = { http: HTTP, limitations: LIMITATIONS };
  readonly #collaborators: Injected<typeof Stages.inject>;
  #known: readonly Stage[] | undefined;

  constructor(collaborators: Injected<typeof Stages.inject>) {
    this.#collaborators = collaborators;
  }

  async all(call: Call): Promise<readonly Stage[]> {
    if (this.#known) return this.#known;
    const request = { method: "GET", path: "/stages", effect: "reads" } as const;
    const stages = await this.#collaborators.http.read(z.array(wireStage), request, call);
    return (this.#known = stages.map(({ id, name, position }) => ({
      id,
      remoteId: id,
      name: name ?? null,
      status: null,
      index: position ?? null,
      customFields: {},
    })));
  }

  /** Why no application can be moved to a stage; `undefined` where one can. */
  whyNoTarget(id: string) {
    return this.#collaborators.limitations.forbidden("applications.moveToStage", "stage.remoteId", id);
  }

  /** @throws when the stage is none of Rowan's, or no target: also where only its id was given. */
  async check(id: string, call: Call): Promise<void> {
    const limitation = this.whyNoTarget(id);
    if (limitation) throw refusal(limitation, call.capability);
    if (!(await this.all(call)).some((stage) => stage.id === id))
      throw new InvalidInput("The stage", [{ path: "stage", message: "must be a stage that Rowan has" }]);
  }
}

export const STAGES: Token<Stages> = token("rowan/stages");
