import { AtsError, isOffered, type WebhookNotice, type WebhookReader } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import type { WorldWebhooks } from "../../world.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

const secret = "the-secret-4979";

/** What an event says that the ATS has signed. */
async function read(reader: WebhookReader, sign: WorldWebhooks["sign"], body: object): Promise<WebhookNotice> {
  const text = JSON.stringify(body);
  return reader.verify({ headers: new Headers(sign(text, secret)), body: new TextEncoder().encode(text) }, [secret]);
}

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

/** What webhooks promise of several customers: an app keeps the ids of all events that it has seen in one place. */
export const eventsOfTwoPromise: ContractPromise = {
  promise: "gives events of two customers different ids, where each ATS counts its own",
  rules: [
    {
      rule: "an app keeps the ids of the events of all customers in one place: where each ATS counts its own, put what names the customer into the `eventId`",
      tried: "with `sentDuring`, it changes a job of both customers",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const { adapter } = trial;
    const reader = adapter.webhooks;
    if (!reader || !trial.world.webhooks?.sentDuring) return;
    const noticesOf = async ({ world }: Pick<Trial, "world">) => {
      const { sentDuring, sign } = world.webhooks!;
      const [id] = world.ids("jobs");
      const bodies = id === undefined ? [] : await sentDuring!(() => world.touch("jobs", id));
      return Promise.all(bodies.map(async (body) => read(reader, sign, body)));
    };
    await using second = await trial.another("second");
    if (!second.trial.world.webhooks?.sentDuring) return;
    const [own, others] = [await noticesOf(trial), await noticesOf(second.trial)];
    for (const { eventId, connectionKey } of own) {
      // Where it names no customer, the secret does, and the app keeps the ids of each apart.
      const same = others.find((each) => each.eventId === eventId && each.connectionKey !== connectionKey);
      if (same)
        assert.fail(
          `an event of ${String(connectionKey)} and one of ${String(same.connectionKey)} have the id ${eventId}: the second would be dropped as delivered before; put what names the customer into the \`eventId\``,
        );
    }
  },
};

/** What webhooks promise of the copy that an app keeps: after each event it reads what the event names, and nothing else. */
export const whatChangedPromise: ContractPromise = {
  promise: "names with each webhook every stream that shows what has changed",
  rules: [
    {
      rule: "a webhook names each stream that shows the change, also that of a record within another",
      tried: "with `sentDuring`, it changes a record and reads every stream with `updatedAfter`",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const { adapter, world } = trial;
    const { sentDuring, sign } = world.webhooks ?? {};
    const reader = adapter.webhooks;
    if (!reader || !sentDuring || !sign) return;
    const noticeOf = (body: object) => read(reader, sign, body);
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
