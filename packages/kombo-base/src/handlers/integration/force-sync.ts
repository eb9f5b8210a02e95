import type { Call, CallHandler, integration, Injected, InputOf, OutputOf } from "@anyats/core";
import { readData, receiptOf } from "../../reading/read-data.ts";
import { TRANSPORT } from "../../transport/kombo-transport.ts";
import { wireSync } from "../../wire/connection.ts";

type Capability = typeof integration.forceSync;

/** `POST /force-sync`. Kombo keeps at most one sync of a type. */
export class ForceSync implements CallHandler<Capability> {
  static readonly inject = { transport: TRANSPORT };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "POST", path: "/force-sync", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof ForceSync.inject>;

  constructor(collaborators: Injected<typeof ForceSync.inject>) {
    this.collaborators = collaborators;
  }

  async handle({ type }: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const answer = await this.collaborators.transport.send(
      { method: "POST", path: "/force-sync", body: { type }, effect: "idempotent", action: false },
      call,
    );
    const { data, warnings } = readData(wireSync, answer, "idempotent");
    return { syncId: data.sync_id, type: data.type, alreadyQueued: data.already_queued, ...receiptOf(warnings) };
  }
}
