import { InvalidInput, token, type Call, type Injected, type RejectionReason, type Token } from "@anyats/core";
import { z } from "zod";
import { API } from "./api.ts";
import { unreadableAnswer } from "./api-errors.ts";
import { wireReason } from "./records/wire.ts";

/** Why Rowan rejects applications. */
export class Reasons {
  static readonly inject = { api: API };
  readonly #api: Injected<typeof Reasons.inject>["api"];

  constructor({ api }: Injected<typeof Reasons.inject>) {
    this.#api = api;
  }

  async all(call: Call): Promise<RejectionReason[]> {
    const answer = await this.#api.send({ method: "GET", path: "/reasons", effect: "reads" }, call);
    const parsed = z.array(wireReason).safeParse(answer);
    if (!parsed.success) throw unreadableAnswer("reads", 200);
    // Rowan does not say when a reason changed.
    const changedAt = new Date(0).toISOString();
    return parsed.data.map(({ id, name }) => ({ id, remoteId: id, name: name ?? null, changedAt, deletedAt: null }));
  }

  /** @throws {InvalidInput} when Rowan has no such reason. */
  async check(id: string, call: Call): Promise<void> {
    if (!(await this.all(call)).some((reason) => reason.id === id))
      throw new InvalidInput("The reason", [{ path: "reasonId", message: "must be a reason that Rowan has" }]);
  }
}

export const REASONS: Token<Reasons> = token("rowan/reasons");
