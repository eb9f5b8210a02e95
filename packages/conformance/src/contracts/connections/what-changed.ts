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

/** Those of some streams that give something changed since then. */
async function showing(trial: Trial, updatedAfter: Date, streams: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const capability of streams) {
    const read = (filter: object) => ending(() => trial.stream(capability, { updatedAfter, ...filter }).toArray());
    const all = await read({ includeDeleted: true });
    const rows = AtsError.is(all) ? await read({}) : all;
    if (!AtsError.is(rows) && (rows as readonly unknown[]).length > 0) found.push(capability);
  }
  return found;
}

interface Change {
  readonly what: string;
  /** Whether the ATS must send something then. */
  readonly isSent?: true;
  readonly run: () => unknown;
}

/** What somebody changes in the ATS: a record of each kind, also of one that shows within another, and what records name. */
async function changesOf({ world }: Trial, streams: readonly string[]): Promise<readonly Change[]> {
  const idOf = async (group: string) =>
    streams.includes(`${group}.stream`)
      ? (await world.records(group)).find(({ deletedAt }) => !deletedAt)?.id
      : undefined;
  const changes: Change[] = [];
  for (const kind of ["jobs", "candidates", "applications"] as const) {
    const id = world.ids(kind)[0];
    if (id !== undefined)
      changes.push({ what: `one of the ${kind} changed`, isSent: true, run: () => world.touch(kind, id) });
  }
  for (const list of world.administer ? (["tags", "users"] as const) : []) {
    const rename = await idOf(list);
    if (rename !== undefined)
      changes.push({
        what: `one of the ${list} was renamed`,
        run: () => world.administer!({ list, rename, to: "Renamed 5012" }),
      });
  }
  for (const kind of ["interviews", "offers", "notes"] as const) {
    const id = await idOf(kind);
    if (id !== undefined) changes.push({ what: `one of the ${kind} was removed`, run: () => world.remove(kind, id) });
  }
  return changes;
}

/** What webhooks promise of several customers: an app keeps the ids of all events that it has seen in one place. */
export const eventsOfTwoPromise: ContractPromise = {
  promise: "gives events of two customers different ids, where each ATS counts its own",
  rules: [
    {
      rule: "an app keeps the ids of the events of all customers in one place: where each ATS counts its own, put what names the customer into the `eventId`",
      tried: "it reads `events` of both customers, and with `sentDuring`, it changes a job of both",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const reader = trial.adapter.webhooks;
    if (!reader) return;
    const noticesOf = async ({ world }: Pick<Trial, "world">) => {
      if (!world.webhooks) return [];
      const { events, sentDuring, sign } = world.webhooks;
      const [id] = world.ids("jobs");
      const sent = id === undefined ? undefined : await sentDuring?.(() => world.touch("jobs", id));
      const bodies = [...events.map(({ body }) => body), ...(sent ?? [])];
      const notices: readonly WebhookNotice[] = await Promise.all(bodies.map((body) => read(reader, sign, body)));
      // Where an event names no customer, the secret does, and the app keeps the ids of each apart.
      return notices.filter(({ connectionKey }) => connectionKey !== null);
    };
    await using second = await trial.another("second");
    const [own, others] = [await noticesOf(trial), await noticesOf(second.trial)];
    const keys = new Set(own.map(({ connectionKey }) => connectionKey));
    worldHas(
      own.length === 0 || others.some(({ connectionKey }) => !keys.has(connectionKey)),
      'the events of `open("second").webhooks` name the first customer: let them name the second one',
    );
    for (const { eventId, connectionKey } of own) {
      const same = others.find((each) => each.eventId === eventId && each.connectionKey !== connectionKey);
      if (same)
        assert.fail(
          `an event of ${String(connectionKey)} and one of ${String(same.connectionKey)} have the id ${eventId}: an app would drop the second as a repeat; put what names the customer into the \`eventId\`, or, if the ATS never gives two events one id, give the events of both worlds ids of their own`,
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
      tried:
        "with `sentDuring`, it changes a job, a person and an application, renames a tag and a user, removes an interview, an offer and a note, and reads every stream that is not named with `updatedAfter`",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const { adapter, world } = trial;
    const { sentDuring, sign } = world.webhooks ?? {};
    const reader = adapter.webhooks;
    if (!reader || !sentDuring || !sign) return;
    const streams = trial.claims.cells
      .filter((cell) => isOffered(cell) && cell.capability === `${cell.group}.stream`)
      .map(({ capability }) => capability);
    for (const { what, isSent, run } of await changesOf(trial, streams)) {
      const since = new Date(world.now().getTime() + 1);
      const bodies: readonly object[] = await sentDuring(run);
      worldHas(bodies.length > 0 || !isSent, `${what}, and the world sends no webhook`);
      if (bodies.length === 0) continue; // Not every ATS has an event for everything.
      const notices: readonly WebhookNotice[] = await Promise.all(bodies.map((body) => read(reader, sign, body)));
      if (notices.some(({ changed }) => changed === "all")) continue;
      const named = new Set(notices.flatMap(({ changed }) => changed));
      assert.deepEqual(
        await showing(
          trial,
          since,
          streams.filter((capability) => !named.has(capability)),
        ),
        [],
        `${what}, these streams show it with \`updatedAfter\`, and the webhook names ${[...named].join(", ")} alone: a copy would keep the old record`,
      );
    }
  },
};
