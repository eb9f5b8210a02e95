import { InvalidInput, token, type Call, type Injected, type RejectionReason, type Token } from "@anyats/core";
import { HTTP } from "@anyats/http";
import { z } from "zod";
import { wireReason } from "./records/wire.ts";

/** Why Rowan rejects applications. */
export class Reasons {
  static readonly inject = { http: HTTP };
  readonly #http: Injected<typeof Reasons.inject>["http"];

  constructor({ http }: Injected<typeof Reasons.inject>) {
    this.#http = http;
  }

  async all(call: Call): Promise<RejectionReason[]> {
    const request = { method: "GET", path: "/reasons", effect: "reads" } as const;
    const reasons = await this.#http.read(z.array(wireReason), request, call);
    // Rowan does not say when a reason changed.
    const changedAt = new Date(0).toISOString();
    return reasons.map(({ id, name }) => ({ id, remoteId: id, name: name ?? null, changedAt, deletedAt: null }));
  }

  /** @throws {InvalidInput} when Rowan has no such reason. */
  async check(id: string, call: Call): Promise<void> {
    if (!(await this.all(call)).some((reason) => reason.id === id))
      throw new InvalidInput("The reason", [{ path: "reasonId", message: "must be a reason that Rowan has" }]);
  }
}

export const REASONS: Token<Reasons> = token("rowan/reasons");
