import { inspect } from "node:util";
import { AtsError, CLOCK, LOGGER, OBSERVER, connect, type Clock } from "@anyats/core";
import { createEmulator, type FaultKind } from "@anyats/emulator";
import { ContainerModule } from "inversify";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { komboCodes } from "../src/transport/kombo-codes.ts";

/** Stands in every key, field, query, file and answer of this test, and may be in nothing that is shown. */
const canary = "cAnArY7731";
const person = { firstName: `Ada${canary}`, lastName: `Byron${canary}`, email: `ada.${canary}@example.com` };
const pdf = Buffer.from(`%PDF-1.4\n${canary}\n%%EOF\n`).toString("base64");

/** Everything that an app could print of something. */
function shownOf(value: unknown): string {
  const errors: unknown[] = [];
  for (let at: unknown = value; at instanceof Error && !errors.includes(at); at = at.cause) errors.push(at);
  const each = errors.flatMap((error) => {
    const { message, stack } = error as Error;
    return [message, stack ?? "", JSON.stringify(error), JSON.stringify(Object.getOwnPropertyDescriptors(error))];
  });
  return [inspect(value, { depth: 20, showHidden: true }), String(value), JSON.stringify(value) ?? "", ...each].join(
    "\n",
  );
}

/** Longer than every pause: a deadline of this length never strikes here, and every pause is over at once. */
const timeoutMs = 1_000_000_000;
const options = { timeoutMs };
let now = Date.parse("2026-11-23T09:00:00Z");
const clock: Clock = {
  now: () => now,
  sleep: (milliseconds, signal) => {
    if (milliseconds <= 60_000) {
      now += milliseconds;
      return Promise.resolve();
    }
    return new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
    );
  },
};

async function watched() {
  const emulator = createEmulator({ candidates: 30, coverage: "all", apiKey: `key-${canary}` });
  const shown: unknown[] = [];
  const log = (message: string, facts?: object) => void shown.push(message, facts);
  const watching = new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(clock);
    bind(LOGGER).toConstantValue({ debug: log, info: log, warn: log, error: log });
    bind(OBSERVER).toConstantValue({
      started: (call) => {
        shown.push(call);
        return (facts, error) => void shown.push(facts, error);
      },
    });
  });
  for (const { id } of emulator.world.candidates.all())
    emulator.world.candidates.update(id, { first_name: person.firstName, last_name: person.lastName });
  const ats = await connect(komboBase, emulator.settings(), { modules: [watching] });
  for (const name of ["retry", "quota", "drift", "quarantine", "unknown-outcome"] as const)
    ats.on(name, (event) => shown.push(event));
  const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  return { emulator, ats, shown, application: application!, job: job! };
}
type Watched = Awaited<ReturnType<typeof watched>>;

/** What an app does, with the canary in everything that it says. */
const calls: Readonly<Record<string, (of: Watched) => Promise<unknown>>> = {
  "streams candidates": ({ ats }) => ats.candidates.stream({ lastName: person.lastName }, options).toArray(),
  "finds a candidate": ({ ats }) => ats.candidates.find(person, options),
  "adds a note": ({ ats, application }) =>
    ats.applications.addNote({ application, note: `${canary} is keen` }, options),
  "adds a file": ({ ats, application }) =>
    ats.applications.addAttachment({ application, file: { name: `${canary}.pdf`, type: "CV", base64: pdf } }, options),
  "creates an application": ({ ats, job }) => ats.applications.create({ job, candidate: person }, options),
  "moves an application": ({ ats, application }) =>
    ats.applications.moveToStage({ application, stage: canary }, options),
  "sends a native request": ({ ats }) =>
    ats.passthrough.send(
      { api: "avionte/front-office-v1", method: "POST", path: `/talent/${canary}`, body: person },
      options,
    ),
};

/** What goes wrong on the way, with the canary in what the server says. */
const troubles: readonly FaultKind[] = [
  { kind: "dropBefore" },
  { kind: "dropAfter" },
  { kind: "truncatedBody" },
  { kind: "truncatedBody", by: "connection" },
  { kind: "emptyBody" },
  { kind: "htmlPage", status: 502 },
  { kind: "rateLimit" },
  { kind: "concurrency" },
  { kind: "malformedRecord", mutate: (record) => ({ ...record, changed_at: canary, id: 7 }) },
  { kind: "unknownEnum", value: canary },
  { kind: "expiredCursor" },
  { kind: "redirect", location: `https://${canary}.example.com/` },
  { kind: "nativeStatus", status: 422, body: { error: canary } },
  ...Object.keys(komboCodes).map((code): FaultKind => ({
    kind: "status",
    status: 400,
    code,
    message: `${canary} is not good`,
  })),
  { kind: "status", status: 500, code: canary, message: canary },
  { kind: "status", status: 401, code: null, message: canary },
];

function expectNoCanary(what: string, shown: readonly unknown[]): void {
  for (const value of shown) {
    const found = shownOf(value).toLowerCase().indexOf(canary.toLowerCase());
    const around = found < 0 ? "" : shownOf(value).slice(Math.max(0, found - 80), found + 20);
    expect(around, what).toBe("");
  }
}

describe("no key and nothing of a person is shown", () => {
  it.for(Object.keys(calls))("when an app %s and something goes wrong", async (name) => {
    let failed = 0;
    const of = await watched();
    const { emulator, shown, ats } = of;
    for (const trouble of troubles) {
      emulator.faults.clear();
      emulator.faults.inject({ ...trouble, times: Number.POSITIVE_INFINITY });
      shown.length = 0;
      const error = await calls[name]!(of).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error !== undefined) {
        failed += 1;
        expect(AtsError.is(error), `${trouble.kind} ended in another error`).toBe(true);
      }
      expectNoCanary(`${name}, ${JSON.stringify(trouble)}`, [error, ...shown]);
    }
    expect(failed).toBeGreaterThan(20);
    expectNoCanary("the client", [ats]);
  });

  it("when what an app gives is wrong", async () => {
    const { ats, application, job } = await watched();
    const wrong: readonly (() => Promise<unknown>)[] = [
      () => ats.candidates.get({ id: `${canary}/..` }),
      async () => ats.candidates.stream({ email: canary }).toArray(),
      () => ats.applications.create({ job, candidate: { ...person, email: canary } }),
      () => ats.applications.addNote({ application, note: { html: `<script>${canary}</script>` } }),
      () => ats.applications.addAttachment({ application, file: { name: `../${canary}`, base64: canary } }),
      () =>
        ats.applications.addAttachment({ application, file: { name: "a.pdf", url: `https://127.0.0.1/${canary}` } }),
      () => ats.applications.reject({ application, reasonId: canary }),
      () => connect(komboBase, { apiKey: canary, integrationId: `${canary} ${canary}` }),
      () =>
        connect(komboBase, { apiKey: canary, integrationId: "avionte:x", baseUrl: `http://u:${canary}@example.com` }),
    ];
    for (const attempt of wrong) {
      const error = await attempt().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(AtsError.is(error), attempt.toString()).toBe(true);
      expectNoCanary(attempt.toString(), [error]);
    }
  });
});
