import { instantClock } from "@anyats/conformance";
import { connect } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { avionte } from "../src/index.ts";

describe("the tenant's types of notes", () => {
  it("are read again for one that was added since, and for no other", async () => {
    const emulator = createEmulator({ candidates: 10 });
    let reads = 0;
    const fetch: typeof globalThis.fetch = async (...request) => {
      const [input, init] = request;
      const asked = input instanceof Request ? await input.clone().text() : String(init?.body);
      const answer = await emulator.fetch(...request);
      if (!asked.includes("/talent/activity-types")) return answer;
      reads += 1;
      if (reads > 1) return answer;
      const text = await answer.text();
      return new Response(text.replace("Call Completed", "Called before"), answer);
    };
    const settings = { ...emulator.settings(), fetch, nativeRoutes: "documented" as const };
    await using ats = await connect(avionte, settings, { modules: [instantClock(emulator.clock.now())] });
    const [candidate] = await ats.candidates.stream().toArray();
    const add = (actionType: string) => ats.candidates.addNote({ candidate: candidate!, note: "x", actionType });
    await add("Note");
    await add("Call Completed");
    await add("Interview Feedback");
    expect(reads).toBe(2);
    const unknown = { code: "configuration.unknown-note-type", fault: "configuration" };
    await expect(add("No such type")).rejects.toMatchObject({ ...unknown, concerns: "call" });
    await using other = await connect(avionte, { ...settings, noteTypeName: "No such type" });
    await expect(other.candidates.addNote({ candidate: candidate!, note: "x" })).rejects.toMatchObject({
      ...unknown,
      concerns: "capability",
    });
  });

  it("are read one by one: one that cannot be read costs itself", async () => {
    const emulator = createEmulator({ candidates: 10 });
    const fetch: typeof globalThis.fetch = async (...request) => {
      const answer = await emulator.fetch(...request);
      const text = await answer.text();
      return new Response(text.replace('"Daily SMS Summary"', "null"), answer);
    };
    const settings = { ...emulator.settings(), fetch, nativeRoutes: "documented" as const };
    await using ats = await connect(avionte, settings, { modules: [instantClock(emulator.clock.now())] });
    const told: unknown[] = [];
    ats.on("quarantine", ({ capability, path }) => told.push([capability, path]));
    const [candidate] = await ats.candidates.stream().toArray();
    await ats.candidates.addNote({ candidate: candidate!, note: "x" });
    expect(told).toEqual([["candidates.addNote", "$[0]"]]);
  });
});
