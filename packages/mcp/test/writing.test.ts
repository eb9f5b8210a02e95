import { avionte } from "@anyats/avionte";
import { BatchStopped, connect, OutcomeUnknown } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { describe, expect, it } from "vitest";
import { agentTools, type AtsConnection, type Refusal } from "../src/index.ts";
import { agent, type Agent } from "./agent.ts";

type AvionteAgent = Agent<typeof avionte>;

const note = { text: "Called; will come on Monday." };

async function pending({ ats }: AvionteAgent): Promise<string> {
  const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  return application!.id;
}

const written = ({ emulator }: AvionteAgent, id: string) =>
  [...emulator.world.notes.all()].filter(({ application_id }) => application_id === id).length;

describe("an agent that writes", () => {
  it("is refused with the reason by default, and nothing is sent", async () => {
    await using linked = await agent(avionte);
    const application = await pending(linked);
    const before = linked.emulator.requests.count();
    const { isError, text } = await linked.call("applications_addNote", { application, note });
    expect(isError).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ error: { code: "agent.write-not-allowed", retry: "never" } });
    expect(linked.emulator.requests.count()).toBe(before);
  });

  it("writes what it is allowed to, once, however often it repeats itself", async () => {
    await using linked = await agent(avionte, { allow: ["applications.addNote"] });
    const application = await pending(linked);
    const before = written(linked, application);
    await linked.call("applications_addNote", { application, note });
    const again = await linked.call("applications_addNote", { note, application });
    expect(again.given["result"]).toMatchObject({ settledBy: "ledger" });
    expect(written(linked, application)).toBe(before + 1);
    await linked.call("applications_addNote", { application, note, idempotencyKey: "on purpose" });
    expect(written(linked, application)).toBe(before + 2);
  });

  it("sends what comes with a rejection once, unless it gives a new key", async () => {
    await using linked = await agent(avionte, { allow: ["applications.reject", "applications.rejectMany"] });
    const application = await pending(linked);
    const { id: reasonId } = linked.emulator.world.rejectionReasons.all()[0]!;
    const sent = () => linked.emulator.requests.count({ method: "POST", path: /\/reject$/ });
    const input = { application, reasonId, note: "We chose another." };
    const first = await linked.call("applications_reject", input);
    expect(first.given).toEqual({ result: { warnings: [], settledBy: "answer" } });
    const again = await linked.call("applications_reject", input);
    expect(again.given).toMatchObject({
      result: { settledBy: "ledger" },
      hint: expect.stringContaining("`idempotencyKey`") as string,
    });
    expect(sent()).toBe(1);
    await linked.call("applications_reject", { ...input, idempotencyKey: "on purpose" });
    expect(sent()).toBe(2);
    const many = { applications: [application], reasonId, note: "We chose another." };
    for (const _repeat of [1, 2]) await linked.call("applications_rejectMany", many);
    expect(sent()).toBe(3);
    // Without a remark, it may be repeated freely.
    for (const _repeat of [1, 2]) await linked.call("applications_reject", { application, reasonId });
    expect(sent()).toBe(5);
  });

  it("hears that a refusal was cut, so that no list passes for a whole one", async () => {
    const notDone = Array.from({ length: 300 }, (_, nth) => `a${nth}`);
    const thrown = new BatchStopped({ reason: undefined, done: [], inDoubt: [], notDone, outcomes: [] });
    const addNote = () => Promise.reject(thrown);
    const ats = { adapter: avionte, coverage: () => Promise.resolve(coverageOf(avionte)), applications: { addNote } };
    const [tool] = (await agentTools(ats as AtsConnection, { allow: ["applications.addNote"] })).filter(
      ({ capability }) => capability === "applications.addNote",
    );
    const { content } = await tool!.run({ application: "a1", note }, AbortSignal.timeout(5_000));
    expect(JSON.parse(content[0]!.text)).toMatchObject({ error: { truncated: true } });
  });

  it.for(["", 7, null, {}])("writes once where its key is none: %j", async (idempotencyKey) => {
    await using linked = await agent(avionte, { allow: ["applications.addNote"] });
    const application = await pending(linked);
    const before = written(linked, application);
    for (const _repeat of [1, 2]) await linked.call("applications_addNote", { application, note, idempotencyKey });
    expect(written(linked, application)).toBe(before + 1);
  });

  it("gets a refusal of the adapter with what to do", async () => {
    await using linked = await agent(avionte, { allow: ["applications.moveToStage"] });
    const application = await pending(linked);
    const stage = "222222222222222222222222";
    const { isError, text } = await linked.call("applications_moveToStage", { application, stage });
    expect(isError).toBe(true);
    const { error } = JSON.parse(text) as { error: Record<string, string> };
    expect(Object.keys(error)).toEqual(expect.arrayContaining(["advice", "code", "message", "retry"]));
    expect(error["advice"]!.length).toBeGreaterThan(10);
  });

  it("gets the link to the log that a refusal advises to open", async () => {
    const logUrl = "https://app.kombo.dev/env/production/logs/4711";
    const error = { code: "PLATFORM.INPUT_INVALID", message: "No.", log_url: logUrl };
    const fetch = async () => Response.json({ status: "error", error }, { status: 400 });
    await using ats = await connect(avionte, { apiKey: "key", integrationId: "avionte:x", fetch });
    const offering = { ...ats, adapter: avionte, coverage: () => Promise.resolve(coverageOf(avionte)) };
    const [tool] = (await agentTools(offering as AtsConnection, { allow: ["applications.addNote"] })).filter(
      ({ capability }) => capability === "applications.addNote",
    );
    const { content } = await tool!.run({ application: "a1", note }, AbortSignal.timeout(5_000));
    const { error: refusal } = JSON.parse(content[0]!.text) as { error: Refusal };
    expect(refusal).toMatchObject({ code: "input.refused-by-aggregator", logUrl });
    expect(refusal.advice).toContain("log link");
  });

  const lost = { capability: "applications.addNote", adapter: "avionte", because: "the answer was lost" };
  const ids = Array.from({ length: 3 }, (_, nth) => `a${nth}`);
  it.for([
    new OutcomeUnknown({ ...lost, reconcile: { application: "a1" } }),
    new BatchStopped({ reason: undefined, done: [], inDoubt: ["a1"], notDone: ids, outcomes: [] }),
  ])("gets what the advice of a refusal names: $name", async (thrown) => {
    const addNote = () => Promise.reject(thrown);
    const ats = { adapter: avionte, coverage: () => Promise.resolve(coverageOf(avionte)), applications: { addNote } };
    const tools = await agentTools(ats as AtsConnection, { allow: ["applications.addNote"], maxCharacters: 2_000 });
    const tool = tools.find(({ capability }) => capability === "applications.addNote")!;
    const { content } = await tool.run({ application: "a1", note }, AbortSignal.timeout(5_000));
    const { error } = JSON.parse(content[0]!.text) as { error: Refusal };
    const named = [...error.advice.matchAll(/`details\.(\w+)`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(error.details).toHaveProperty(name, thrown.details![name]);
  });
});
