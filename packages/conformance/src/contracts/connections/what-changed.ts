import { AtsError, isOffered, type WebhookNotice } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

const secret = "the-secret-4979";

/** The streams that give something changed since then. */
async function showing(trial: Trial, updatedAfter: Date): Promise<readonly string[]> {
  const found: string[] = [];
  const { cells } = trial.claims;
  for (const { capability, group } of cells.filter((cell) => isOffered(cell) && cell.kind === "stream")) {
    if (capability !== `${group}.stream`) continue;
    const rows = await ending(() => trial.stream(capability, { updatedAfter, includeDeleted: true }).toArray());
    if (!AtsError.is(rows) && (rows as readonly unknown[]).length > 0) found.push(capability);
  }
  return found;
}

/** What webhooks promise of the copy that an app keeps: after each event it reads what the event names, and nothing else. */
export const whatChangedPromise: ContractPromise = {
  promise: "names with each webhook every stream that shows what has changed",
  applies: ofTheConnection,
  async run(trial) {
    const { adapter, world } = trial;
    const { sentDuring, sign } = world.webhooks ?? {};
    const reader = adapter.webhooks;
    if (!reader || !sentDuring || !sign) return;
    const noticeOf = async (body: object): Promise<WebhookNotice> => {
      const text = JSON.stringify(body);
      return reader.verify({ headers: new Headers(sign(text, secret)), body: new TextEncoder().encode(text) }, [
        secret,
      ]);
    };
    for (const kind of ["jobs", "candidates", "applications"] as const) {
      const id = world.ids(kind)[0];
      if (id === undefined) continue;
      const since = new Date(world.now().getTime() + 1);
      const bodies: readonly object[] = await sentDuring(() => world.touch(kind, id));
      worldHas(bodies.length > 0, `the world sends no webhook when one of its ${kind} changes`);
      const notices: readonly WebhookNotice[] = await Promise.all(bodies.map(noticeOf));
      if (notices.some(({ changed }) => changed === "all")) continue;
      const named = new Set(notices.flatMap(({ changed }) => changed));
      const missing = (await showing(trial, since)).filter((capability) => !named.has(capability));
      assert.deepEqual(
        missing,
        [],
        `one of the ${kind} changed, these streams show it with \`updatedAfter\`, and the webhook names ${[...named].join(", ")} alone: a copy would keep the old record`,
      );
    }
  },
};
