import { avionte } from "@anyats/avionte";
import { describe, expect, it } from "vitest";
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
    expect(Object.keys(error).toSorted()).toEqual(["advice", "code", "message", "retry"]);
    expect(error["advice"]!.length).toBeGreaterThan(10);
  });
});
